import type { DoubtSignal, DoubtState, DoubtVerdict } from '@hadir/api';
import type { IconName } from '@hadir/ui';

interface Look {
  tone: 'good' | 'late' | 'off' | 'missing';
  icon: IconName;
}

/** How the state of a case looks. A case accuses nobody, so none of them is red. */
export const stateLooks: Record<DoubtState, Look> = {
  open: { tone: 'late', icon: 'alert' },
  asked: { tone: 'off', icon: 'wait' },
  answered: { tone: 'late', icon: 'person' },
  silent: { tone: 'late', icon: 'wait' },
  reviewed: { tone: 'late', icon: 'wait' },
  closed: { tone: 'good', icon: 'check' },
  appealed: { tone: 'late', icon: 'alert' },
  withdrawn: { tone: 'off', icon: 'minus' },
};

/** How a verdict looks. */
export const verdictLooks: Record<DoubtVerdict, Look> = {
  supported: { tone: 'good', icon: 'check' },
  unverified: { tone: 'off', icon: 'minus' },
  doubtful: { tone: 'late', icon: 'alert' },
  contradicted: { tone: 'missing', icon: 'alert' },
};

/** A share in ten-thousandths as a percentage of the language that is on. */
export const percent = (share: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share / 10_000);

/** The most often wrong first; signals without a closed case last, by how many punches showed them. */
export function worstFirst(signals: readonly DoubtSignal[]): DoubtSignal[] {
  return [...signals].sort(
    (one, other) =>
      Number(one.ended === 0) - Number(other.ended === 0) ||
      (other.false_alarms ?? 0) - (one.false_alarms ?? 0) ||
      other.ended - one.ended ||
      other.punches - one.punches ||
      one.code.localeCompare(other.code),
  );
}
