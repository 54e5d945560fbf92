/** Minutes and seconds until an instant, `9.05`; never below nought. */
export function leftUntil(endsAt: string, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(endsAt) - nowMs) / 1000));
  return `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, '0')}`;
}

/** Whether there is no time left. */
export const isOver = (endsAt: string, nowMs: number) => Date.parse(endsAt) <= nowMs;
