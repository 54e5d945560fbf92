import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();
const SERIAL = `UJI${Date.now()}`;

/** What a terminal says over its own way in: plain HTTP, no token. */
async function say(method, page, query, body) {
  const answer = await fetch(`${address}/iclock/${page}?SN=${SERIAL}&${query}`, { method, body });
  assert.equal(answer.status, 200);
  return await answer.text();
}

const rows = ['1\t2026-01-05 07:12:44\t0\t1\t0\t0\t0', '2\t2026-01-05 07:12:51\t0\t15\t0\t0\t0'].join('\n');

const open = async (page, path = '/devices') => page.goto(`${address}/desk${path}`);

test('an unknown terminal speaks, is taken over by two officers, its rows count, and it fetches a command', async () => {
  await say('GET', 'cdata', 'options=all&pushver=2.4.1&language=73');
  assert.match(await say('POST', 'cdata', 'table=ATTLOG&Stamp=9999', rows), /OK/);

  await as('operator', async (page) => {
    await open(page);
    await page.getByLabel('Cari nomor seri atau nama').fill(SERIAL);
    await page.getByText('Menunggu diambil alih', { exact: true }).waitFor();
    await looksRight(page, 'desk-devices');
    await page.getByRole('button', { name: `Ambil alih mesin ${SERIAL}` }).click();
    await page.getByRole('dialog').getByLabel('Lokasi').selectOption({ index: 1 });
    await page.getByRole('dialog').getByLabel('Alasan').fill('dipasang hari ini');
    await page.getByRole('button', { name: 'Usulkan' }).click();
    await page.getByText('Menunggu petugas kedua', { exact: true }).waitFor();
  });

  await as('bkpsdm', async (page) => {
    await open(page);
    await page.getByLabel('Cari nomor seri atau nama').fill(SERIAL);
    await page.getByRole('button', { name: `Ambil alih mesin ${SERIAL}` }).click();
    await page.getByRole('button', { name: 'Setujui' }).click();
    await page.getByText(`Mesin ${SERIAL} diambil alih.`).waitFor();
  });

  await as('operator', async (page) => {
    await open(page);
    await page.getByLabel('Cari nomor seri atau nama').fill(SERIAL);
    await page.getByRole('link', { name: SERIAL, exact: true }).click();
    await page.getByText('2 baris = 2 baru + 0 ulangan + 0 masalah').waitFor();
    await page
      .getByRole('button', { name: /^Lihat baris kiriman/ })
      .first()
      .click();
    await page.getByRole('table', { name: 'Kiriman' }).getByText('07.12.44').waitFor();

    await page.getByRole('button', { name: 'Antrekan' }).click();
    const command = page.getByRole('listitem').filter({ hasText: 'Setel jam ke waktu server' });
    await command.getByText('Menunggu mesin bertanya').waitFor();
    assert.match(await say('GET', 'getrequest', ''), /^C:\d+:/);
    await page.reload();
    await command.getByText('Sudah diambil mesin').waitFor();
    await looksRight(page, 'desk-device');
  });
});
