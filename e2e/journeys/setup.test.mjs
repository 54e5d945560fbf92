import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, visitor } from '../lib/browser.mjs';
import { looksRight } from '../lib/looks.mjs';
import { start } from '../lib/server.mjs';
import { commands } from '../lib/settings.mjs';

let server;
let browser;
before(async () => {
  server = await start(commands.serve);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a real city begins with the link the server prints, once', async () => {
  const link = server.setupLink();
  assert.ok(link, `no link in:\n${server.said()}`);
  const path = new URL(link).pathname;
  const { context, page, faults } = await visitor(browser, server.address);

  await page.goto(path);
  await page.getByLabel('Nama instansi').waitFor();
  await looksRight(page, 'desk-setup');
  await page.getByRole('button', { name: 'Siapkan dan masuk' }).click();
  await page.getByText('Isian ini wajib diisi.').first().waitFor();

  await page.getByLabel('Nama instansi').fill('Pemerintah Kota Percobaan');
  assert.equal(await page.getByLabel('Kode singkat').inputValue(), 'kota-percobaan');
  await page.getByLabel('Kode wilayah').fill('15.71');
  await page.getByLabel('Zona waktu').selectOption('Asia/Makassar');
  await page.getByLabel('Hari kerja').selectOption('6');
  await page.getByLabel('Nama lengkap').fill('Petugas Pertama');
  await page.getByLabel('Nama masuk').fill('petugas');
  await page.getByLabel('Kata sandi', { exact: true }).fill('sandi pertama yang panjang');
  await page.getByLabel('Ulangi kata sandi').fill('sandi pertama yang panjang');
  await page.getByRole('button', { name: 'Siapkan dan masuk' }).click();
  await page.waitForURL(/\/desk\/units$/);
  await page.getByText('Belum ada unit.').waitFor();
  await looksRight(page, 'desk-units-empty');

  await page.goto('/desk/people');
  await page.locator('main h1').waitFor();
  await page.goto('/desk/imports');
  await page.getByText('Belum ada berkas yang diimpor.').waitFor();
  await looksRight(page, 'desk-imports-empty');
  assert.equal(await page.getByText('KOTA CONTOH', { exact: true }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();

  const second = await visitor(browser, server.address);
  await second.page.goto(path);
  await second.page.getByText('Tautan ini sudah dipakai, kedaluwarsa, atau salah.').waitFor();
  await looksRight(second.page, 'desk-setup-gone');
  await second.context.close();
});

test('a new officer enrols with the one-time code and chooses a password', async () => {
  const { code } = JSON.parse(server.run(commands.addUser(server.data, 'petugas-dua', 'bkpsdm')));
  const { context, page } = await visitor(browser, server.address);
  await page.goto('/desk/enrol');
  await page.getByLabel('NIP atau nama masuk').fill('petugas-dua');
  await page.getByLabel('Kode pendaftaran').fill(code);
  await page.getByLabel('Kata sandi baru').fill('pendek');
  await page.getByLabel('Ulangi kata sandi').fill('pendek');
  await page.getByRole('button', { name: 'Daftar dan masuk' }).click();
  await page.getByText('Masih kurang 4 karakter').waitFor();
  await page.getByLabel('Kata sandi baru').fill('sandi kedua yang panjang');
  await page.getByLabel('Ulangi kata sandi').fill('sandi kedua yang panjang');
  await page.getByRole('button', { name: 'Daftar dan masuk' }).click();
  await page.waitForURL(/\/desk\/board/);
  await context.close();
});
