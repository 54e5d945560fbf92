import { beforeEach, describe, expect, it } from 'vitest';
import { language } from '../i18n/language.svelte';
import { markInWords, printed, totalsInOrder } from './codes';

beforeEach(() => {
  language.current = 'id';
});

describe('a day in one box', () => {
  it('shows TL or PSW for a present day with that mark', () => {
    expect(printed('H', [])).toBe('H');
    expect(printed('H', ['TAP', 'TL:45'])).toBe('TL');
    expect(printed('H', ['PSW:20'])).toBe('PSW');
  });

  it('never lets a mark cover another status', () => {
    expect(printed('TK', ['TL:45'])).toBe('TK');
    expect(printed('BELUM', ['TL:45'])).toBe('…');
  });
});

describe('a mark', () => {
  it('is said with its minutes', () => {
    expect(markInWords('TL:45')).toBe('Terlambat 45 menit');
    expect(markInWords('TAP')).toBe('Tanpa tap pulang');
    expect(markInWords('TW:2')).toBe('Tap di tengah hari terlewat (2)');
  });

  it('stays readable when it is new to us', () => {
    expect(markInWords('XYZ:3')).toBe('XYZ 3 menit');
  });
});

describe('the totals of a month', () => {
  it('come in a fixed order and lose no code', () => {
    const totals = totalsInOrder({ LIBUR: 9, TK: 0, H: 18, ANEH: 1, C: 2 });

    expect(totals).toEqual([
      { code: 'H', days: 18 },
      { code: 'C', days: 2 },
      { code: 'LIBUR', days: 9 },
      { code: 'ANEH', days: 1 },
    ]);
  });
});
