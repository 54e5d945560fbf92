import type { InstructionItem, InstructionState } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** How a state of an instruction looks; never colour alone. */
export const stateLooks: Record<
  InstructionState,
  { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }
> = {
  given: { tone: 'late', icon: 'wait' },
  under_way: { tone: 'late', icon: 'clock' },
  said_done: { tone: 'good', icon: 'search' },
  verified: { tone: 'good', icon: 'check' },
  cancelled: { tone: 'off', icon: 'close' },
};

export const tabs = ['open', 'late', 'all'] as const;
export type Tab = (typeof tabs)[number];

const isOpen = ({ state }: Pick<InstructionItem, 'state'>) => state !== 'verified' && state !== 'cancelled';

/** What a tab shows: the late first, then by their day. */
export function shownIn(items: readonly InstructionItem[], tab: Tab): InstructionItem[] {
  return items
    .filter((one) => tab === 'all' || (tab === 'late' ? one.overdue : isOpen(one)))
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || a.due_on.localeCompare(b.due_on));
}
