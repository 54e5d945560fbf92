import type { CasePaperContent } from '@hadir/api';
import { translator } from '@hadir/ui';

export const id = {
  title: 'Surat lain dan unduhan',
  none: 'Belum ada surat lain.',
  write: 'Buat surat lain',
  kind: 'Jenis surat',
  pick: 'Pilih',
  'kind.kronologi': 'Kronologi',
  'kind.rekap_ketidakhadiran': 'Rekapitulasi ketidakhadiran',
  'kind.surat_panggilan_keputusan': 'Panggilan menerima keputusan',
  'kind.keterangan_rekan': 'Keterangan rekan sejawat',
  'kind.nota_kewenangan': 'Nota laporan kewenangan',
  number: 'Nomor surat',
  numberHint: 'Diusulkan dari nomor terakhir; boleh diganti.',
  on: 'Tanggal surat',
  before: 'Menghadap kepada',
  meetOn: 'Hari menghadap',
  at: 'Jam',
  place: 'Tempat',
  saidBy: 'Rekan yang menerangkan',
  text: 'Isi',
  year: 'Tahun',
  fillIn: 'Isi bagian ini.',
  issue: 'Terbitkan',
  issued: 'Surat diterbitkan.',
  cancel: 'Batal',
  line: '{title}, nomor {number}, {date}',
  absences: 'Rekap ketidakhadiran (Excel)',
  hukdis: 'Riwayat hukuman untuk BKN',
  hukdisText: 'Id berasal dari daftar referensi SIASN. Cari di sana; di sini tidak ada yang ditebak.',
  'ref.pns_orang_id': 'Id pegawai',
  'ref.alasan_id': 'Id alasan hukuman',
  'ref.jenis_id': 'Id jenis hukuman',
  'ref.tingkat_id': 'Id tingkat hukuman',
  'ref.nomor_pp': 'Id peraturan',
  'ref.kedudukan_id': 'Id kedudukan hukum',
  'ref.golongan_id': 'Id golongan',
  'ref.golongan_lama': 'Golongan lama',
};

export type PaperKey = keyof typeof id;

export const en: Record<PaperKey, string> = {
  title: 'Other letters and downloads',
  none: 'No other letter yet.',
  write: 'Write another letter',
  kind: 'Kind of letter',
  pick: 'Choose',
  'kind.kronologi': 'Chronology',
  'kind.rekap_ketidakhadiran': 'Recap of absence',
  'kind.surat_panggilan_keputusan': 'Summons to take the decision',
  'kind.keterangan_rekan': "A colleague's statement",
  'kind.nota_kewenangan': 'Note on who holds the power',
  number: 'Number of the letter',
  numberHint: 'Proposed from the last number; it may be changed.',
  on: 'Date of the letter',
  before: 'To come before',
  meetOn: 'Day to come',
  at: 'Time',
  place: 'Place',
  saidBy: 'Colleague who says it',
  text: 'Text',
  year: 'Year',
  fillIn: 'Fill this in.',
  issue: 'Issue',
  issued: 'The letter is issued.',
  cancel: 'Cancel',
  line: '{title}, number {number}, {date}',
  absences: 'Recap of absence (Excel)',
  hukdis: 'Record of the punishment for BKN',
  hukdisText:
    'The ids are those of the reference lists of SIASN. Look them up there; nothing is guessed here.',
  'ref.pns_orang_id': 'Id of the person',
  'ref.alasan_id': 'Id of the reason',
  'ref.jenis_id': 'Id of the kind',
  'ref.tingkat_id': 'Id of the level',
  'ref.nomor_pp': 'Id of the regulation',
  'ref.kedudukan_id': 'Id of the legal standing',
  'ref.golongan_id': 'Id of the golongan',
  'ref.golongan_lama': 'Golongan before',
};

export const t = translator<PaperKey>({ id, en });

export const paperKinds = [
  'kronologi',
  'rekap_ketidakhadiran',
  'surat_panggilan_keputusan',
  'keterangan_rekan',
  'nota_kewenangan',
] as const;
export type PaperKind = (typeof paperKinds)[number];

export const references = [
  'pns_orang_id',
  'alasan_id',
  'jenis_id',
  'tingkat_id',
  'nomor_pp',
  'kedudukan_id',
  'golongan_id',
  'golongan_lama',
] as const;

/** What a form holds while somebody writes a paper. */
export interface PaperDraft {
  person: string | null;
  meetOn: string;
  at: string;
  place: string;
  text: string;
  year: string;
}

/** The names of what is still missing. */
export function missingOf(kind: PaperKind, draft: PaperDraft): Set<keyof PaperDraft> {
  const needs: Record<PaperKind, readonly (keyof PaperDraft)[]> = {
    kronologi: [],
    rekap_ketidakhadiran: ['year'],
    surat_panggilan_keputusan: ['person', 'meetOn', 'at', 'place'],
    keterangan_rekan: ['person', 'text'],
    nota_kewenangan: ['text'],
  };
  const there = (name: keyof PaperDraft) => (draft[name] ?? '').trim() !== '';
  return new Set(needs[kind].filter((name) => !there(name)));
}

/** A paper as the server takes it; nothing of it may be missing. */
export function contentOf(kind: PaperKind, draft: PaperDraft): CasePaperContent {
  const person = draft.person ?? '';
  switch (kind) {
    case 'kronologi':
      return { paper: 'chronology' };
    case 'rekap_ketidakhadiran':
      return { paper: 'recap', year: Number(draft.year) };
    case 'surat_panggilan_keputusan':
      return {
        paper: 'receive_summons',
        before: person,
        meet_on: draft.meetOn,
        at: draft.at,
        place: draft.place.trim(),
      };
    case 'keterangan_rekan':
      return { paper: 'colleague', said_by: person, text: draft.text.trim() };
    case 'nota_kewenangan':
      return { paper: 'power_note', text: draft.text.trim() };
  }
}
