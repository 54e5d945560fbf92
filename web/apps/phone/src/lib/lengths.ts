import { number } from '@hadir/ui';

/** Metres in words: 12 m, 340 m, 1,3 km, 45 km. */
export function lengthText(metres: number): string {
  if (metres < 100) return `${number(Math.round(metres))} m`;
  if (metres < 1000) return `${number(Math.round(metres / 10) * 10)} m`;
  return `${number(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000))} km`;
}
