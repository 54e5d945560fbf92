import type { Recap } from '@hadir/api';
import { datesOf } from '@hadir/ui';

/** People whose codes do not add up to the days of the month; such a recap must not be used. */
export function notAddingUp(recap: Recap): string[] {
  const days = datesOf(recap.month).length;
  return recap.people
    .filter((person) => Object.values(person.totals).reduce((sum, count) => sum + count, 0) !== days)
    .map((person) => person.person);
}
