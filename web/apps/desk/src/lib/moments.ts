import type { DemoReplay } from '@hadir/api';

const HOUR_MS = 3_600_000;

/** The moment of the replayed day (RFC 3339) after so many ms of watching, and whether it is the last one. */
export function momentOf(plan: DemoReplay, watchedMs: number): { at: string; last: boolean } {
  const end = Date.parse(plan.to);
  const moment = Math.min(Date.parse(plan.from) + watchedMs * plan.speed, end);
  return { at: new Date(moment).toISOString(), last: moment === end };
}

/** The full hour an instant lies in; every zone of the country is whole hours from UTC. */
export function fullHourOf(instant: string): string {
  return new Date(Math.floor(Date.parse(instant) / HOUR_MS) * HOUR_MS).toISOString();
}
