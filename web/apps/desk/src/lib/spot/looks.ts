import type { SpotCounts, SpotOutcome } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** How an outcome looks; only a missed call asks for attention, and none is red. */
export const outcomeLooks: Record<
  SpotOutcome,
  { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }
> = {
  open: { tone: 'off', icon: 'wait' },
  waiting: { tone: 'off', icon: 'wait' },
  answered: { tone: 'good', icon: 'check' },
  late: { tone: 'late', icon: 'clock' },
  missed: { tone: 'late', icon: 'alert' },
  unreachable: { tone: 'off', icon: 'minus' },
  excused: { tone: 'off', icon: 'check' },
};

/** Calls whose outcome is still to come. */
export const pending = ({ open, waiting }: SpotCounts) => open + waiting;
