import { translator } from '@hadir/ui';

export const id = {
  title: 'Pos layanan',
  asking: 'Membuka pos layanan…',
  openNow: 'Sedang jam buka',
  closedNow: 'Di luar jam buka',
  holiday: 'Hari ini hari libur',
  hours: 'Jam buka',
  closedDay: 'tutup',
  and: 'dan',
  onHolidays: 'Sebagian jam juga berlaku pada hari libur.',
  'day.1': 'Senin',
  'day.2': 'Selasa',
  'day.3': 'Rabu',
  'day.4': 'Kamis',
  'day.5': 'Jumat',
  'day.6': 'Sabtu',
  'day.7': 'Minggu',
  ask: 'Apa yang Anda lihat?',
  'saw.nobody_there': 'Tidak ada petugas',
  'saw.long_queue': 'Antre lama',
  'saw.closed': 'Tutup pada jam buka',
  'saw.good_service': 'Pelayanan baik',
  choose: 'Pilih salah satu.',
  text: 'Ceritakan singkat',
  textHint: 'Paling panjang 300 huruf. Jangan menulis nama siapa pun, nomor HP atau NIK.',
  send: 'Kirim laporan',
  privacy:
    'Tanpa masuk dan tanpa nama. Kami tidak menyimpan siapa Anda, alamat internet Anda, atau foto. Laporan dibaca kantor ini dan pengawasnya.',
  thanks: 'Terima kasih, laporan Anda sudah sampai.',
  thanksText: 'Kantor ini memeriksa dan menjawabnya di Hadir.',
  another: 'Buat laporan lain',
  offline: 'Perlu internet untuk mengirim. Laporan Anda masih ada di sini; coba lagi nanti.',
} as const;

export type PostKey = keyof typeof id;

export const en: Record<PostKey, string> = {
  title: 'Service post',
  asking: 'Opening the service post…',
  openNow: 'Open by its hours',
  closedNow: 'Outside its hours',
  holiday: 'Today is a holiday',
  hours: 'Opening hours',
  closedDay: 'closed',
  and: 'and',
  onHolidays: 'Some hours hold on holidays too.',
  'day.1': 'Monday',
  'day.2': 'Tuesday',
  'day.3': 'Wednesday',
  'day.4': 'Thursday',
  'day.5': 'Friday',
  'day.6': 'Saturday',
  'day.7': 'Sunday',
  ask: 'What did you see?',
  'saw.nobody_there': 'Nobody there',
  'saw.long_queue': 'A long queue',
  'saw.closed': 'Closed in its hours',
  'saw.good_service': 'Good service',
  choose: 'Choose one.',
  text: 'Tell us briefly',
  textHint: 'At most 300 letters. Do not write names, telephone or identity numbers.',
  send: 'Send the report',
  privacy:
    'No login and no name. We keep neither who you are, nor your internet address, nor a photo. This office and its inspectors read the report.',
  thanks: 'Thank you, your report has arrived.',
  thanksText: 'This office looks into it and answers it in Hadir.',
  another: 'Make another report',
  offline: 'Sending needs the internet. Your report is still here; try again later.',
};

/** The words of the page of a service post in the language that is on. */
export const t = translator<PostKey>({ id, en });
