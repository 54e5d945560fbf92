import type { AuditAmount, AuditExample, FindingState } from '@hadir/api';
import { dayMonthYear, number, type IconName } from '@hadir/ui';
import { to } from '$lib/to';
import { t } from './i18n';

interface Look {
  tone: 'good' | 'late' | 'off' | 'missing';
  icon: IconName;
}

/** How the state of a finding looks. */
export const findingLooks: Record<FindingState, Look> = {
  open: { tone: 'late', icon: 'wait' },
  overdue: { tone: 'missing', icon: 'alert' },
  answered: { tone: 'good', icon: 'check' },
  closed: { tone: 'off', icon: 'lock' },
};

/** A figure as people read it: a number, or a share with one decimal. */
export function amountText(amount: AuditAmount): string {
  return amount.unit === 'share' ? `${number(Math.floor(amount.value / 10) / 10)}%` : number(amount.value);
}

/** The words of an example. */
export function exampleText(example: AuditExample): string {
  const date = example.date ? dayMonthYear(example.date) : '';
  return t(`example.${example.kind}`, { date, key: example.id.slice(0, 8) }).trim();
}

/** Where an example opens; none where no page shows it alone. */
export function exampleAddress(example: AuditExample, unit: string): string | null {
  const month = example.date?.slice(0, 7);
  switch (example.kind) {
    case 'unit_day':
    case 'call':
      return to('/recap', { unit, month });
    case 'person_day':
      return to(`/people/${example.id}`, { month });
    case 'request':
      return to(`/inbox/${example.id}`);
    case 'roll':
      return to('/imports');
    default:
      return null;
  }
}
