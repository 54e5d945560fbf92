import { translator } from '../i18n/language.svelte';

/** Words of the allowance that the desk and the phone share. */
export const id = {
  net: 'Diterima',
  whole: 'TPP utuh',
  base: 'Dasar potongan',
  cut: 'Potongan',
  cutPercent: 'Potongan, {percent} dari dasar',
  carried: 'Selisih bulan yang sudah dibayar',
  total: 'Jumlah dikurangkan',
  source: 'Besaran menurut {source}',
  bySchedule: 'Skema {name}',
  paid: 'Sudah ditetapkan untuk dibayar; angkanya tidak berubah lagi.',
  open: 'Belum dibayar. Angkanya masih dapat berubah bila ada hari yang dikoreksi.',
  wrongSum: 'Jumlahnya tidak cocok dengan barisnya. Jangan dipakai membayar; laporkan kepada operator Hadir.',
  noAmount: 'Besaran TPP belum tercatat, jadi tidak ada yang dihitung',
  noTpp: 'Pegawai non-ASN tidak menerima TPP',

  lines: 'Baris potongan',
  noLines: 'Tidak ada potongan bulan ini.',
  lineOf: 'Buka {date}: {because}',
  unconfirmed: 'Belum dicocokkan dengan naskah peraturannya',
  noDay: 'Berlaku untuk seluruh bulan',
  'rule.base': 'Dasar potongan',
  'rule.late': 'Terlambat',
  'rule.early': 'Pulang lebih awal',
  'rule.arrival': 'Jam datang',
  'rule.missing': 'Tidak merekam',
  'rule.absence': 'Tanpa keterangan',
  'rule.absence-first-day': 'Tanpa keterangan sesudah libur',
  'rule.apel': 'Apel',
  'rule.upacara': 'Upacara',
  'rule.senam': 'Senam',
  'rule.lkh': 'Laporan kerja harian',
  'rule.daftar_hadir': 'Daftar hadir',
  'rule.cap-day': 'Batas sehari',
  'rule.cap-month': 'Batas sebulan',
  'rule.cap': 'Batas: tidak melebihi dasarnya',

  carriedText:
    'Bulan yang sudah dibayar tidak diubah. Bila harinya dikoreksi kemudian, selisihnya masuk di sini.',
  carriedOf: 'Selisih {month}',
  wasNow: 'dipotong {was}, seharusnya {now}',

  waiting: 'Menunggu ({count} hari)',
  waitingText: 'Hari-hari ini belum selesai dinilai, jadi belum dipotong.',
  unknown: 'Belum diketahui ({count})',
  unknownText: 'Tidak dipotong karena aturannya tidak menyebutnya atau belum jelas.',
  ofDay: 'Dari hari ini',
  asPaid: 'Baris di atas sebagaimana dibayar; harinya sebagaimana dinilai sekarang.',
  events: 'Apel dan upacara hari ini',
  'standing.hadir': 'hadir',
  'standing.terlambat': 'hadir, terlambat',
  'standing.berizin': 'berizin',
  'standing.dikecualikan': 'dikecualikan',
  'standing.tidak_hadir': 'tidak hadir',
  'standing.other': 'belum tercatat',
};

export type AllowanceKey = keyof typeof id;

export const en: Record<AllowanceKey, string> = {
  net: 'To be paid',
  whole: 'Whole allowance',
  base: 'Base of the cuts',
  cut: 'Cut',
  cutPercent: 'Cut, {percent} of the base',
  carried: 'Difference of months paid already',
  total: 'Taken off in all',
  source: 'Amount by {source}',
  bySchedule: 'Schedule {name}',
  paid: 'Confirmed for payment; the figures no longer change.',
  open: 'Not paid yet. The figures may still change when a day is corrected.',
  wrongSum: 'The sums do not follow from the lines. Do not pay by them; tell the operator of Hadir.',
  noAmount: 'No amount is recorded yet, so nothing is computed',
  noTpp: 'Employees who are not ASN get no allowance',

  lines: 'Lines of the cut',
  noLines: 'Nothing is cut this month.',
  lineOf: 'Open {date}: {because}',
  unconfirmed: 'Not checked against the text of the regulation yet',
  noDay: 'Over the whole month',
  'rule.base': 'Base of the cuts',
  'rule.late': 'Late',
  'rule.early': 'Left early',
  'rule.arrival': 'Time of arrival',
  'rule.missing': 'No tap',
  'rule.absence': 'Absent without notice',
  'rule.absence-first-day': 'Absent after days off',
  'rule.apel': 'Assembly (apel)',
  'rule.upacara': 'Ceremony',
  'rule.senam': 'Exercise',
  'rule.lkh': 'Daily work report',
  'rule.daftar_hadir': 'Attendance sheet',
  'rule.cap-day': 'Most a day',
  'rule.cap-month': 'Most a month',
  'rule.cap': 'Cap: never more than the base',

  carriedText:
    'A month that was paid is not changed. When a day of it is corrected later, the difference lands here.',
  carriedOf: 'Difference of {month}',
  wasNow: '{was} was cut, it should have been {now}',

  waiting: 'Waiting ({count} days)',
  waitingText: 'These days are not settled yet, so nothing is cut for them.',
  unknown: 'Not known ({count})',
  unknownText: 'Nothing is cut for these, because the rule does not name them or is unclear.',
  ofDay: 'From this day',
  asPaid: 'The line above is as it was paid; the day is as it is judged now.',
  events: 'Assemblies and ceremonies of the day',
  'standing.hadir': 'there',
  'standing.terlambat': 'there, late',
  'standing.berizin': 'excused',
  'standing.dikecualikan': 'exempt',
  'standing.tidak_hadir': 'not there',
  'standing.other': 'not recorded',
};

/** The words in the language that is on. */
export const tAllowance = translator<AllowanceKey>({ id, en });

/** What kind of rule it is; its own name where we have no word. */
export function ruleName(kind: string): string {
  const key = `rule.${kind}`;
  return key in id ? tAllowance(key as AllowanceKey) : kind;
}

/** How somebody stood to an event. */
export function standingName(standing: string): string {
  const key = `standing.${standing}`;
  return tAllowance(key in id ? (key as AllowanceKey) : 'standing.other');
}
