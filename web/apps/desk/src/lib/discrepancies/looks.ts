import type { Discrepancy, DiscrepancyState, SettleDay, SettleOutcomeCode, Speaker } from '@hadir/api';
import type { IconName } from '@hadir/ui';
import { t } from './i18n';

interface Look {
  tone: 'good' | 'late' | 'off' | 'missing';
  icon: IconName;
}

/** How the state of a discrepancy looks. */
export const stateLooks: Record<DiscrepancyState, Look> = {
  open: { tone: 'missing', icon: 'alert' },
  assigned: { tone: 'late', icon: 'person' },
  proposed: { tone: 'late', icon: 'wait' },
  reopened: { tone: 'missing', icon: 'alert' },
  settled: { tone: 'good', icon: 'check' },
  gone: { tone: 'off', icon: 'minus' },
};

/** An outcome in words, naming the side it follows. */
export function outcomeText(outcome: SettleOutcomeCode, of: Pick<Discrepancy, 'a' | 'b'>): string {
  const source = (speaker: Speaker) => t(`source.${speaker}`);
  if (outcome === 'a_right') return t('outcome.a_right', { source: source(of.a.source) });
  if (outcome === 'b_right') return t('outcome.b_right', { source: source(of.b.source) });
  return t(`outcome.${outcome}`);
}

/** The statuses an officer may say a day had. */
export const sayable = ['H', 'S', 'I', 'C', 'DL', 'WFH', 'TB', 'DIKLAT', 'TK'] as const;

/** The time of a local date and time, `HH:MM`; nothing for none. */
export const clockOf = (local: string | null | undefined): string => {
  if (!local) return '';
  const time = local.includes('T') ? (local.split('T')[1] ?? '') : local;
  return time.slice(0, 5);
};

/** Arrival and departure of a day in short. */
export function timesOf(day: SettleDay): string {
  const times = [day.first_in, day.last_out].map((time) => clockOf(time) || '–');
  return day.first_in || day.last_out ? times.join('–') : '';
}
