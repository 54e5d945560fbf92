import { inLanguage } from '@hadir/ui';

const at = (date: string) => new Date(`${date}T00:00:00Z`);
const locale = () => inLanguage('id-ID', 'en-GB');

/** "Senin, 5 Januari". */
export function dayName(date: string): string {
  return at(date).toLocaleDateString(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}

/** "Sen". */
export function weekdayShort(date: string): string {
  return at(date).toLocaleDateString(locale(), { weekday: 'short', timeZone: 'UTC' });
}

/** Day of the month. */
export function dayOf(date: string): number {
  return Number(date.slice(8));
}

/** Dates cut into weeks that begin on Monday. */
export function weeksOf<T extends { date: string }>(days: readonly T[]): T[][] {
  const weeks: T[][] = [];
  for (const day of days) {
    const last = weeks.at(-1);
    if (!last || at(day.date).getUTCDay() === 1) weeks.push([day]);
    else last.push(day);
  }
  return weeks;
}

/** The month before. */
export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}
