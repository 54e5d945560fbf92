import { translator } from '@hadir/ui';

export const id = {
  title: 'Angka kehadiran',
  of: 'Angka kehadiran {name}',
  intro:
    'Jumlah per OPD dari hari yang sudah lengkap. Tidak ada nama, jam, atau angka tentang orang seorang di halaman ini.',
  home: 'Ke aplikasi Hadir',
  which: 'Hari yang ditampilkan',
  sidak: 'sidak',
  corrected: 'dikoreksi',
  withdrawn: 'ditarik',
  closed: 'Halaman ini belum dibuka',
  closedNext: 'Pemerintah daerah ini belum menerbitkan angka kehadiran di sini. Coba lagi lain hari.',
  none: 'Belum ada hari yang terbit',
  noneNext:
    'Sebuah hari terbit setelah semua sumbernya melapor, biasanya satu atau dua hari kemudian. Coba lagi besok.',
  choose: 'Pilih instansi',
  files: 'Unduh dan periksa',
  csv: 'CSV (lembar kerja)',
  json: 'JSON (program)',
  seal: 'Periksa tanda terima dan dokumen',
  sealText:
    'Setiap terbitan tersegel dalam buku besar yang dapat diperiksa siapa pun: di berkas JSON ada isi, garam dan sidiknya.',
  sealPlace: 'Catatan {record}, tempat ke-{position} dalam buku besar.',
  sealWaits: 'Catatan {record} menunggu titik periksa berikutnya.',
  whole: 'Buka halaman lengkap',
  embedded: 'Sumber: Hadir, {name}',
};

export type WordKey = keyof typeof id;

export const en: Record<WordKey, string> = {
  title: 'Attendance figures',
  of: 'Attendance figures of {name}',
  intro:
    'Totals by OPD of days that have settled. There is no name, no clock time and no figure about a single person on this page.',
  home: 'To the Hadir app',
  which: 'Day shown',
  sidak: 'sidak',
  corrected: 'corrected',
  withdrawn: 'taken back',
  closed: 'This page is not open yet',
  closedNext: 'This government does not publish attendance figures here yet. Try again another day.',
  none: 'No day is published yet',
  noneNext:
    'A day is published once all its sources have reported, usually one or two days later. Try again tomorrow.',
  choose: 'Choose the government body',
  files: 'Download and check',
  csv: 'CSV (spreadsheet)',
  json: 'JSON (programs)',
  seal: 'Check receipts and documents',
  sealText:
    'Every publication is sealed in a ledger that anybody can check: the JSON file holds its body, salt and commitment.',
  sealPlace: 'Record {record}, place {position} in the ledger.',
  sealWaits: 'Record {record} waits for the next checkpoint.',
  whole: 'Open the whole page',
  embedded: 'Source: Hadir, {name}',
};

/** Words of the public page, kept with it: no other page needs them. */
export const tp = translator<WordKey>({ id, en });
