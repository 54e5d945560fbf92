// Taps with a network: what an employee sees, and what the server then has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { allSent, asked, button, heldByServer, held, openHome, standAt, stored, tap } from '../lib/phone.mjs';

const as = city();

/** A journey of the employee from the home on. */
const walk = (journey, options = {}) =>
  as(
    null,
    async (page, context) => {
      await openHome(page, accounts.pegawai);
      await journey(page, context);
    },
    { ...held, ...options },
  );

test('a tap at the office is on the phone, then on the server, then sealed', async () => {
  await walk(async (page) => {
    const site = await standAt(page);
    await page.reload();
    await button(page).waitFor();
    await page.getByText(`Anda berada di ${site.name}`).waitFor();
    await looksRight(page, 'punch-home');

    await tap(page);
    await page.getByText(/^Tap (Datang|Pulang) pukul [\d.]+ tersimpan di HP ini\.$/).waitFor();
    const { kept } = await allSent(page);
    await page.getByText('Tersegel di buku besar').waitFor();

    assert.equal(await heldByServer(page, [kept[0].id]), 1);
    assert.equal(kept[0].answer.status, 'stored');
    assert.equal(kept[0].answer.receipt.valid, true, 'the signature of the receipt');
    assert.equal(kept[0].punch.clock.basis, 'server');
    assert.ok(!kept[0].answer.labels.includes('outside_site'), kept[0].answer.labels.join());
    await looksRight(page, 'punch-home-after');
  });
});

test('a tap far from the office is stored with the reason that was chosen', async () => {
  await walk(async (page) => {
    await standAt(page, 2500);
    await button(page).click();
    await page.getByRole('heading', { name: 'Anda di luar tempat kerja' }).waitFor();
    await looksRight(page, 'punch-reason');
    await page.getByRole('button', { name: 'Rapat di tempat lain' }).click();
    await page.getByRole('button', { name: 'Simpan tap' }).click();
    await page.waitForFunction(() => !document.querySelector('textarea'));
    const { kept } = await allSent(page);

    assert.equal(kept[0].punch.reason, 'Rapat di tempat lain');
    assert.ok(kept[0].answer.labels.includes('outside_site'), kept[0].answer.labels.join());
  });
});

test('a refused position refuses no tap', async () => {
  await walk(
    async (page) => {
      await button(page).click();
      await page.getByRole('heading', { name: 'Lokasi tidak terbaca' }).waitFor();
      await page.getByText('Izin lokasi ditolak').first().waitFor();
      await page.getByRole('button', { name: 'Simpan tap' }).click();
      await page.waitForFunction(() => !document.querySelector('textarea'));
      const { kept } = await allSent(page);

      assert.equal(kept[0].punch.fix, null);
      assert.ok(kept[0].answer.labels.includes('no_fix'), kept[0].answer.labels.join());
      await page.getByText('Lokasi tidak terbaca saat tap', { exact: false }).first().waitFor();
    },
    { permissions: [] },
  );
});

test('the map says where one stands, in a picture and in words', async () => {
  await walk(async (page) => {
    const site = await standAt(page, 900);
    await page.getByRole('link', { name: 'Di mana saya bisa absen?' }).click();
    await page.getByRole('img', { name: 'Peta lingkaran tempat kerja' }).waitFor();
    await page.getByRole('button', { name: 'Perbarui lokasi saya' }).click();
    await page.getByText(/lagi ke arah selatan/).waitFor();
    await page.getByRole('listitem').filter({ hasText: site.name }).waitFor();
    await looksRight(page, 'punch-map');
  });
});

test('a photo follows its tap', async () => {
  await walk(async (page) => {
    await standAt(page);
    const png = await page.screenshot();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: png });
    await page.getByText('Foto siap dikirim bersama tap berikutnya.').waitFor();
    const sent = page.waitForResponse((answer) => answer.url().endsWith('/photo'));
    await tap(page);

    assert.equal((await sent).status(), 204);
    await page.getByText('Foto sudah di server').waitFor();
    const { kept, photos } = await stored(page);
    assert.match(kept[0].punch.selfie_sha256, /^[0-9a-f]{64}$/);
    assert.equal(photos, 0);
  });
});

test('the history shows both times, the receipt as a code, and gives a file', async () => {
  await walk(async (page) => {
    await standAt(page);
    await tap(page);
    await allSent(page);
    await page.getByRole('link', { name: 'Riwayat', exact: true }).click();
    await page.getByRole('heading', { name: 'Riwayat tap' }).waitFor();
    await looksRight(page, 'punch-history');

    await page.getByRole('button', { name: 'Tanda terima', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('img', { name: /QR tanda terima/ })
      .locator('path')
      .waitFor();
    await dialog.getByText('Tanda tangan server sah.').waitFor();
    const text = await dialog.getByText(/^HR1\./).innerText();
    const said = JSON.parse(Buffer.from(text.slice(4), 'base64url').toString());
    const { kept } = await stored(page);
    assert.equal(said.c, kept[0].answer.commitment);
    await looksRight(page, 'punch-receipt', { fullPage: false });
    await page.keyboard.press('Escape');

    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Simpan semua tanda terima (JSON)' }).click();
    assert.match((await coming).suggestedFilename(), /^hadir-tanda-terima-.*\.json$/);
  });
});

test('the code for the kiosk is signed by this phone and changes', async () => {
  await walk(async (page) => {
    await page.getByRole('link', { name: 'Kode saya untuk kios' }).click();
    await page
      .getByRole('img', { name: /^Kode / })
      .locator('path')
      .waitFor();
    await page.getByText(/Berganti dalam \d+ detik/).waitFor();
    await looksRight(page, 'punch-code');
  });
});
