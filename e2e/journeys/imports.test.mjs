import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { attlog, bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { figure } from '../lib/read.mjs';

const as = city();
const file = attlog();
const upload = { name: '1_attlog.dat', mimeType: 'application/octet-stream', buffer: Buffer.from(file.text) };

async function preview(page) {
  await page.goto('/desk/imports/new');
  await page.locator('input[type=file]').setInputFiles(upload);
  const device = page.getByLabel('Mesin', { exact: false }).and(page.locator('select'));
  await device.locator('option').nth(1).waitFor({ state: 'attached' });
  await device.selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Periksa berkas' }).click();
  await page.getByRole('heading', { name: '2. Periksa isinya' }).waitFor();
}

const fact = async (page, term) =>
  figure(
    await page
      .locator('dl div', { has: page.getByText(term, { exact: true }) })
      .locator('dd')
      .innerText(),
  );

/** "19 diterima = 18 baru + 0 berulang + 2 bermasalah" as numbers. */
async function result(page) {
  await page.getByRole('heading', { name: '3. Hasil' }).waitFor();
  const [received, fresh, repeated, problems] = (await page.locator('.equation strong').allInnerTexts()).map(
    figure,
  );
  assert.equal(received, fresh + repeated + problems);
  return { received, fresh, repeated, problems };
}

test('a file is looked at before anything is stored, bad rows and all', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/imports/new');
    await looksRight(page, 'desk-import-choose');
    await preview(page);

    assert.equal(await fact(page, 'Baris data'), file.rows);
    assert.equal(await fact(page, 'Tap terbaca'), file.good + file.repeated);
    assert.equal(await fact(page, 'Tap berbeda'), file.good);
    assert.equal(await fact(page, 'Baris bermasalah'), file.bad);
    const bad = page.getByRole('table', { name: /^Baris bermasalah/ });
    assert.equal(await bad.locator('tbody tr').count(), file.bad);
    await looksRight(page, 'desk-import-preview');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh baris bermasalah (CSV)' }).click(),
    ]);
    const csv = (await bytesOf(download)).toString('utf8');
    assert.match(download.suggestedFilename(), /\.csv$/);
    assert.ok(csv.startsWith('\ufeff'), 'Excel needs the mark');
    assert.equal(csv.trim().split(/\r?\n/).length, 1 + file.bad);

    await page.goto('/desk/imports');
    await page.getByRole('heading', { name: 'Impor', exact: true }).waitFor();
    assert.equal(await page.getByText('1_attlog.dat').count(), 0);
  });
});

test('a file is stored once; sent again, everything is known already', async () => {
  await as('bkpsdm', async (page) => {
    await preview(page);
    await page.getByRole('button', { name: 'Simpan ke jurnal' }).click();
    assert.deepEqual(await result(page), {
      received: file.rows,
      fresh: file.good,
      repeated: file.repeated,
      problems: file.bad,
    });
    await looksRight(page, 'desk-import-result');

    await preview(page);
    await page.getByRole('button', { name: 'Simpan ke jurnal' }).click();
    const again = await result(page);
    assert.equal(again.fresh, 0);
    assert.equal(again.repeated, file.good + file.repeated);
    await page.getByText('Semua isi berkas ini sudah pernah diterima').waitFor();

    await page.getByRole('link', { name: 'Daftar impor' }).first().click();
    await page.getByText('1_attlog.dat').first().waitFor();
    await looksRight(page, 'desk-imports');
  });
});

test('a file nobody can read is refused with a reason and what to do next', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/imports/new');
    await page.locator('input[type=file]').setInputFiles({
      name: 'foto.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1]),
    });
    await page.getByRole('button', { name: 'Periksa berkas' }).click();
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /Langkah berikutnya/);
    await looksRight(page, 'desk-import-refused');
  });
});
