import type { BoardStep } from '@hadir/api';

/** The minutes a curve is drawn over: whole hours around everything that happened, the morning at least. */
export function spanOf(curves: readonly (readonly BoardStep[])[]): { from: number; to: number } {
  const minutes = curves.flat().map((step) => step.minute);
  const from = Math.min(6 * 60, ...minutes);
  const to = Math.max(10 * 60, ...minutes);
  return { from: Math.floor(from / 60) * 60, to: Math.min(24 * 60, Math.ceil((to + 1) / 60) * 60) };
}

/** How many had come by a minute. */
export function countAt(steps: readonly BoardStep[], minute: number): number {
  return steps.findLast((step) => step.minute <= minute)?.count ?? 0;
}

/** A line of steps from the left edge to `until`; it never falls. */
export function pathOf(
  steps: readonly BoardStep[],
  until: number,
  x: (minute: number) => number,
  y: (count: number) => number,
  from: number,
): string {
  let path = `M${x(from).toFixed(1)} ${y(0).toFixed(1)}`;
  for (const { minute, count } of steps) {
    if (minute > until) break;
    path += `H${x(minute).toFixed(1)}V${y(count).toFixed(1)}`;
  }
  return `${path}H${x(until).toFixed(1)}`;
}

/** `07.30` of a minute of the day. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}.${two(minute % 60)}`;
}

/** The minute of the day of an RFC 3339 moment, as its own offset has it. */
export function minuteOf(at: string): number {
  return Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
}
