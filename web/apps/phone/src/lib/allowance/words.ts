import { translator } from '@hadir/ui';

export const id = {
  title: 'TPP saya',
  intro: 'Potongan TPP Anda, baris demi baris. Ketuk satu baris untuk melihat hari dan rekamannya.',
  asOf: 'Menurut kabar server {when}.',
  notKept: 'Bulan ini belum pernah dibuka di HP ini',
  notKeptText: 'Sambungkan HP ke jaringan, atau buka bulan yang pernah dilihat.',
  noSchedule: 'Aturan potongan TPP daerah Anda belum dimuat',
  noScheduleText:
    'Karena itu belum ada yang dihitung. Tanyakan kepada BKPSDM atau Bagian Hukum instansi Anda: merekalah yang memuat aturannya.',
  noAmountText:
    'Tanyakan kepada bendahara atau BKPSDM: merekalah yang mencatat besaran TPP Anda. Hari Anda tetap tercatat seperti biasa.',
};

export type AllowancePageKey = keyof typeof id;

export const en: Record<AllowancePageKey, string> = {
  title: 'My allowance (TPP)',
  intro: 'What is cut from your allowance, line by line. Tap a line to see its day and punches.',
  asOf: 'As the server told it at {when}.',
  notKept: 'This month was never opened on this phone',
  notKeptText: 'Connect the phone to a network, or open a month you have looked at before.',
  noSchedule: 'The rules for your region’s allowance are not loaded yet',
  noScheduleText:
    'So nothing is computed. Ask the personnel agency (BKPSDM) or the legal section of your office: they load the rules.',
  noAmountText:
    'Ask the treasurer or the personnel agency (BKPSDM): they record the amount of your allowance. Your days are kept as ever.',
};

/** The words in the language that is on. */
export const tp = translator<AllowancePageKey>({ id, en });
