/** How much of a time is left, or by how much it is over; whole minutes, never more left than there is. */
export interface Remaining {
  over: boolean;
  hours: number;
  minutes: number;
}

const MINUTE_MS = 60_000;

/** What lies between a moment and now, both in ms. */
export function remaining(dueMs: number, nowMs: number): Remaining {
  const over = nowMs > dueMs;
  const minutes = Math.floor(Math.abs(dueMs - nowMs) / MINUTE_MS);
  return { over, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

/** The server's time now, from what it said and how long ago this page heard it. */
export function serverNow(saidAt: string, heardMs: number, pageMs: number): number {
  return Date.parse(saidAt) + Math.max(0, pageMs - heardMs);
}
