import { translator } from '@hadir/ui';

/** Words of the electronic signature of a letter. */
export const id = {
  sign: 'Tanda tangan',
  title: 'Tanda tangan surat',
  off: 'Tanda tangan elektronik belum diatur di server ini. Unduh surat lalu tanda tangani dengan tinta.',
  together:
    'Surat ini ditandatangani lebih dari satu orang. Unduh, cetak, lalu tanda tangani bersama dengan tinta.',
  notYours:
    'Belum ditandatangani secara elektronik. Hanya pejabat yang menerbitkan surat ini yang menandatanganinya.',
  intro: 'Surat ditandatangani lewat {service}. Setelah itu isinya tidak dapat diganti.',
  trial: 'Uji coba: tanda tangan ini tidak berkekuatan hukum.',
  nik: 'NIK pada sertifikat elektronik',
  nikHint: '16 angka. Tidak disimpan.',
  passphrase: 'Passphrase',
  passphraseHint: 'Hanya dikirim ke layanan tanda tangan. Tidak disimpan.',
  fillIn: 'Wajib diisi',
  nikWrong: 'NIK terdiri dari 16 angka',
  do: 'Tanda tangani',
  done: 'Surat sudah ditandatangani',
  by: 'Ditandatangani secara elektronik oleh {holder}, {at}',
  issuer: 'Sertifikat dari {issuer}',
  serial: 'Nomor seri {serial}',
  verify: 'Periksa tanda tangan',
  'worth.valid': 'Tanda tangan elektronik sah dan dokumen asli sejak ditandatangani.',
  'worth.trial': 'Tanda tangan cocok, tetapi sertifikatnya hanya untuk uji coba dan tidak berkekuatan hukum.',
  'worth.changed': 'Isi dokumen berubah sesudah ditandatangani. Jangan dipakai; hubungi pengelola.',
  'worth.certificate_invalid': 'Sertifikat tidak berlaku pada saat penandatanganan.',
  'worth.unsigned': 'Dokumen belum ditandatangani secara elektronik.',
};

export const en: Record<keyof typeof id, string> = {
  sign: 'Signature',
  title: 'Signature of the letter',
  off: 'Electronic signatures are not set up on this server. Download the letter and sign it in ink.',
  together: 'More than one person signs this letter. Download and print it, and sign it together in ink.',
  notYours: 'Not signed electronically yet. Only the official who issued this letter signs it.',
  intro: 'The letter is signed through {service}. Its content cannot be changed afterwards.',
  trial: 'A trial: this signature has no standing in law.',
  nik: 'NIK of the electronic certificate',
  nikHint: '16 digits. It is not kept.',
  passphrase: 'Passphrase',
  passphraseHint: 'Sent to the signing service alone. It is not kept.',
  fillIn: 'Needed',
  nikWrong: 'A NIK has 16 digits',
  do: 'Sign',
  done: 'The letter is signed',
  by: 'Signed electronically by {holder}, {at}',
  issuer: 'Certificate of {issuer}',
  serial: 'Serial number {serial}',
  verify: 'Check the signature',
  'worth.valid': 'The signature is valid and the document is as it was signed.',
  'worth.trial': 'The signature matches, but its certificate is for trial alone and has no standing in law.',
  'worth.changed':
    'The document was changed after it was signed. Do not use it; ask whoever keeps the server.',
  'worth.certificate_invalid': 'The certificate was not valid when it signed.',
  'worth.unsigned': 'Nobody signed the document electronically.',
};

export const t = translator({ id, en });
