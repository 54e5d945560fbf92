// The first day: the agency watches today, a head sends the roll from the phone, the desk sees it and prints the report.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { readTable, total } from '../lib/read.mjs';

const as = city();
const narrow = { viewport: { width: 320, height: 700 }, hasTouch: true };

test('the agency puts today under watch, and the page adds up', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/first-day');
    await page.getByRole('button', { name: 'Atur pemantauan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pantau satu hari' });
    await dialog.getByRole('button', { name: 'Simpan' }).click();
    assert.equal(await dialog.count(), 1, 'a reason is asked for');
    await dialog.getByLabel('Alasan atau nomor surat').fill('SE Wali Kota 1/2099');
    await dialog.getByLabel('WFH/FWA hari itu').selectOption('yes');
    await looksRight(page, 'first-day-order', { fullPage: false });
    await dialog.getByRole('button', { name: 'Simpan' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.getByText('Dipantau atas permintaan: SE Wali Kota 1/2099.').waitFor();
    await page.getByText('WFH/FWA diperbolehkan hari ini').waitFor();
    // The last of each is a share in words.
    const offices = await readTable(page.getByRole('table', { name: 'Per OPD' }));
    assert.ok(offices.rows.length > 1);
    offices.foot
      .slice(0, -1)
      .forEach((sum, column) =>
        assert.equal(total(offices.rows.map((row) => row.figures[column])), sum, `column ${column}`),
      );
    const groups = await readTable(page.getByRole('table', { name: 'Per golongan' }));
    for (const { name, figures } of groups.rows.slice(0, -1))
      assert.equal(total(figures.slice(0, -1)), figures.at(-1), name);
    await looksRight(page, 'first-day-desk');
  });
});

test('a head sends the roll from the phone, also without a network, and gets a receipt', async () => {
  await as(
    'kepala',
    async (page, context) => {
      await page.goto('/day-roll');
      await page.getByRole('heading', { name: 'Daftar hadir hari ini' }).waitFor();
      const send = page.getByRole('button', { name: 'Kirim daftar hadir' });
      await send.first().waitFor();
      await looksRight(page, 'day-roll');
      const sick = page.getByRole('button', { name: 'Sakit' });
      if ((await sick.count()) > 0) {
        await sick.first().click();
        await page
          .getByLabel(/^Catatan /)
          .first()
          .fill('surat dokter menyusul');
      }
      await context.setOffline(true);
      await send.first().click();
      await page.getByText('Tersimpan di HP. Dikirim begitu ada jaringan.').first().waitFor();
      await looksRight(page, 'day-roll-waiting', { fullPage: false });
      await context.setOffline(false);
      const receipt = page.getByText(/^Tanda terima daftar hadir kepala\. /).first();
      await receipt.waitFor({ timeout: 40_000 });
      assert.match(await receipt.innerText(), /Nomor [0-9a-f-]{36}\. Sidik [0-9a-f]{16}\. Kunci /);
      await page.getByRole('button', { name: 'Kirim lagi' }).first().waitFor();
      await looksRight(page, 'day-roll-receipt');
    },
    { at: '/', ...narrow },
  );
});

test('the desk sees who sent it, opens a roll, and downloads the report', async () => {
  await as('pimpinan', async (page) => {
    await page.goto('/desk/first-day');
    const rolls = page.getByRole('table', { name: 'Daftar hadir kepala' });
    await rolls.waitFor();
    await page.getByText(/[1-9]\d* dari \d+ kepala sudah mengirim/).waitFor();
    await rolls.getByRole('button', { name: 'Buka daftar' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Yang dikatakan kepala').waitFor();
    await looksRight(page, 'first-day-roll', { fullPage: false });
    await page.keyboard.press('Escape');

    for (const [name, begins] of [
      ['PDF', '%PDF'],
      ['Excel', 'PK'],
      ['Gambar', '\x89PNG'],
    ]) {
      const coming = page.waitForEvent('download', { timeout: 60_000 });
      await page.getByRole('button', { name, exact: true }).click();
      const download = await coming;
      const bytes = readFileSync(await download.path());
      assert.equal(bytes.subarray(0, begins.length).toString('latin1'), begins, name);
      await download.saveAs(`artifacts/${download.suggestedFilename()}`);
    }
  });
});

test('the board of a watched day: groups, curve, map, and the whole screen by keyboard', async () => {
  await as('pimpinan', async (page) => {
    await page.goto('/desk/board');
    await page.getByRole('heading', { name: 'Daftar hadir kepala' }).waitFor();
    const groups = await readTable(page.getByRole('table', { name: 'Golongan' }));
    for (const { name, figures } of groups.rows.slice(0, -1))
      assert.equal(total(figures.slice(0, -1)), figures.at(-1), name);
    const roster = groups.rows.at(-2).figures.at(-1);
    const sites = await readTable(page.getByRole('table', { name: 'Lokasi kerja' }));
    assert.equal(total(sites.rows.map((row) => row.figures.at(-1))), roster);
    assert.equal(sites.foot.at(-1), roster);
    await page.getByRole('img', { name: /^Sampai \d\d\.\d\d sudah datang/ }).waitFor();
    await page.getByRole('img', { name: /lokasi kerja; angkanya/ }).waitFor();
    await looksRight(page, 'desk-board-watched');

    await page.keyboard.press('f');
    const leave = page.getByRole('button', { name: 'Keluar dari layar penuh' });
    await leave.waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await page.screenshot({ path: 'artifacts/desk-board-full-1280.png' });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.screenshot({ path: 'artifacts/desk-board-full-1920.png' });
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.keyboard.press('Escape');
    await leave.waitFor({ state: 'hidden' });
    assert.notEqual(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  });
});

test('a board whose line breaks says since when, and comes back by itself', async () => {
  await as('pimpinan', async (page) => {
    let broken = false;
    await page.route('**/api/v1/board/stream*', (route) => (broken ? route.abort() : route.continue()));
    await page.goto('/desk/board');
    await page.getByText('Langsung ·').waitFor();
    broken = true;
    await page.context().setOffline(true);
    await page
      .getByText(/Terputus sejak \d\d\.\d\d/)
      .first()
      .waitFor({ timeout: 30_000 });
    await looksRight(page, 'desk-board-broken', { fullPage: false });
    broken = false;
    await page.context().setOffline(false);
    await page.getByText('Langsung ·').waitFor({ timeout: 90_000 });
    await page.getByText(/Terputus sejak/).waitFor({ state: 'hidden' });
  });
});
