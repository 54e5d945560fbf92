import type { CoverState, ReportCompared, ReportStanding } from '@hadir/api';
import type { IconName } from '@hadir/ui';

type Looks = { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName };

/** How a state of coverage looks: never colour alone, and silence is not red. */
export const coverLooks: Record<CoverState, Looks> = {
  tercakup: { tone: 'good', icon: 'check' },
  kurang: { tone: 'late', icon: 'alert' },
  kosong: { tone: 'missing', icon: 'ring' },
  belum_diketahui: { tone: 'off', icon: 'dots' },
  tutup: { tone: 'off', icon: 'minus' },
};

export const standingLooks: Record<ReportStanding, Looks> = {
  none_owed: { tone: 'off', icon: 'minus' },
  in_time: { tone: 'good', icon: 'check' },
  late: { tone: 'late', icon: 'clock' },
  waiting: { tone: 'off', icon: 'wait' },
  overdue: { tone: 'missing', icon: 'alert' },
};

export const comparedLooks: Record<ReportCompared, Looks> = {
  agrees: { tone: 'late', icon: 'check' },
  differs: { tone: 'missing', icon: 'alert' },
  unknown: { tone: 'off', icon: 'dots' },
  outside_hours: { tone: 'off', icon: 'minus' },
  not_compared: { tone: 'off', icon: 'minus' },
};
