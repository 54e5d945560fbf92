import type { Period } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { closingSoon, periodRows } from './closing';

function period(unit: string, month: string, more: Partial<Period> = {}): Period {
  return {
    unit: { id: unit, code: unit, name: `Dinas ${unit}` },
    month,
    state: 'grace',
    closes_on: `2026-11-05`,
    open_days: 0,
    waiting_requests: 0,
    deltas: 0,
    reopen: null,
    ...more,
  };
}

describe('the reminder before a month closes', () => {
  it('adds up what waits in a month over its units, and names the earliest closing', () => {
    const found = closingSoon(
      [
        period('a', '2026-11', { state: 'running', closes_on: '2026-12-05', waiting_requests: 1 }),
        period('a', '2026-10', { waiting_requests: 4 }),
        period('b', '2026-10', { waiting_requests: 3, closes_on: '2026-11-04' }),
      ],
      '2026-11-24',
    );
    expect(found).toEqual([
      { month: '2026-10', closesOn: '2026-11-04', waiting: 7 },
      { month: '2026-11', closesOn: '2026-12-05', waiting: 1 },
    ]);
  });

  it('comes two weeks before, not earlier', () => {
    const month = [period('a', '2026-11', { closes_on: '2026-12-05', waiting_requests: 1 })];
    expect(closingSoon(month, '2026-11-20')).toEqual([]);
    expect(closingSoon(month, '2026-11-21')).toHaveLength(1);
  });

  it('is silent about closed months and about those nothing waits in', () => {
    expect(
      closingSoon(
        [period('a', '2026-10'), period('b', '2026-09', { state: 'closed', waiting_requests: 2 })],
        '2026-11-24',
      ),
    ).toEqual([]);
  });
});

describe('the table of months', () => {
  it('has one row a unit with its months', () => {
    const rows = periodRows([period('b', '2026-10'), period('a', '2026-10'), period('b', '2026-09')]);
    expect(rows.map(({ unit, periods }) => [unit.id, Object.keys(periods).sort()])).toEqual([
      ['a', ['2026-10']],
      ['b', ['2026-09', '2026-10']],
    ]);
  });
});
