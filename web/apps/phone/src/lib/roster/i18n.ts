import { translator } from '@hadir/ui';

export const id = {
  title: 'Jadwal saya',
  open: 'Jadwal saya',
  off: 'Libur',
  office: 'Jam kantor',
  leave: 'Surat: {code}',
  swap: 'Tukar dinas',
  overnight: 'sampai besok',
  colleagues: 'Rekan bertugas {date}',
  nobody: 'Tidak ada rekan seunit yang bertugas pada tanggal ini.',
  show: 'Lihat rekan yang bertugas {date}',
  today: 'Hari ini',
  month: 'Jadwal bulan {month}',
} as const;

export type RosterKey = keyof typeof id;

export const en: Record<RosterKey, string> = {
  title: 'My roster',
  open: 'My roster',
  off: 'Day off',
  office: 'Office hours',
  leave: 'Paper: {code}',
  swap: 'Swapped',
  overnight: 'until the next day',
  colleagues: 'On duty with me {date}',
  nobody: 'Nobody else of the unit is on duty on this date.',
  show: 'Show who is on duty {date}',
  today: 'Today',
  month: 'Roster of {month}',
};

/** The words of one's own roster in the language that is on. */
export const t = translator<RosterKey>({ id, en });
