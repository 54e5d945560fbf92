const FIRST_MS = 2_000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait before try number `tries` (from 1): twice as long each time up to 5 minutes, with a random part so
 * that a thousand phones do not come back in the same second. What the server asked for is held to.
 *
 * @param random from 0 to 1
 */
export function waitMs(tries: number, retryAfterS: number | null, random: number): number {
  const growing = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, tries - 1)));
  if (retryAfterS !== null) return retryAfterS * 1000 + random * Math.min(growing, 10_000);
  return growing * (0.5 + random / 2);
}
