// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { markerIn, readMarkers, whatWasCleared, writeMarker } from './marker';

const noted = { key: 'abcdefghijkl', seq: 9, waiting: 3 };

afterEach(() => {
  localStorage.clear();
  document.cookie = 'hadir_hp=; Max-Age=0; Path=/';
});

describe('the note outside the database', () => {
  it('is read as it was written, and nothing else is taken for one', () => {
    writeMarker({ ...noted, key: 'abcdefghijklmnop' });

    expect(readMarkers().local).toEqual(noted);
    expect(markerIn('a.b.c')).toBeNull();
    expect(markerIn(null)).toBeNull();
  });

  it('says that a queue is gone and how many waited, when one of its places still holds it', () => {
    const empty = { key: 'another-key!', seq: 0 };

    expect(whatWasCleared({ local: noted, cookie: noted }, empty)).toEqual({ kind: 'queue', waiting: 3 });
    expect(whatWasCleared({ local: null, cookie: noted }, empty)).toEqual({ kind: 'queue', waiting: 3 });
  });

  it('is missed when the database is there', () => {
    expect(whatWasCleared({ local: null, cookie: null }, { key: 'abcdefghijkl', seq: 9 })).toEqual({
      kind: 'notes',
    });
  });

  it('says nothing when both agree, or when there never was anything', () => {
    expect(whatWasCleared({ local: noted, cookie: null }, { key: 'abcdefghijklmnop', seq: 9 })).toBeNull();
    expect(whatWasCleared({ local: null, cookie: null }, { key: null, seq: 0 })).toBeNull();
  });
});
