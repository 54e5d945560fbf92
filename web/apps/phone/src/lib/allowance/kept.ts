import type { AllowanceOfPerson } from '@hadir/api';

/** A month as the server last told it, and when that was. */
export interface KeptMonth {
  at: number;
  of: AllowanceOfPerson;
}

/** Months a phone keeps: this one, the one that is paid, and one more. */
const MOST = 3;

/** Puts an answer before the others; of a month only the newest stays. */
export function withAnswer(kept: readonly KeptMonth[], of: AllowanceOfPerson, at: number): KeptMonth[] {
  return [{ at, of }, ...kept.filter((one) => one.of.month !== of.month)].slice(0, MOST);
}

/** What is known of a month. */
export function keptOf(kept: readonly KeptMonth[], month: string): KeptMonth | null {
  return kept.find((one) => one.of.month === month) ?? null;
}
