import { stepAt, dayOfStep } from './office-code';

/** A day's key as the screen keeps it. */
export interface KeptOfficeKey {
  /** Days since 1970, UTC. */
  day: number;
  key: CryptoKey;
  /** The server's time when it was fetched, ms. */
  fetchedAt: number;
}

/** A key is used and kept no longer than this after it was fetched (docs: the office code). */
export const KEEP_KEYS_MS = 72 * 3_600_000;

/** A clock this far before the time of fetching is wrong: nothing is shown by it. */
const BACKWARD_MS = 5 * 60_000;

const DAY_MS = 86_400_000;

/** Whether a key may make codes at that moment. */
export function isUsable(key: KeptOfficeKey, nowMs: number): boolean {
  const age = nowMs - key.fetchedAt;
  return age >= -BACKWARD_MS && age < KEEP_KEYS_MS;
}

/** The key for the codes of that moment, or null. */
export function keyFor(keys: readonly KeptOfficeKey[], nowMs: number): KeptOfficeKey | null {
  const day = dayOfStep(stepAt(nowMs));
  return keys.find((key) => key.day === day && isUsable(key, nowMs)) ?? null;
}

/** Until when codes can be made without hearing the server again, ms; null when not even now. */
export function worksUntil(keys: readonly KeptOfficeKey[], nowMs: number): number | null {
  let until: number | null = null;
  for (let at = nowMs; ;) {
    const key = keyFor(keys, at);
    if (!key) return until;
    const endOfDay = (key.day + 1) * DAY_MS;
    until = Math.min(endOfDay, key.fetchedAt + KEEP_KEYS_MS);
    if (until < endOfDay) return until;
    at = endOfDay;
  }
}

/** The days whose keys are to be destroyed: too old, or of a day that is over. */
export function outdated(keys: readonly KeptOfficeKey[], nowMs: number): number[] {
  const today = dayOfStep(stepAt(nowMs));
  return keys
    .filter((key) => nowMs - key.fetchedAt >= KEEP_KEYS_MS || key.day < today - 1)
    .map((key) => key.day);
}
