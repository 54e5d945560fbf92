import type { Outage, OutageState, Zone } from '@hadir/api';
import { dateTimeOf, type IconName } from '@hadir/ui';
import { t } from './i18n';

interface Look {
  tone: 'good' | 'late' | 'off';
  icon: IconName;
}

/** How the state of an outage looks. */
export const outageLooks: Record<OutageState, Look> = {
  proposed: { tone: 'late', icon: 'wait' },
  confirmed: { tone: 'good', icon: 'check' },
  rejected: { tone: 'off', icon: 'close' },
};

/** The words and look of an entry of the zones. */
export function zoneLook(zone: Zone): Look & { text: string } {
  if (zone.state === 'approved' && !zone.ended) {
    if (zone.standing === 'due') return { text: t('standing.due'), tone: 'late', icon: 'alert' };
    if (zone.standing === 'lapsed') return { text: t('standing.lapsed'), tone: 'off', icon: 'alert' };
    if (zone.standing === 'listed') return { text: t('standing.listed'), tone: 'good', icon: 'check' };
  }
  const text = t(`zone.${zone.state}`);
  if (zone.state === 'proposed') return { text, tone: 'late', icon: 'wait' };
  return { text, tone: 'off', icon: zone.state === 'rejected' ? 'close' : 'minus' };
}

/** What failed, in words. */
export function whatFailed(outage: Outage): string {
  const where = outage.target_name ?? t(`scope.${outage.scope}`);
  return `${t(`cause.${outage.cause}`)}, ${where}`;
}

/** When it was. */
export function whenItWas(outage: Outage): string {
  const from = dateTimeOf(outage.from);
  return outage.to
    ? t('until', { from, to: dateTimeOf(outage.to) })
    : `${t('since', { from })}, ${t('goesOn')}`;
}
