// The public page: two officers open it, the job publishes days that have settled, anybody reads them, another site
// shows them within its own page.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { address, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();
const API = `${address}/api/v1/public/attendance`;

/** Three weeks back: some of those days have settled, whatever hour it is now. */
const firstDay = () => new Date(Date.now() - 21 * 24 * 3600_000).toISOString().slice(0, 10);

const page = async () => (await fetch(API)).json();

/** Waits until the job has published a day. */
async function published() {
  for (let tries = 0; tries < 120; tries += 1) {
    const found = await page();
    if (found.latest) return found;
    await new Promise((done) => setTimeout(done, 1000));
  }
  throw new Error('no day was published');
}

const sum = (figures) => figures.reduce((total, one) => total + one.count, 0);

test('nobody sees a figure before two officers opened the page', async () => {
  await as(null, async (visitor) => {
    await visitor.goto('/public');
    await visitor.getByText('Halaman ini belum dibuka').waitFor();
    await looksRight(visitor, 'public-closed');
  });
  assert.deepEqual((await page()).tables, []);
});

test('one officer looks at the preview and proposes, another opens the page', async () => {
  await as('bkpsdm', async (desk) => {
    await desk.goto('/desk/public');
    await desk.getByRole('heading', { name: 'Halaman publik', level: 1 }).waitFor();
    await desk.locator('[data-preview]').waitFor({ timeout: 60_000 });
    await looksRight(desk, 'desk-public-preview');
    await desk.getByRole('button', { name: 'Usulkan membuka' }).click();
    const form = desk.getByRole('dialog');
    await form.getByLabel('Mulai dari angka tanggal').fill(firstDay());
    await form.getByRole('button', { name: 'Usulkan' }).click();
    await form.getByText('wajib', { exact: false }).first().waitFor();
    await form.getByLabel('Alasan').fill('Keterbukaan informasi.');
    await form.getByRole('button', { name: 'Usulkan' }).click();
    await desk.getByText('Ini usul Anda.').waitFor();
    assert.equal(await desk.getByRole('button', { name: 'Buka halaman', exact: true }).count(), 0);
  });
  assert.equal((await page()).open, false);
  await as('bkpsdm_2', async (desk) => {
    await desk.goto('/desk/public');
    await desk.getByRole('button', { name: 'Buka halaman', exact: true }).click();
    await desk.getByText('Terbuka sejak angka tanggal').waitFor();
    await desk.getByText('<iframe src=', { exact: false }).waitFor();
    await looksRight(desk, 'desk-public-open');
  });
});

test('anybody reads a settled day; page, CSV and JSON agree and add up', async () => {
  const { latest } = await published();
  const file = (ending) => fetch(`${API}/${latest.date}.${ending}`);
  const asJson = await (await file('json')).json();
  assert.deepEqual(asJson.rows, latest.rows);
  assert.ok(latest.rows.length > 0);
  for (const row of latest.rows) {
    assert.ok(row.counted >= 20, row.opd);
    assert.equal(sum(row.figures), row.counted, row.opd);
    for (const figure of row.figures) assert.ok(figure.count >= 5, `${row.opd}: ${figure.group}`);
  }
  assert.equal(sum(latest.total.figures), latest.total.counted);
  assert.equal(sum(latest.rows.map((row) => ({ count: row.counted }))), latest.total.counted);

  const lines = (await (await file('csv')).text()).split('\r\n');
  const cells = lines
    .slice(lines.findIndex((line) => line.startsWith('tanggal;')) + 1)
    .filter((line) => line !== '')
    .map((line) => line.split(';'));
  const fromCsv = cells.filter(([, opd]) => opd !== 'JUMLAH').map(([, opd, group, , count]) => [opd, group, Number(count)]);
  const fromJson = latest.rows.flatMap((row) => row.figures.map((one) => [row.opd, one.group, one.count]));
  assert.deepEqual(fromCsv, fromJson);

  await as(null, async (visitor) => {
    // The job goes on publishing: the newest day may be another by now.
    await visitor.goto(`/public?date=${latest.date}`);
    await visitor.locator(`[data-day="${latest.date}"]`).waitFor();
    const shown = await visitor.locator('tbody tr').evaluateAll((rows) =>
      rows.flatMap((row) =>
        [...row.querySelectorAll('[data-group]')].map((one) => [
          row.querySelector('[data-opd]').dataset.opd,
          one.dataset.group,
          Number(one.dataset.count),
        ]),
      ),
    );
    assert.deepEqual(shown, fromJson);
    await looksRight(visitor, 'public');
    await visitor.getByRole('radio', { name: 'English' }).check();
    await visitor.getByText('What every figure means').waitFor();
    // Everything else still asks who one is.
    const me = await visitor.evaluate(async () => (await fetch('/api/v1/people')).status);
    assert.equal(me, 401);
    const desk = await visitor.evaluate(async () => (await fetch('/api/v1/public/desk')).status);
    assert.equal(desk, 401);
  });
});

test('another site shows the page within its own, and nothing but that page', async () => {
  const { latest } = await published();
  const body = (path) =>
    `<!doctype html><html lang="id"><title>Portal</title><body><iframe src="${address}${path}" title="Hadir" width="800" height="600"></iframe>`;
  const portal = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(body(`/public?embed=1&amp;date=${latest.date}`));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => portal.once('listening', done));
  const site = `http://localhost:${portal.address().port}`;
  try {
    await as(null, async (visitor) => {
      await visitor.goto(`${site}/`);
      const framed = visitor.frameLocator('iframe');
      await framed.locator(`[data-day="${latest.date}"]`).waitFor();
      assert.equal(await framed.getByRole('link', { name: 'Buka halaman lengkap' }).count(), 1);
      await visitor.screenshot({ path: new URL('../artifacts/public-embedded.png', import.meta.url).pathname });
    });
    const { headers } = await fetch(`${address}/public`);
    assert.match(headers.get('content-security-policy'), /frame-ancestors 'none'/);
    assert.equal(headers.get('x-frame-options'), 'DENY');
  } finally {
    portal.close();
  }
});

test('a table is taken back with a reason everybody reads, and the page is closed by one officer', async () => {
  const { latest } = await published();
  await as('bkpsdm', async (desk) => {
    await desk.goto('/desk/public');
    await desk.getByRole('button', { name: 'Tarik angka' }).first().click();
    const form = desk.getByRole('dialog');
    await form.getByLabel('Alasan').fill('Mesin salah tanggal.');
    await form.getByRole('button', { name: 'Tarik angka' }).click();
    await desk.getByText('ditarik', { exact: true }).first().waitFor();
  });
  await as(null, async (visitor) => {
    await visitor.goto(`/public?date=${latest.date}`);
    await visitor.getByText('Mesin salah tanggal.').first().waitFor();
    await looksRight(visitor, 'public-withdrawn');
  });
  await as('bkpsdm_2', async (desk) => {
    await desk.goto('/desk/public');
    await desk.getByRole('button', { name: 'Tutup halaman' }).click();
    const form = desk.getByRole('dialog');
    await form.getByLabel('Alasan').fill('Selesai diuji.');
    await form.getByRole('button', { name: 'Tutup halaman publik' }).click();
    await desk.getByText('Tertutup: warga belum melihat apa pun.').waitFor();
  });
  assert.equal((await page()).open, false);
});
