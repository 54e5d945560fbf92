// The seal as people meet it: a tap whose proof is computed on the phone, the public page, papers with a mark, the desk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, signIn, visitor } from '../lib/browser.mjs';
import { camera } from '../lib/camera.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { allSent, held, openHome, standAt, stored, tap, until } from '../lib/phone.mjs';
import { freePort, logins, start } from '../lib/server.mjs';
import { artifacts } from '../lib/settings.mjs';

const eye = camera();
let server;
let browser;
let address;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hadir-seal-'));
  // Papers carry the public address.
  const port = await freePort();
  server = await start((data) => [
    'demo',
    ...['--data', data, '--listen', `127.0.0.1:${port}`, '--people', '60'],
    ...['--public-url', `http://localhost:${port}`],
  ]);
  address = `http://localhost:${port}`;
  browser = await launch(eye.args);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Walks a journey with a visitor of its own and fails on any fault in the page. */
async function walk(journey, options = {}) {
  const { context, page, faults } = await visitor(browser, address, options);
  try {
    await journey(page, context);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** An employee's phone at the office, ready to tap. */
async function phone(page) {
  await openHome(page, logins(server.data).pegawai);
  await standAt(page);
}

const verdict = (page, what) => page.locator(`[data-verdict=${what}]`).waitFor();

/** Pastes a text on the public page and checks it. */
async function check(page, text) {
  await page.getByLabel('Teks yang diperiksa').fill(text);
  await page.getByRole('button', { name: 'Periksa', exact: true }).click();
}

/** The recap of an office as PDF, from the desk's own API. */
async function paper(page) {
  const { items } = await (await page.request.get('/api/v1/units')).json();
  const unit = items.find((one) => one.kind === 'opd') ?? items[0];
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
  const answer = await page.request.get(`/api/v1/recap.pdf?month=${month}&unit=${unit.code}`);
  assert.equal(answer.status(), 200, await answer.text());
  return answer.body();
}

/** What the QR code of a page of paper says, read by the app's own reader. */
async function markOn(pdf) {
  const file = join(folder, 'rekap.pdf');
  writeFileSync(file, pdf);
  mkdirSync(artifacts, { recursive: true });
  execFileSync('pdftoppm', ['-r', '80', '-png', file, join(artifacts, 'seal-paper')]);
  execFileSync('pdftoppm', ['-r', '220', '-png', file, join(folder, 'sheet')]);
  const sheets = readdirSync(folder)
    .filter((name) => name.startsWith('sheet'))
    .sort();
  const { prepareZXingModule, readBarcodes } = await import('../../web/node_modules/zxing-wasm/dist/es/reader/index.js');
  const { readFileSync } = await import('node:fs');
  const wasm = readFileSync(
    join(import.meta.dirname, '../../web/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'),
  );
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer } });
  for (const sheet of sheets.reverse()) {
    const [found] = await readBarcodes(new Uint8Array(readFileSync(join(folder, sheet))), { formats: ['QRCode'] });
    if (found?.text) return found.text;
  }
  throw new Error('no QR code on the paper');
}

let receipt;

test('a tap becomes sealed by a proof that was computed on the phone', async () => {
  await walk(async (page) => {
    const proofs = [];
    page.on('request', (request) => {
      if (request.url().includes('/receipts/')) proofs.push(request.url());
    });
    await phone(page);
    await tap(page);
    await allSent(page);
    await page.goto('/punches');
    await page.locator('[data-tap][data-state=sealed]').waitFor();
    await page.getByText('Buktinya dihitung di HP ini.').waitFor();

    const { kept } = await stored(page);
    assert.ok(proofs.length >= 1, 'the proof was fetched by this phone');
    assert.equal(kept[0].proof.state, 'held');
    assert.match(kept[0].proof.text, /^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
    await looksRight(page, 'seal-phone');

    await page.getByRole('button', { name: 'Tanda terima', exact: true }).click();
    receipt = await page.locator('dialog[open] p.text').innerText();
    assert.match(receipt, /^HR1\./);
    await looksRight(page, 'seal-phone-receipt', { fullPage: false });
    await page.keyboard.press('Escape');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Simpan semua tanda terima' }).click(),
    ]);
    const file = await bytesOf(download);
    const saved = JSON.parse(file.toString());
    assert.equal(saved.format, 'hadir-receipts-v1');
    assert.equal(saved.punches[0].proof.text, kept[0].proof.text);
    assert.match(saved.log.seen.text, /\/log\//);
    writeFileSync(join(folder, 'tanda-terima.json'), file);
  }, held);
});

test('a proof that was altered on its way is said, and can be saved as evidence', async () => {
  await walk(async (page) => {
    await page.route('**/api/v1/receipts/*/proof*', async (route) => {
      const answer = await route.fetch();
      const said = await answer.json();
      if (said.path?.length > 0) {
        const [first, ...rest] = said.path;
        said.path = [first.startsWith('A') ? `B${first.slice(1)}` : `A${first.slice(1)}`, ...rest];
      }
      await route.fulfill({ response: answer, json: said });
    });
    await phone(page);
    await tap(page);
    await allSent(page);
    await page.goto('/punches');
    await page.locator('[data-tap][data-state=mismatch]').first().waitFor();
    await page.getByText('Bukti tidak cocok').first().waitFor();
    await page.getByText('Bukti dari server bertentangan dengan dirinya sendiri.').first().waitFor();
    await looksRight(page, 'seal-phone-mismatch');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Simpan semua tanda terima' }).click(),
    ]);
    const saved = JSON.parse((await bytesOf(download)).toString());
    assert.equal(saved.punches[0].wrong_proof.why, 'other_place');

    // Once the answer is right the tap is sealed; that it was wrong stays in the file.
    await page.unroute('**/api/v1/receipts/*/proof*');
    await page.reload();
    await page.locator('[data-tap][data-state=sealed]').first().waitFor();
    const { kept } = await stored(page);
    assert.equal(kept[0].wrongProof.why, 'other_place');
  }, { ...held, serviceWorkers: 'block' });
});

test('anybody checks a receipt on the public page, and a changed one does not hold', async () => {
  await walk(async (page) => {
    await page.goto('/check');
    await page.getByRole('heading', { name: 'Periksa', level: 1 }).waitFor();
    await looksRight(page, 'seal-check');

    await check(page, receipt);
    await verdict(page, 'good');
    await page.getByText('Tersegel: urutan').waitFor();
    await looksRight(page, 'seal-check-receipt');

    const said = JSON.parse(Buffer.from(receipt.slice(4), 'base64url').toString());
    const forged = { ...said, b: '2099-01-01T00:00:00Z' };
    await check(page, `HR1.${Buffer.from(JSON.stringify(forged)).toString('base64url')}`);
    await verdict(page, 'bad');
    await page.getByText('Tanda tangan pada tanda terima TIDAK sah').waitFor();
    await looksRight(page, 'seal-check-forged');

    await check(page, 'halo');
    await page.getByText('Teks ini bukan tanda terima').waitFor();

    await page.locator('input[type=file]').setInputFiles(join(folder, 'tanda-terima.json'));
    await verdict(page, 'good');
    await page.getByText('1 tap terbukti tersegel.').waitFor();
    await looksRight(page, 'seal-check-export');
  });
});

test('the public page scans a receipt with the camera', async () => {
  await walk(
    async (page) => {
      eye.show([receipt]);
      await page.goto('/check');
      await page.getByRole('button', { name: 'Pindai kode QR' }).click();
      await verdict(page, 'good');
    },
    { permissions: ['camera'] },
  );
});

test('a printed recap is checked by its code, and an altered file is noticed', async () => {
  let pdf;
  let mark;
  await walk(async (page) => {
    await signIn(page, logins(server.data).bendahara);
    pdf = await paper(page);
    assert.deepEqual(await paper(page), pdf, 'printed again it is the same file');
    mark = await markOn(pdf);
    assert.ok(mark.startsWith(`${address}/check#HD1.`), mark);
  });
  await walk(async (page) => {
    // As a phone's own camera opens it.
    await page.goto(mark.slice(address.length));
    await page.locator('[data-verdict]').waitFor();
    await until(async () => {
      const good = await page.locator('[data-verdict=good]').count();
      if (good === 0) await page.getByRole('button', { name: 'Periksa', exact: true }).click();
      return good > 0;
    }, 'a document that holds');
    await page.getByText('Rekapitulasi kehadiran').waitFor();
    await looksRight(page, 'seal-check-document');

    await page.locator('input[type=file]').setInputFiles({ name: 'rekap.pdf', mimeType: 'application/pdf', buffer: pdf });
    await page.getByText('sama persis dengan yang diterbitkan').waitFor();
    await verdict(page, 'good');

    const altered = Buffer.from(pdf);
    altered[Math.floor(altered.length / 2)] ^= 1;
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'rekap-lain.pdf', mimeType: 'application/pdf', buffer: altered });
    await page.getByText('TIDAK sama dengan yang diterbitkan').waitFor();
    await verdict(page, 'bad');
    await looksRight(page, 'seal-check-altered');

    const bytes = Buffer.from(mark.split('#HD1.')[1], 'base64url');
    bytes[30] ^= 1;
    await page.goto('/check');
    await check(page, `HD1.${bytes.toString('base64url')}`);
    await page.getByText('tanda itu diubah').waitFor();
    bytes[3] ^= 1;
    await check(page, `HD1.${bytes.toString('base64url')}`);
    await page.getByText('tidak pernah diterbitkan di sini').waitFor();
  });
});

test('the desk shows the checkpoint to keep outside, and the public page accepts it later', async () => {
  await walk(async (page) => {
    await signIn(page, logins(server.data).inspektorat);
    await page.getByRole('link', { name: 'Segel', exact: true }).click();
    await page.getByText('Tanda tangan titik periksa sah').waitFor();
    await page.getByRole('img', { name: /^Kode QR titik periksa/ }).waitFor();
    await looksRight(page, 'seal-desk');
    const text = await page.locator('[data-checkpoint]').textContent();
    assert.match(text, /^localhost:?\d*\/log\/[^\n]+\n\d+\n/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh', exact: true }).click(),
    ]);
    assert.equal((await bytesOf(download)).toString(), text);

    await page.goto('/check');
    await check(page, text);
    await verdict(page, 'good');
    await page.getByText('ditandatangani kunci buku besar').waitFor();
    await check(page, text.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`));
    await verdict(page, 'bad');
  });
});
