import type { Board } from '@hadir/api';
import { differences } from '@hadir/ui';
import { describe, expect, it } from 'vitest';
import { clockOf, countAt, minuteOf, pathOf, spanOf } from './curve';
import { en, id } from './i18n';
import { extrasAddUp, shareOf } from './share';

const steps = [
  { minute: 430, count: 2 },
  { minute: 450, count: 5 },
];

describe('a curve of arrivals', () => {
  it('covers the morning and everything that happened, in whole hours', () => {
    expect(spanOf([[], []])).toEqual({ from: 360, to: 660 });
    expect(spanOf([steps, [{ minute: 300, count: 1 }]])).toEqual({ from: 300, to: 660 });
    expect(spanOf([[{ minute: 1439, count: 1 }]])).toEqual({ from: 360, to: 1440 });
  });

  it('is a line of steps up to now and not beyond', () => {
    const path = pathOf(
      steps,
      440,
      (minute) => minute,
      (count) => -count,
      360,
    );
    expect(path.replace('-0.0', '0.0')).toBe('M360.0 0.0H430.0V-2.0H440.0');
    expect([countAt(steps, 429), countAt(steps, 430), countAt(steps, 999)]).toEqual([0, 2, 5]);
  });

  it('reads the clock of the place, whatever the browser is set to', () => {
    expect(minuteOf('2026-01-19T07:31:10+07:00')).toBe(451);
    expect(clockOf(451)).toBe('07.31');
  });
});

describe('figures', () => {
  it('round a share down and have none where nobody is due', () => {
    expect(shareOf({ numerator: 999, denominator: 1000 })).toBe(99.9);
    expect(shareOf({ numerator: 9999, denominator: 10000 })).toBe(99.9);
    expect(shareOf({ numerator: 0, denominator: 0 })).toBeNull();
  });

  it('are held against the roster', () => {
    const counts = { hadir: 1, libur: 1 } as Board['counts'];
    const row = { roster: 2, counts };
    const figures = { numerator: 1, denominator: 1, excluded_libur: 1, excluded_belum_waktunya: 0 };
    const board = { roster: 2, counts, figures, groups: [row], sites: [row] } as unknown as Board;
    expect(extrasAddUp(board)).toBe(true);
    expect(extrasAddUp({ ...board, roster: 3 })).toBe(false);
  });
});

it('has every word of the live board in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
