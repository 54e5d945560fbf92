import { translator } from '@hadir/ui';

/** Words of pages on which a breach is found; apart, as these pages need no others of discipline. */
export const id = {
  title: 'Perkara disiplin',
  open: 'Buka perkara',
  text: 'Membuka perkara bukan menghukum. Formulirnya terisi dari temuan ini; Anda memeriksa dan melengkapinya.',
  see: 'Lihat perkara',
  there: 'Dari temuan ini sudah ada perkara, dan Anda bertugas di dalamnya.',
} as const;

type SourceKey = keyof typeof id;

export const en: Record<SourceKey, string> = {
  title: 'Discipline case',
  open: 'Open a case',
  text: 'To open a case is not to punish. The form is filled in from this finding; you check and complete it.',
  see: 'See the case',
  there: 'There is a case from this finding, and you have a part in it.',
};

export const t = translator<SourceKey>({ id, en });
