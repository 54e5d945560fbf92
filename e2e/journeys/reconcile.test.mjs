// The month in which rolls and portal of the health office do not agree: from the rate over the discrepancy to the closed
// month, and the papers that go to the mayor and the portal.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { artifacts } from '../lib/settings.mjs';

const as = city();

/** The last whole month, as the demo city has it. */
const month = (() => {
  const here = new Date(Date.now() + 7 * 3_600_000);
  return new Date(Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
})();
const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0))
  .toISOString()
  .slice(0, 10);
const span = `from=${month}-01&to=${last}`;

/** Calls the API as the page does. */
const call = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'x-hadir': '1', ...(body && { 'content-type': 'application/json' }) },
        body: body ? JSON.stringify(body) : undefined,
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body ?? null],
  );

/** The bytes behind an address, as the page gets them. */
async function file(page, path) {
  const bytes = await page.evaluate(async (path) => {
    const answer = await fetch(path);
    return [...new Uint8Array(await answer.arrayBuffer())];
  }, path);
  return Buffer.from(bytes);
}

async function waiting(page) {
  const found = [];
  for (let cursor = ''; cursor !== null;) {
    const query = `/discrepancies?state=waiting&${span}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await call(page, 'GET', query);
    found.push(...body.items);
    cursor = body.next ?? null;
  }
  return found;
}

test('a disputed month is walked from its rate to the closed month', async () => {
  let before;
  let office;
  await as('admin_unit', async (page) => {
    await page.goto('/desk/match-rates?by=month');
    await page.getByRole('heading', { level: 1, name: 'Kecocokan' }).waitFor();
    await looksRight(page, 'match-rates');
    const rates = await call(page, 'GET', `/reconcile?${span}`);
    before = rates.body.units[0];
    office = before.code;
    assert.ok(before.due > before.matched, 'rolls and portal do not agree');
    const parts = Object.values(before.by_type).reduce((sum, days) => sum + days, 0);
    assert.equal(before.due, before.matched + before.both_silent + parts);
    assert.equal(before.roster, before.due + before.excluded + before.off + before.excused);

    // All of the commonest kind at once, with what would follow on one screen.
    const open = await waiting(page);
    assert.ok(open.length > 3, 'there is something to settle');
    const ofType = (type) => open.filter((one) => one.type === type);
    const kinds = [...new Set(open.map((one) => one.type))];
    const kind = kinds.sort((one, other) => ofType(other).length - ofType(one).length)[0];
    const most = ofType(kind);
    await page.goto(`/desk/discrepancies?type=${kind}&${span}`);
    await page.getByRole('heading', { level: 1, name: 'Selisih' }).waitFor();
    await page.getByRole('button', { name: 'Selesaikan sekaligus', exact: true }).last().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Apa yang benar').selectOption('cannot_be_known');
    await dialog.getByRole('button', { name: 'Lihat akibatnya' }).click();
    await dialog
      .getByLabel('Alasan')
      .fill('Kepala puskesmas membenarkan kehadirannya; lembar asli dilampirkan.');
    await looksRight(page, 'discrepancies-bundle');
    await dialog.getByRole('button', { name: /^Usulkan \d+ selisih/ }).click();
    await page
      .getByText(/selisih diusulkan/)
      .first()
      .waitFor();
    const left = (await waiting(page)).filter((one) => one.state !== 'proposed');
    assert.ok(most.length > 0 && left.length < open.length);

    // The others one by one, as the sources make it likely.
    for (const one of left) {
      const { body: shown } = await call(page, 'GET', `/discrepancies/${one.id}`);
      if (!shown.can.includes('propose')) continue;
      const wanted = shown.outcomes.find((outcome) => !outcome.says_needed)?.outcome ?? 'cannot_be_known';
      const step = {
        id: crypto.randomUUID(),
        step: 'propose',
        outcome: wanted,
        reason: 'Sesuai rekaman dan lembar asli.',
      };
      const sent = await call(page, 'POST', `/discrepancies/${one.id}/steps`, step);
      assert.ok(sent.status < 300, JSON.stringify(sent.body));
    }
  });

  await as('bkpsdm', async (page) => {
    await page.goto('/desk/discrepancies?tab=proposed');
    await page.getByRole('heading', { level: 1, name: 'Selisih' }).waitFor();
    await looksRight(page, 'discrepancies-proposed');
    const { body: proposed } = await call(page, 'GET', `/discrepancies?state=proposed&${span}`);
    const bundles = new Set();
    for (const one of proposed.items) {
      const { body: shown } = await call(page, 'GET', `/discrepancies/${one.id}`);
      const bundle = shown.steps.at(-1).bundle;
      if (bundle && bundles.has(bundle)) continue;
      if (bundle) bundles.add(bundle);
      const path = bundle ? `/discrepancies/bundles/${bundle}/steps` : `/discrepancies/${one.id}/steps`;
      const step = { id: crypto.randomUUID(), step: 'confirm', reason: 'Diperiksa dengan lembar asli.' };
      const sent = await call(page, 'POST', path, step);
      assert.ok(sent.status < 300, JSON.stringify(sent.body));
    }
    const left = (await waiting(page)).filter((one) => one.unit?.opd === office);
    assert.deepEqual(left, [], 'nothing of the office waits any more');

    const closed = await call(page, 'POST', '/periods', { unit: office, month, reason: 'Selisih selesai.' });
    assert.ok(closed.status < 300, JSON.stringify(closed.body));
    await page.goto(`/desk/periods?month=${month}`);
    await page.getByText('Dinas Kesehatan').first().waitFor();
    await looksRight(page, 'periods-settled');

    // What was recorded stays: the rate says what the sources said, not what was made of it.
    const after = await call(page, 'GET', `/reconcile?${span}&unit=${office}`);
    assert.equal(after.body.units[0].matched, before.matched);

    mkdirSync(artifacts, { recursive: true });
    const paper = await file(page, `/api/v1/reconcile/report.pdf?${span}&unit=${office}`);
    assert.equal(paper.subarray(0, 4).toString(), '%PDF');
    writeFileSync(join(artifacts, 'rekonsiliasi.pdf'), paper);
    execFileSync('pdftoppm', [
      '-r',
      '80',
      '-png',
      join(artifacts, 'rekonsiliasi.pdf'),
      join(artifacts, 'rekonsiliasi'),
    ]);
    const book = await file(page, `/api/v1/reconcile/report.xlsx?${span}&unit=${office}`);
    assert.equal(book.subarray(0, 2).toString(), 'PK');
  });
});

test('stages and the inspectorate see the same city', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/stages');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Dinas Kesehatan').first().waitFor();
    await looksRight(page, 'stages');
  });
  await as('inspektorat', async (page) => {
    await page.goto('/desk/audits');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('Dinas Kesehatan').first().waitFor();
    await looksRight(page, 'audits');
    const party = { name: 'Auditor Contoh', position: 'Ketua tim', examines: true };
    const order = {
      place: 'Kota Contoh',
      on: `${month}-28`,
      unit: 'KOSONG',
      from: `${month}-01`,
      to: last,
      parties: [party],
    };
    const refused = await call(page, 'POST', '/audits/minutes', order);
    assert.equal(refused.status, 404);
  });
});
