import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

test('people are found by name and by unit', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/people');
    const table = page.getByRole('table', { name: 'Pegawai' });
    await table.waitFor();
    await looksRight(page, 'desk-people');
    const name = (await table.getByRole('link').first().innerText()).trim();

    await page.getByRole('searchbox').fill(name);
    await page.waitForURL(/q=/);
    await table.getByRole('link', { name, exact: true }).first().waitFor();

    await page.getByRole('searchbox').fill('zzzz-tidak-ada');
    await page.getByText('Tidak ada pegawai yang cocok.').waitFor();
    await looksRight(page, 'desk-people-none');
  });
});

test('a unit and a person are added and found again', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/units');
    await page.getByRole('table', { name: 'Unit kerja' }).waitFor();
    await looksRight(page, 'desk-units');
    await page.getByRole('button', { name: 'Tambah unit' }).click();
    const dialog = page.getByRole('dialog');
    await looksRight(page, 'desk-unit-add', { fullPage: false });
    await dialog.getByRole('button', { name: 'Simpan unit' }).click();
    await dialog.getByText('Isian ini wajib diisi.').first().waitFor();
    await dialog.getByLabel('Nama unit').fill('Dinas Uji Perjalanan');
    await dialog.getByLabel('Kode').fill('UJI-PERJALANAN');
    await dialog.getByRole('button', { name: 'Simpan unit' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Dinas Uji Perjalanan').first().waitFor();

    await page.goto('/desk/people/add');
    await looksRight(page, 'desk-people-add');
    await page.getByLabel('Nama lengkap').fill('Rahayu Contoh');
    await page.getByLabel('Nomor lokal').fill('UJI-0001');
    await page.locator('select').filter({ hasText: 'Pilih unit' }).selectOption('UJI-PERJALANAN');
    await page.getByRole('button', { name: 'Simpan pegawai' }).click();
    await page.waitForURL(/\/desk\/people\?unit=UJI-PERJALANAN/);
    await page.getByRole('link', { name: 'Rahayu Contoh' }).waitFor();
  });
});

test('a number that cannot be a NIP is refused at its field', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/people/add');
    await page.getByLabel('Nama lengkap').fill('Salah Nomor');
    await page.getByLabel('NIP', { exact: false }).first().fill('123');
    const units = page.locator('select').filter({ hasText: 'Pilih unit' });
    await units.locator('option').nth(1).waitFor({ state: 'attached' });
    await units.selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Simpan pegawai' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('input[aria-invalid=true]').count(), 1);
    await looksRight(page, 'desk-people-add-refused');
  });
});

test('the template comes down and, filled with nothing new, goes up without harm', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/people/import');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh contoh (XLSX)' }).click(),
    ]);
    const template = await bytesOf(download);
    assert.equal(template.subarray(0, 2).toString(), 'PK');

    await page.locator('input[type=file]').setInputFiles({
      name: 'pegawai.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: template,
    });
    await page.getByRole('button', { name: 'Periksa berkas' }).click();
    await page.locator('.equation').or(page.getByRole('alert')).first().waitFor();
    assert.equal(await page.locator('.equation [role=alert]').count(), 0);
    await looksRight(page, 'desk-people-import');
  });
});
