import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

/** What each role finds in the menu of the desk. */
const menus = {
  pegawai: [],
  kepala: [
    'Papan hari ini',
    'Hari pertama',
    'Sidak',
    'Permohonan',
    'Arahan',
    'Permintaan penjelasan',
    'Disiplin',
    'Pegawai',
    'Unit kerja',
    'Pendataan OPD',
    'Tahap OPD',
    'Kecocokan sumber',
    'Lokasi kerja',
    'Mesin',
    'Gangguan',
    'Zona toleransi',
    'Jadwal dinas',
    'Selisih',
    'Keraguan',
    'Cek silang',
    'Apel',
    'Rekap bulanan',
    'TPP',
    'Kesetaraan',
    'Penutupan bulan',
    'Pos layanan',
    'Cek acak',
    'Kunjungan lapangan',
    'Pemeriksaan',
  ],
  admin_unit: [
    'Papan hari ini',
    'Hari pertama',
    'Sidak',
    'Arahan',
    'Pegawai',
    'Unit kerja',
    'Pendataan OPD',
    'Tahap OPD',
    'Kecocokan sumber',
    'Lokasi kerja',
    'Impor',
    'Pencocokan PIN',
    'HP pegawai',
    'Mesin',
    'Layar & tablet',
    'Gangguan',
    'Zona toleransi',
    'Jadwal dinas',
    'Selisih',
    'Cek silang',
    'Apel',
    'Rekap bulanan',
    'Kesetaraan',
    'Penutupan bulan',
    'Pos layanan',
    'Pemeriksaan',
  ],
  bkpsdm: [
    'Papan hari ini',
    'Hari pertama',
    'Sidak',
    'Permohonan',
    'Arahan',
    'Permintaan penjelasan',
    'Disiplin',
    'Surat',
    'Pegawai',
    'Unit kerja',
    'Pendataan OPD',
    'Tahap OPD',
    'Kecocokan sumber',
    'Lokasi kerja',
    'Impor',
    'Pencocokan PIN',
    'HP pegawai',
    'Mesin',
    'Layar & tablet',
    'Gangguan',
    'Zona toleransi',
    'Jadwal dinas',
    'Data pribadi',
    'Penghapusan data',
    'Selisih',
    'Keraguan',
    'Cek silang',
    'Apel',
    'Rekap bulanan',
    'TPP',
    'Kesetaraan',
    'Penutupan bulan',
    'Pos layanan',
    'Cek acak',
    'Kunjungan lapangan',
    'Pemeriksaan',
    'Pola bukti',
    'Aturan',
    'Halaman publik',
    'Segel',
  ],
  inspektorat: [
    'Papan hari ini',
    'Hari pertama',
    'Sidak',
    'Arahan',
    'Permintaan penjelasan',
    'Disiplin',
    'Pegawai',
    'Unit kerja',
    'Pendataan OPD',
    'Tahap OPD',
    'Kecocokan sumber',
    'Lokasi kerja',
    'Impor',
    'Pencocokan PIN',
    'HP pegawai',
    'Mesin',
    'Layar & tablet',
    'Gangguan',
    'Zona toleransi',
    'Jadwal dinas',
    'Data pribadi',
    'Penghapusan data',
    'Selisih',
    'Keraguan',
    'Cek silang',
    'Apel',
    'Rekap bulanan',
    'TPP',
    'Kesetaraan',
    'Penutupan bulan',
    'Pos layanan',
    'Cek acak',
    'Kunjungan lapangan',
    'Pemeriksaan',
    'Pola bukti',
    'Aturan',
    'Halaman publik',
    'Segel',
  ],
  pimpinan: [
    'Papan hari ini',
    'Hari pertama',
    'Sidak',
    'Permohonan',
    'Arahan',
    'Pegawai',
    'Unit kerja',
    'Tahap OPD',
    'Kecocokan sumber',
    'Gangguan',
    'Zona toleransi',
    'Jadwal dinas',
    'Selisih',
    'Cek silang',
    'Apel',
    'Rekap bulanan',
    'Kesetaraan',
    'Penutupan bulan',
    'Pos layanan',
    'Cek acak',
    'Kunjungan lapangan',
    'Pemeriksaan',
    'Aturan',
    'Halaman publik',
    'Segel',
  ],
  majelis: ['Permintaan penjelasan'],
  bendahara: ['Pegawai', 'Unit kerja', 'Apel', 'Rekap bulanan', 'TPP', 'Kesetaraan', 'Penutupan bulan'],
  operator: [
    'Pegawai',
    'Unit kerja',
    'Pendataan OPD',
    'Tahap OPD',
    'Lokasi kerja',
    'Impor',
    'Pencocokan PIN',
    'HP pegawai',
    'Mesin',
    'Layar & tablet',
    'Gangguan',
    'Zona toleransi',
    'Data pribadi',
    'Pola bukti',
    'Segel',
  ],
};

// The second officer, for what needs four eyes.
menus.bkpsdm_2 = menus.bkpsdm;

for (const role of Object.keys(accounts)) {
  test(`the role ${role} signs in and finds its own tasks, and no others`, async () => {
    assert.ok(menus[role], `nobody said what ${role} should find`);
    await as(role, async (page) => {
      await page.locator('#menu').waitFor();
      const found = await page.locator('#menu ul').first().getByRole('link').allInnerTexts();
      assert.deepEqual(
        found.map((text) => text.trim()),
        menus[role],
      );
      await page.locator('main h1').waitFor({ state: 'attached' });
      assert.equal(await page.getByRole('alert').count(), 0);
      if (menus[role].length === 0) await looksRight(page, `desk-no-task-${role}`);
    });
  });
}

test('a session that has ended leads back to the door and says so', async () => {
  await as('bkpsdm', async (page, context) => {
    // With the board there, nothing is on the way that could be refused before the click.
    await page.locator('[data-sum]').waitFor();
    await context.clearCookies();
    await page.getByRole('link', { name: 'Unit kerja' }).click();
    await page.waitForURL(/\/desk\/login/);
    await page.getByText('Sesi Anda sudah habis.').waitFor();
  });
});

test('signing out closes the desk on this device', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/account');
    await looksRight(page, 'desk-account');
    await page.getByRole('button', { name: 'Keluar' }).click();
    await page.waitForURL(/\/desk\/login/);
    await page.goto('/desk/board');
    await page.waitForURL(/\/desk\/login/);
  });
});
