// A visit on site: an inspector's phone without a network, names by taps, signatures, and what it came to.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked, held, until } from '../lib/phone.mjs';
import { artifacts } from '../lib/settings.mjs';

const as = city();
const phone = { ...held, viewport: { width: 320, height: 700 }, serviceWorkers: 'allow', at: '/' };

let visited = null;

/** A unit small enough to be seen whole in a journey. */
async function smallUnit(page, today) {
  const { items } = await asked(page, '/units');
  for (const unit of items.filter(({ parent }) => parent).slice(0, 40)) {
    const roster = await asked(page, `/visits/roster?unit=${unit.id}&on=${today}`);
    if (roster.names.length >= 4 && roster.names.length <= 12) return roster;
  }
  throw new Error('the city has no small unit');
}

/** Draws something like a hand would. */
async function draw(page, label) {
  const box = page.getByRole('group', { name: label }).locator('canvas');
  // In the middle, where no bar lies over it.
  await box.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const { x, y, width, height } = await box.boundingBox();
  await page.mouse.move(x + width * 0.2, y + height * 0.6);
  await page.mouse.down();
  for (const [right, down] of [
    [0.35, 0.2],
    [0.45, 0.8],
    [0.6, 0.3],
    [0.8, 0.55],
  ])
    await page.mouse.move(x + width * right, y + height * down, { steps: 4 });
  await page.mouse.up();
}

/** The app is kept on the phone, so that it opens without a network. */
async function kept(page) {
  await until(
    () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active != null),
    'a service worker',
    40_000,
  );
  await page.reload();
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), 'its control');
}

test('an inspector visits without a network, and what was found appears when there is one', async () => {
  await as(
    'inspektorat',
    async (page, context) => {
      await page.goto('/visits');
      await page.getByRole('heading', { name: 'Kunjungan lapangan' }).waitFor();
      await kept(page);
      const tours = await asked(page, '/visits/tours?from=2026-01-01&to=2026-01-02');
      const roster = await smallUnit(page, tours.today);
      await page.getByRole('button', { name: 'Rangkaian baru' }).click();
      await page.getByLabel('Dasar (nomor SPT)').fill('SPT 094/12/INSP/2026');
      await page.getByLabel('Maksud').fill('Kehadiran dan pelayanan');
      await looksRight(page, 'visits-tour-form');
      await page.getByRole('button', { name: 'Buka rangkaian' }).click();
      await page.getByText('SPT 094/12/INSP/2026').waitFor();
      await page.getByRole('combobox', { name: /^Unit/ }).selectOption({ value: roster.unit.id });
      await page.getByRole('button', { name: 'Ambil daftar pegawai' }).click();
      const begin = page.getByRole('button', { name: `Mulai kunjungan di ${roster.unit.name}` });
      await begin.waitFor();
      await looksRight(page, 'visits-tour');
      const before = await asked(page, `/visits?from=${tours.today}&to=${tours.today}`);
      assert.equal(before.items.length, 0, 'nobody knows of it yet');

      await context.setOffline(true);
      await begin.click();
      const count = roster.names.length;
      const seen = ['Ada', 'Tidak ada', 'Ada izin'];
      await page.getByText(`0 dari ${count}`, { exact: true }).waitFor();
      await looksRight(page, 'visits-roll');
      for (let place = 0; place < count; place += 1) {
        const name = roster.names[place].name;
        await page.getByRole('heading', { name, exact: true }).waitFor();
        await page.getByRole('button', { name: seen[place % 3], exact: true }).click();
        if (place % 3 === 2) {
          await page.getByLabel('Izin apa, menurut siapa?').fill('ke bank, kata sekretaris');
          await page.getByRole('button', { name: 'Simpan', exact: true }).click();
        }
        await page.getByText(`${place + 1} dari ${count}`, { exact: true }).waitFor();
        if (place === 0) {
          await page.getByRole('button', { name: `Batalkan ${name}` }).click();
          await page.getByText(`0 dari ${count}`, { exact: true }).waitFor();
          await page.getByRole('button', { name: 'Ada', exact: true }).click();
          await page.getByText(`1 dari ${count}`, { exact: true }).waitFor();
        }
        if (place === 1) {
          // The phone is put away and taken out again.
          await page.reload();
          await page.getByRole('button', { name: `Lanjutkan kunjungan di ${roster.unit.name}` }).click();
          await page.getByText(`2 dari ${count}`, { exact: true }).waitFor();
        }
      }
      await page.getByText('Semua nama sudah dilihat').waitFor();

      await page.getByRole('radio', { name: 'Catatan' }).check({ force: true });
      await page.getByRole('textbox', { name: /Keadaan pelayanan/ }).fill('Loket buka tiga dari lima');
      await page.getByLabel('Hitung kelompok (orang)').fill('14');
      await page.getByLabel('Kelompok apa').fill('Antrean loket');
      await page.locator('input[type=file]').setInputFiles({
        name: 'loket.png',
        mimeType: 'image/png',
        buffer: Buffer.from(await picture(page), 'base64'),
      });
      await page.getByRole('img', { name: 'Foto 1' }).waitFor();
      await page.getByLabel('Pilih dari daftar').selectOption({ value: roster.names[0].id });
      await page.getByLabel('Pernyataan kepala').fill('Dua orang ke bank, suratnya menyusul.');
      await page.getByRole('button', { name: 'Tambah arahan' }).click();
      await page.getByRole('textbox', { name: /^Arahan 1/ }).fill('Buka loket 4 dan 5 pada jam sibuk');
      await looksRight(page, 'visits-notes');

      await page.getByRole('radio', { name: 'Tanda tangan' }).check({ force: true });
      await draw(page, /^Kotak tanda tangan Tim/);
      await page.getByRole('button', { name: /^Simpan tanda tangan: Tim/ }).click();
      await page.getByText('Tanda tangan tersimpan.').waitFor();
      await draw(page, /^Kotak tanda tangan Yang menerima/);
      await page.getByRole('button', { name: /^Simpan tanda tangan: Yang menerima/ }).click();
      await until(
        async () => (await page.getByText('Tanda tangan tersimpan.').count()) === 2,
        'two signatures',
      );
      await looksRight(page, 'visits-sign');
      await page.getByRole('button', { name: 'Selesai dan kirim' }).click();
      await page.getByText('Tersimpan di HP. Hasilnya muncul').waitFor();
      await looksRight(page, 'visits-waiting');

      await context.setOffline(false);
      await page.getByRole('heading', { name: 'Temuan' }).waitFor({ timeout: 60_000 });
      await page.getByText(`Jumlahnya ${count} pegawai.`).waitFor();
      await until(
        async () => {
          const { items } = await asked(page, `/visits?from=${tours.today}&to=${tours.today}`);
          visited = items[0]?.id;
          return visited && (await asked(page, `/visits/${visited}`)).missing_files === 0;
        },
        'photo and signatures with the server',
        40_000,
      );
      const { visit, rows } = await asked(page, `/visits/${visited}`);
      assert.equal(rows.length, visit.counts.roster);
      assert.equal(rows.filter(({ finding }) => finding).length, visit.counts.findings);
      await looksRight(page, 'visits-result');

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Berita acara (PDF)' }).click(),
      ]);
      const pdf = await bytesOf(download);
      assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
      mkdirSync(artifacts, { recursive: true });
      writeFileSync(join(artifacts, 'kunjungan.pdf'), pdf);
      execFileSync('pdftoppm', [
        '-r',
        '80',
        '-png',
        join(artifacts, 'kunjungan.pdf'),
        join(artifacts, 'kunjungan-page'),
      ]);
    },
    phone,
  );
});

/** A picture as a camera gives it. */
function picture(page) {
  return page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 675 });
    const ink = canvas.getContext('2d');
    ink.fillStyle = '#cfe3dd';
    ink.fillRect(0, 0, 900, 675);
    ink.fillStyle = '#123';
    ink.font = '64px sans-serif';
    ink.fillText('Loket 3', 80, 160);
    return canvas.toDataURL('image/png').split(',')[1];
  });
}

test('the desk lists the visit, shows each name with its record, and lets people be asked', async () => {
  await as('bkpsdm', async (page) => {
    await page.locator('#menu').waitFor();
    await page.goto('/desk/visits');
    await page.getByRole('heading', { name: 'Kunjungan lapangan', level: 1 }).waitFor();
    await page.getByText('SPT 094/12/INSP/2026').waitFor();
    await looksRight(page, 'desk-visits');
    await page
      .getByRole('link', { name: /^Buka kunjungan/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Jumlah per keadaan' }).waitFor();
    await page.getByRole('radio', { name: 'Semua nama' }).check({ force: true });
    await looksRight(page, 'desk-visit');
    const ask = page.getByRole('button', { name: /^Minta penjelasan [A-Z]/ }).first();
    if ((await ask.count()) > 0) {
      await ask.click();
      await page.getByText('penjelasan sudah diminta').first().waitFor();
    }
  });
});

test('who may not visit is told so in words', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/visits');
      await page.getByText('Akun Anda tidak berhak mencatat kunjungan').waitFor();
      const answer = await page.request.get('/api/v1/visits?from=2026-01-01&to=2026-01-02');
      assert.equal(answer.status(), 403);
    },
    { ...held, at: '/' },
  );
});
