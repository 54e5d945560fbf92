// Patterns of evidence: from taps at one place over the counting list to the named detail, the time line and the dossier.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { allSent, button, held, openHome, standAt, tap } from '../lib/phone.mjs';

const as = city();

test('a point that repeats is counted first, named when opened, and printed without judgement', async () => {
  let name = '';
  await as(
    null,
    async (page) => {
      await openHome(page, accounts.pegawai);
      await standAt(page, 7);
      await page.reload();
      await button(page).waitFor();
      await tap(page);
      await tap(page);
      await allSent(page);
      name = await page.evaluate(async () => (await (await fetch('/api/v1/me')).json()).person.name);
    },
    held,
  );

  await as('inspektorat', async (page) => {
    await page.goto('/desk/evidence');
    await page.getByRole('heading', { level: 1, name: 'Pola bukti' }).waitFor();
    await page.getByLabel('Paling sedikit rekaman').selectOption('2');
    const opened = page.getByRole('link', { name: /^Buka titik / }).first();
    await opened.waitFor();
    await page.getByRole('img', { name: /^Peta / }).waitFor();
    await looksRight(page, 'patterns-points');

    await opened.click();
    await page.getByText('Penjelasan jujur yang mungkin').waitFor();
    await looksRight(page, 'patterns-point');
    const [paper] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Berkas fakta (PDF)' }).click(),
    ]);
    const bytes = await bytesOf(paper);
    assert.equal(bytes.subarray(0, 4).toString(), '%PDF');

    await page
      .getByRole('link', { name: /^Garis waktu / })
      .first()
      .click();
    await page.getByRole('table', { name: /^Garis waktu / }).waitFor();
    await looksRight(page, 'patterns-timeline');

    await page.getByText('Sekali baca paling lama 92 hari').waitFor();
    await page.goto('/desk/evidence?view=timeline');
    await page.getByText('Pilih orang atau HP').waitFor();
    await page.getByLabel('Cari nama pegawai').fill(name);
    await looksRight(page, 'patterns-find');
    await page.getByRole('button', { name }).first().click();
    await page.waitForURL(/person=/);
    await page.getByRole('table', { name: /^Garis waktu / }).waitFor();
    await page.getByRole('radio', { name: 'HP bersama' }).check();
    await page.getByRole('radio', { name: 'HP bersama' }).and(page.locator(':checked')).waitFor();
    await page.waitForURL(/view=phones/);
    await looksRight(page, 'patterns-phones');
  });
});
