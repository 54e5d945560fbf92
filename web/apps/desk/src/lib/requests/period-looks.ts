import type { PeriodState } from '@hadir/api';
import type { IconName } from '@hadir/ui';

/** Sign and colour of each state of a month; never colour alone. */
export const periodLooks: Record<PeriodState, { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }> =
  {
    running: { tone: 'off', icon: 'clock' },
    grace: { tone: 'late', icon: 'wait' },
    due: { tone: 'missing', icon: 'alert' },
    closed: { tone: 'good', icon: 'lock' },
    reopening: { tone: 'missing', icon: 'alert' },
    reopened: { tone: 'late', icon: 'out' },
  };
