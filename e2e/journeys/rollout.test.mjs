// The enrolment of an OPD in a day: people, a place, codes on paper, the first sign-in, and a list that says so.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { artifacts } from '../lib/settings.mjs';

const as = city();

const staff = [
  'nama;jenis;nomor_lokal;kode_unit;jabatan;mulai',
  'Dewi Contoh;Non ASN;UJI-D-01;UJI-PENDATAAN;Staf;2026-01-05',
  'Eko Contoh;Non ASN;UJI-D-02;UJI-PENDATAAN;Staf;2026-01-05',
].join('\n');

/** The codes on a paper by the login above them. */
function codesOn(pdf) {
  mkdirSync(artifacts, { recursive: true });
  const path = join(artifacts, 'kartu.pdf');
  writeFileSync(path, pdf);
  execFileSync('pdftoppm', ['-r', '80', '-png', path, join(artifacts, 'kartu')]);
  const text = execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' });
  return [...text.matchAll(/(uji-d-\d\d)[\s\S]*?\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b/g)].map(
    ([, login, code]) => ({ login, code }),
  );
}

test('a fresh unit is enrolled from the desk alone and its readiness goes up', async () => {
  let cards = [];
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/units');
    await page.getByRole('button', { name: 'Tambah unit' }).click();
    await page.getByLabel('Nama unit').fill('Dinas Uji Pendataan');
    await page.getByLabel('Kode').fill('UJI-PENDATAAN');
    await page.getByRole('button', { name: 'Simpan unit' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await page.goto('/desk/people/import');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'pegawai.csv', mimeType: 'text/csv', buffer: Buffer.from(staff) });
    await page.getByRole('button', { name: 'Periksa berkas' }).click();
    await page.locator('.equation').waitFor();
    await page.getByRole('button', { name: /Simpan/ }).click();
    await page.waitForURL(/\/desk\/people$/);

    await page.goto('/desk/rollout');
    await page.getByRole('table', { name: 'Kesiapan per OPD' }).waitFor();
    await looksRight(page, 'desk-rollout-all');
    await page.getByRole('link', { name: 'Buka Dinas Uji Pendataan' }).click();
    await page.getByText('2 pegawai terdaftar; jadwal 14 hari ke depan ada untuk 2.').waitFor();
    await page.getByText('2 pegawai belum punya lokasi.').waitFor();

    // A place, by coordinates as they are copied from a map.
    await page.getByRole('link', { name: 'Gambar lokasi' }).click();
    await page.getByLabel('Koordinat').fill('jalan mawar');
    await page.getByRole('button', { name: 'Pakai koordinat ini' }).click();
    await page.getByText('Koordinat tidak terbaca.').waitFor();
    await page.getByLabel('Koordinat').fill('105,3067, -5,1135');
    await page.getByRole('button', { name: 'Pakai koordinat ini' }).click();
    await page.getByText('Lintang dan bujur tertukar').waitFor();
    const map = page.getByRole('img', { name: /^Peta/ });
    await map.waitFor();
    await page.getByRole('button', { name: 'Klik sudut di peta' }).click();
    for (const [x, y] of [
      [60, 60],
      [260, 60],
      [260, 200],
    ]) {
      await map.click({ position: { x, y } });
    }
    await page.getByText('Klik sudut tanah berurutan keliling. 3 sudut.').waitFor();
    await page.getByLabel('Nama lokasi').fill('Kantor Uji Pendataan');
    await page.getByLabel('Kode').fill('UJI-PENDATAAN-1');
    await page.getByText('Lokasi di dekatnya').waitFor();
    await looksRight(page, 'desk-site-edit');
    await page.getByRole('button', { name: 'Simpan lokasi' }).click();
    await page.waitForURL(/\/desk\/rollout\?unit=UJI-PENDATAAN&site=/);
    await page.getByRole('button', { name: 'Jadikan lokasi kerja mereka' }).click();
    await page.getByText('1 lokasi, 0 belum digambar; 0 pegawai belum punya lokasi.').waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Cetak 2 kartu (PDF)' }).click(),
    ]);
    cards = codesOn(await bytesOf(download));
    assert.deepEqual(
      cards.map(({ login }) => login),
      ['uji-d-01', 'uji-d-02'],
    );
    await page.getByText('0 dari 2 pegawai sudah masuk; 2 memegang kode yang masih berlaku.').waitFor();
    await looksRight(page, 'desk-rollout');
  });

  // A phone scans the card: both are filled in, and leave the address.
  const [{ login, code }] = cards;
  await as(
    null,
    async (phone) => {
      await phone.goto(`/enrol#login=${login}&code=${code}`);
      assert.equal(await phone.getByLabel('NIP atau nama masuk').inputValue(), login);
      assert.equal(new URL(phone.url()).hash, '');
      await phone.getByLabel('Kata sandi baru', { exact: true }).fill('pohon jambu 2099');
      await phone.getByLabel('Ulangi kata sandi').fill('pohon jambu 2099');
      await phone.getByRole('button', { name: 'Daftar dan masuk' }).click();
      await phone.waitForURL((url) => url.pathname === '/');
    },
    { viewport: { width: 360, height: 740 } },
  );

  await as('bkpsdm', async (page) => {
    await page.goto('/desk/rollout?unit=UJI-PENDATAAN');
    await page.getByText('1 dari 2 pegawai sudah masuk; 1 memegang kode yang masih berlaku.').waitFor();
    const gates = page.getByRole('table', { name: 'Kesiapan per hal' });
    const row = gates.getByRole('row', { name: /Sudah masuk/ });
    assert.match((await row.innerText()).replace(/\s+/g, ' '), /50\s?%/);
    await page.getByLabel('Tampilkan yang belum punya').selectOption('first_login');
    const people = page.getByRole('table', { name: 'Pegawai yang belum lengkap' });
    await people.getByRole('link', { name: 'Eko Contoh' }).waitFor();
    assert.equal(await people.getByRole('link', { name: 'Dewi Contoh' }).count(), 0);
    const [sheet] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh CSV' }).click(),
    ]);
    assert.match((await bytesOf(sheet)).toString('utf8'), /Dewi Contoh/);
  });
});

test('places of work are listed and opened', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/sites');
    const table = page.getByRole('table', { name: 'Lokasi kerja' });
    await table.waitFor();
    await looksRight(page, 'desk-sites');
    await table.getByRole('link', { name: /^Ubah/ }).first().click();
    await page.getByRole('img', { name: /^Peta/ }).waitFor();
    await page.getByText('Belum pernah diubah.').waitFor();
  });
});
