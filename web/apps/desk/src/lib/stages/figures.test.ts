import type { MatchCounts } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { addsUp, excludedIn, partsOf, pointsText, shareText } from './figures';
import { en, id } from './words';

const counts: MatchCounts = {
  roster: 100,
  off: 20,
  excused: 5,
  excluded: { not_required: 3, not_heard: 2 },
  both_silent: 4,
  matched: 60,
  differing: 6,
  by_type: { time_differs: 6 },
  denominator: 66,
  rate: '0.9091',
};

describe('the figures of match rates', () => {
  it('are read as people read them', () => {
    expect(partsOf('0.9686')).toBe(9686);
    expect(shareText('0.9686')).toMatch(/^96,86\s?%$/);
    expect(shareText(null)).toBe('–');
    expect(pointsText(105)).toBe('+1,05');
    expect(pointsText(-50)).toBe('-0,50');
    expect(pointsText(null)).toBeNull();
  });

  it('add up to the roster', () => {
    expect(excludedIn(counts)).toBe(5);
    expect(addsUp(counts)).toBe(true);
    expect(addsUp({ ...counts, matched: 61 })).toBe(false);
  });

  it('have words in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });
});
