import type { PlanDay, PunchKind } from '@hadir/api';
import { offsetMs } from '../moment';

/** A duty as instants, ms. */
export interface Duty {
  day: PlanDay;
  startsAt: number;
  endsAt: number;
}

const DAY_MS = 24 * 3600_000;

/** A local date and time of a zone as an instant. */
export function instantAt(date: string, time: string, zone: string): number {
  const local = Date.parse(`${date}T${time.slice(0, 5)}:00Z`);
  // Twice, for the offset is that of the instant, which is what is looked for.
  const near = local - offsetMs(zone, local);
  return local - offsetMs(zone, near);
}

/** A planned day as a duty; null on a day without hours. An end at or before the start lies on the next day. */
export function dutyOf(day: PlanDay, zone: string): Duty | null {
  if (!day.starts || !day.ends) return null;
  const startsAt = instantAt(day.date, day.starts, zone);
  const ends = instantAt(day.date, day.ends, zone);
  return { day, startsAt, endsAt: ends > startsAt ? ends : ends + DAY_MS };
}

/**
 * The duty a moment belongs to: the one it lies in, else the one whose start or end is nearest, if that is less than
 * half a day away (a punch belongs to the window between the midpoints of neighbouring duties).
 */
export function dutyAt(plan: readonly PlanDay[], nowMs: number, zone: string): Duty | null {
  const away = ({ startsAt, endsAt }: Duty) =>
    nowMs < startsAt ? startsAt - nowMs : Math.max(0, nowMs - endsAt);
  const nearest = plan
    .flatMap((day) => dutyOf(day, zone) ?? [])
    .sort((a, b) => away(a) - away(b) || a.startsAt - b.startsAt)[0];
  return nearest && away(nearest) < DAY_MS / 2 ? nearest : null;
}

/** Before the middle of the duty one comes, after it one goes; without a duty the middle is noon. */
export function naturalKind(duty: Duty | null, nowMs: number, zone: string): PunchKind {
  if (duty) return nowMs < (duty.startsAt + duty.endsAt) / 2 ? 'in' : 'out';
  return new Date(nowMs + offsetMs(zone, nowMs)).getUTCHours() < 12 ? 'in' : 'out';
}
