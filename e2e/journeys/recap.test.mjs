import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { figure, total } from '../lib/read.mjs';
import { artifacts } from '../lib/settings.mjs';

const as = city();

async function openRecap(page) {
  await page.goto('/desk/recap');
  const unit = page.locator('select');
  await unit.locator('option').nth(1).waitFor({ state: 'attached' });
  // A hospital: many people, shifts, and units of its own.
  await unit.selectOption(
    await unit.locator('option', { hasText: 'Rumah Sakit Umum' }).first().getAttribute('value'),
  );
  await page.getByRole('button', { name: 'Bulan sebelumnya' }).click();
  await page.locator('table tbody tr').first().waitFor();
}

test('the recap of a month adds up in every row and at its foot', async () => {
  await as('bendahara', async (page) => {
    await openRecap(page);
    const rows = await page.locator('table tbody tr').evaluateAll((lines) =>
      lines.map((line) => ({
        sums: [...line.querySelectorAll('td.sum')].map((cell) => cell.innerText),
        days: line.querySelectorAll('td:not(.sum)').length,
      })),
    );
    assert.ok(rows.length > 10, `${rows.length} people`);
    const sums = rows.map((row) => row.sums.map(figure));
    sums.forEach((figures, row) => {
      assert.equal(total(figures.slice(0, -1)), figures.at(-1));
      assert.equal(rows[row].days, figures.at(-1));
    });
    const foot = (await page.locator('table tfoot td.sum').allInnerTexts()).map(figure);
    foot.forEach((sum, column) => assert.equal(total(sums.map((figures) => figures[column])), sum));
    await looksRight(page, 'desk-recap');
  });
});

test('the recap comes down as workbook and as PDF', async () => {
  await as('bendahara', async (page) => {
    await openRecap(page);
    for (const [button, begins, ending] of [
      ['Unduh XLSX', 'PK', /\.xlsx$/],
      ['Unduh PDF', '%PDF', /\.pdf$/],
    ]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click(),
      ]);
      assert.match(download.suggestedFilename(), ending);
      const bytes = await bytesOf(download);
      assert.equal(bytes.subarray(0, begins.length).toString(), begins);
      assert.ok(bytes.length > 1000);
      if (begins === '%PDF') drawPages(bytes);
    }
  });
});

/** Writes each page as a picture to look at; an empty page is a fault. */
function drawPages(pdf) {
  mkdirSync(artifacts, { recursive: true });
  const file = join(artifacts, 'rekap.pdf');
  writeFileSync(file, pdf);
  execFileSync('pdftoppm', ['-r', '80', '-png', file, join(artifacts, 'rekap-page')]);
  const pages = readdirSync(artifacts).filter((name) => name.startsWith('rekap-page'));
  assert.ok(pages.length > 0);
  for (const page of pages) assert.ok(statSync(join(artifacts, page)).size > 5000, `${page} is empty`);
}
