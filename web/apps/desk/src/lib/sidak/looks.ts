import type { SidakPhase, SidakState } from '@hadir/api';
import type { IconName } from '@hadir/ui';

export type Tone = 'good' | 'late' | 'excused' | 'away' | 'off' | 'missing' | 'unheard';

/** How a word of a sidak looks; never colour alone. */
export const stateLooks: Record<SidakState, { icon: IconName; tone: Tone }> = {
  hadir: { icon: 'check', tone: 'good' },
  terlambat: { icon: 'clock', tone: 'late' },
  di_luar_tempat: { icon: 'right', tone: 'away' },
  berizin: { icon: 'calendar', tone: 'excused' },
  tidak_menjawab: { icon: 'bell', tone: 'late' },
  tanpa_keterangan_sementara: { icon: 'alert', tone: 'missing' },
  tidak_terjangkau: { icon: 'minus', tone: 'unheard' },
  belum_terdengar: { icon: 'dots', tone: 'unheard' },
  belum_waktunya: { icon: 'wait', tone: 'off' },
  libur: { icon: 'minus', tone: 'off' },
};

export const phaseLooks: Record<SidakPhase, { icon: IconName; tone: 'good' | 'late' | 'off' }> = {
  calling: { icon: 'bell', tone: 'late' },
  heads: { icon: 'wait', tone: 'good' },
  closed: { icon: 'lock', tone: 'off' },
};
