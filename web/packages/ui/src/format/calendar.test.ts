import { describe, expect, it } from 'vitest';
import { addMonths, dateIn, datesOf, isMonth, weekdayOf, weeksOf } from './calendar';

describe('a month', () => {
  it('steps over the turn of a year, both ways', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(addMonths('2026-11', -23)).toBe('2024-12');
  });

  it('has 29 days only in a leap February', () => {
    expect(datesOf('2024-02')).toHaveLength(29);
    expect(datesOf('2026-02')).toHaveLength(28);
    expect(datesOf('2026-11').at(-1)).toBe('2026-11-30');
  });

  it('is not anything else an address may carry', () => {
    expect(isMonth('2026-11')).toBe(true);
    for (const wrong of ['2026-13', '2026-00', '11-2026', '2026-1', '', null, undefined]) {
      expect(isMonth(wrong)).toBe(false);
    }
  });
});

describe('the grid of a month', () => {
  it('begins its weeks on Monday', () => {
    expect(weekdayOf('2026-11-23')).toBe(0);
    expect(weekdayOf('2026-11-29')).toBe(6);
    expect(weeksOf('2026-11')[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
  });

  it('holds every date once, in whole weeks', () => {
    for (let month = '2023-01'; month < '2028-01'; month = addMonths(month, 1)) {
      const weeks = weeksOf(month);
      expect(weeks.every((week) => week.length === 7)).toBe(true);
      expect(weeks.flat().filter((date) => date !== null)).toEqual(datesOf(month));
    }
  });

  it('needs four weeks where February starts on a Monday', () => {
    expect(weeksOf('2027-02')).toHaveLength(4);
  });
});

describe('today', () => {
  it('is the local date, not the date in London', () => {
    const justAfterMidnight = Date.parse('2026-11-22T17:30:00Z');

    expect(dateIn('Asia/Jakarta', justAfterMidnight)).toBe('2026-11-23');
    expect(dateIn('Asia/Jayapura', Date.parse('2026-11-22T15:30:00Z'))).toBe('2026-11-23');
    expect(dateIn('UTC', justAfterMidnight)).toBe('2026-11-22');
  });
});
