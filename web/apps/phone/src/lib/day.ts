import type { Month, Punch } from '@hadir/api';

/** The punch with the latest local time, whatever order they arrived in. */
export function lastPunch(punches: readonly Punch[]): Punch | null {
  return punches.reduce<Punch | null>(
    (latest, one) => (latest === null || one.local_time > latest.local_time ? one : latest),
    null,
  );
}

export function dayOf(month: Month | null, date: string | null) {
  return month?.days.find((day) => day.date === date) ?? null;
}
