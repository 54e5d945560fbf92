import type { Period } from '@hadir/api';

/** A month that is about to be closed while requests about it wait. */
export interface Closing {
  month: string;
  closesOn: string;
  waiting: number;
}

/** So many days before a month is closed its open requests are brought to mind. */
const REMIND_DAYS = 14;

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/**
 * The months that close soon, or should have been closed, while requests about them wait; the one that closes first at
 * the top.
 */
export function closingSoon(periods: readonly Period[], today: string): Closing[] {
  const found: Closing[] = [];
  for (const { month, state, closes_on, waiting_requests } of periods) {
    if (waiting_requests === 0 || state === 'closed' || state === 'reopening') continue;
    if (daysBetween(today, closes_on) > REMIND_DAYS) continue;
    const same = found.find((one) => one.month === month);
    if (!same) found.push({ month, closesOn: closes_on, waiting: waiting_requests });
    else {
      same.waiting += waiting_requests;
      if (closes_on < same.closesOn) same.closesOn = closes_on;
    }
  }
  return found.sort((a, b) => a.closesOn.localeCompare(b.closesOn));
}

export interface PeriodRow {
  unit: Period['unit'];
  /** By month. */
  periods: Record<string, Period>;
}

/** One row a unit, in the order of their names. */
export function periodRows(periods: readonly Period[]): PeriodRow[] {
  const rows: PeriodRow[] = [];
  for (const period of periods) {
    let row = rows.find(({ unit }) => unit.id === period.unit.id);
    if (!row) rows.push((row = { unit: period.unit, periods: {} }));
    row.periods[period.month] = period;
  }
  return rows.sort((a, b) => a.unit.name.localeCompare(b.unit.name, 'id'));
}
