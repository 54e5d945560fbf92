// Requests without a network: kept on the phone with their files, sent once there is one, refused in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked, held, installed, until } from '../lib/phone.mjs';
import { allTaken, narrow, newest, post, waitingFiles, waitingRequests, workdays } from '../lib/requests.mjs';

const as = city();
const phone = { ...held, ...narrow, serviceWorkers: 'allow' };

/** A small picture, as a camera gives it. */
function picture(page) {
  return page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 1200 });
    const ink = canvas.getContext('2d');
    ink.fillStyle = '#fff';
    ink.fillRect(0, 0, 900, 1200);
    ink.fillStyle = '#123';
    ink.font = '48px sans-serif';
    ink.fillText('Surat keterangan', 80, 160);
    return canvas.toDataURL('image/png').split(',')[1];
  });
}

test('a request and its proof made offline are kept, survive a reload, and arrive by themselves', async () => {
  const [date] = workdays(1, 30);
  await as(
    'pegawai',
    async (page, context) => {
      await installed(page);
      await page.goto('/requests');
      await page.getByRole('heading', { name: 'Permohonan saya' }).waitFor();
      const photo = Buffer.from(await picture(page), 'base64');
      await context.setOffline(true);
      await page.goto('/requests/new/permission');
      await page.getByLabel('Mulai tanggal').fill(date);
      await page.getByRole('textbox', { name: 'Alasan' }).fill('Mengantar ibu ke rumah sakit');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'surat.png', mimeType: 'image/png', buffer: photo });
      await page.getByText('surat.jpg').first().waitFor();
      await page.getByText('Tanpa jaringan, jumlah hari').waitFor();
      await looksRight(page, 'requests-form-offline');
      await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
      await page.waitForURL(/\/requests$/);
      await page.getByRole('heading', { name: 'Di HP ini, belum diterima server' }).waitFor();
      await looksRight(page, 'requests-waiting');

      await page.reload();
      const line = page.locator('[data-request][data-state=waiting]');
      await line.getByText('Tersimpan di HP').waitFor();
      const [waiting] = await waitingRequests(page);
      assert.equal((await waitingFiles(page)).length, 1);

      await context.setOffline(false);
      await allTaken(page);
      await until(async () => (await waitingFiles(page)).length === 0, 'the file with the server', 40_000);
      const request = await newest(page, 'permission');
      assert.equal(request.id, waiting.id);
      assert.equal(request.files.length, 1);
      assert.ok(request.files[0].received_at, 'the file has arrived');
      const file = await page.request.get(`/api/v1/requests/${request.id}/files/${request.files[0].sha256}`);
      assert.equal(file.headers()['content-type'], 'image/jpeg');
      await page.locator(`[data-request="${request.id}"][data-state=pending]`).waitFor();
    },
    phone,
  );
});

test('a request the server refuses stays with the reason, is mended, or let go', async () => {
  const [date] = workdays(1, 43);
  await as(
    'pegawai',
    async (page) => {
      const first = await post(page, { kind: 'permission', detail: { from: date, to: date, part: 'whole' } });
      await page.goto('/requests/new/wfh');
      await page.getByLabel('Mulai tanggal').fill(date);
      await page.getByRole('textbox', { name: 'Alasan' }).fill('Menunggu tukang listrik');
      await page.getByText('Server akan menolak ini').waitFor();
      await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
      const line = page.locator('[data-request][data-state=refused]');
      await line.getByRole('link', { name: 'Perbaiki' }).waitFor();
      await looksRight(page, 'requests-refused');
      const [kept] = await waitingRequests(page);
      assert.equal(kept.refused.status, 422);

      await line.getByRole('link', { name: 'Perbaiki' }).click();
      const [other] = workdays(1, 46);
      assert.equal(await page.getByLabel('Mulai tanggal').inputValue(), date);
      await page.getByLabel('Mulai tanggal').fill(other);
      await page.getByLabel('Sampai tanggal').fill(other);
      await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
      await page.waitForURL(/\/requests$/);
      await allTaken(page);
      const sent = await newest(page, 'wfh');
      assert.notEqual(sent.id, kept.id);
      const { items } = await asked(page, '/me/requests');
      assert.ok(items.some(({ id }) => id === first.id));
    },
    phone,
  );
});
