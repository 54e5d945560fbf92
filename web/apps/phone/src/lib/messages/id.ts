/** Words of the phone app in Indonesian. */
export const id = {
  'app.tagline': 'Kehadiran Anda, tercatat apa adanya dan dapat Anda periksa sendiri.',
  'nav.label': 'Menu utama',
  'nav.home': 'Beranda',
  'nav.month': 'Bulan saya',
  'nav.account': 'Akun',

  'home.title': 'Beranda',
  'home.greeting': 'Selamat datang, {name}',
  'home.clock': 'Jam server',
  'home.clockWaiting': 'Menunggu jam server …',
  'home.clockNote': 'Jam ini milik server, bukan jam HP Anda.',
  'home.today': 'Hari ini',
  'home.window': 'Jadwal',
  'home.mode': 'Cara kerja',
  'home.noDuty': 'Tidak ada jadwal kerja hari ini.',
  'home.noDay': 'Hari ini belum ada dalam data server.',
  'home.lastPunch': 'Tap terakhir',
  'home.noPunch': 'Belum ada tap yang diterima hari ini.',
  'home.arrived': 'Diterima server {when}',
  'home.where': 'Lewat {source}',
  'home.toMonth': 'Lihat bulan saya',
  'home.desk': 'Meja kerja',
  'home.deskText': 'Papan kehadiran, impor, pegawai dan rekap ada di meja kerja.',
  'home.openDesk': 'Buka meja kerja',
  'home.noPerson': 'Akun ini tidak terhubung dengan data pegawai, jadi tidak punya jadwal dan tap sendiri.',
  'home.noPersonNext':
    'Bila seharusnya terhubung, minta admin kepegawaian unit Anda memasang akun ini pada data Anda.',

  'https.title': 'Halaman ini dibuka tanpa HTTPS',
  'https.text':
    'Peramban tidak mengizinkan HP memasang aplikasi, membaca lokasi atau memakai kamera di alamat ini. Minta operator menjalankan server dengan sertifikat:',

  'month.title': 'Bulan saya',
  'account.title': 'Akun',
  'account.name': 'Nama',
  'account.number': 'NIP / nomor',
  'account.login': 'Nama masuk',
  'account.instansi': 'Instansi',
  'account.roles': 'Peran',
  'account.settings': 'Bahasa dan tampilan',
  'account.signOut': 'Keluar',
  'account.signOutText': 'Pada HP bersama, keluarlah setelah selesai.',
  'account.version': 'Hadir versi {version}',

  'error.notFound': 'Halaman ini tidak ada.',
  'error.other': 'Halaman ini tidak dapat ditampilkan.',
  'error.next': 'Periksa alamatnya, atau kembali ke beranda.',
  'error.home': 'Ke beranda',
} as const;

export type MessageKey = keyof typeof id;
