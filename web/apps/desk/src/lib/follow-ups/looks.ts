import { followUpDecisions, type FollowUpDecision, type FollowUpItem, type FollowUpState } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** How a state of an explanation looks; never colour alone, and nothing of it is guilt. */
export const stateLooks: Record<
  FollowUpState,
  { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }
> = {
  asked: { tone: 'off', icon: 'wait' },
  silent: { tone: 'late', icon: 'clock' },
  explained: { tone: 'late', icon: 'paper' },
  at_council: { tone: 'late', icon: 'people' },
  at_discipline: { tone: 'off', icon: 'right' },
  accepted: { tone: 'good', icon: 'check' },
  withdrawn: { tone: 'off', icon: 'close' },
};

const OPEN: readonly FollowUpState[] = ['asked', 'silent', 'explained', 'at_council'];

/** What the person of this page may decide. */
export const decisionsIn = ({ can }: Pick<FollowUpItem, 'can'>): FollowUpDecision[] =>
  followUpDecisions.filter((step) => can.includes(step));

export const tabs = ['mine', 'open', 'late', 'all'] as const;
export type Tab = (typeof tabs)[number];

/** Whoever lets a reader decide before the person has spoken does not make it the reader's turn. */
const isMyTurn = (one: FollowUpItem) => one.state !== 'asked' && decisionsIn(one).length > 0;

/** What a tab shows: the late first, then by their day. */
export function shownIn(items: readonly FollowUpItem[], tab: Tab): FollowUpItem[] {
  return items
    .filter((one) => {
      if (tab === 'mine') return isMyTurn(one);
      if (tab === 'late') return one.overdue;
      return tab === 'all' || OPEN.includes(one.state);
    })
    .sort(
      (a, b) =>
        Number(b.overdue) - Number(a.overdue) ||
        (a.due_on ?? a.answer_until).localeCompare(b.due_on ?? b.answer_until),
    );
}
