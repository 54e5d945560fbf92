import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { readBoard, readTable, total } from '../lib/read.mjs';

const as = city();
const BEGIN = 'Putar ulang hari kerja terakhir';
const STOP = 'Hentikan putar ulang';

/** Lets the page's clock run on and reads the board of the moment that is shown then. */
async function boardAfter(page, ms, earlier) {
  await page.clock.fastForward(ms);
  await page.waitForFunction(
    (was) => (document.querySelector('[data-replayed]')?.dataset.replayed ?? '') > was,
    earlier?.replayed ?? '',
  );
  const board = await readBoard(page);
  assert.equal(total(Object.values(board.groups)), board.roster, board.replayed);
  assert.equal(board.sum, board.roster, board.replayed);
  return board;
}

test('the last working day is shown again, adds up at every moment, and is stopped', async () => {
  await as('pimpinan', async (page) => {
    await page.clock.install();
    await page.goto('/desk/board');
    const present = await readBoard(page);
    assert.equal(present.replayed, null);

    const asked = [];
    await page.getByRole('button', { name: BEGIN }).press('Enter');
    const first = await boardAfter(page, 0);
    page.on('request', (request) => asked.push(new URL(request.url())));
    await page.getByText(/^Putar ulang: .+ 2026, \d\d\.\d\d WIB — bukan keadaan sekarang$/).waitFor();
    assert.equal(await page.getByText('Langsung ·').count(), 0);
    // By the calendar of the city, which is seven hours ahead.
    const here = new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);
    assert.ok(first.replayed.slice(0, 10) < here, `${first.replayed} ${here}`);
    // Before office hours hardly anybody is there.
    assert.ok(first.groups.hadir < first.roster / 2, JSON.stringify(first.groups));

    // At 120 times the pace, 45 s are an hour and a half.
    const morning = await boardAfter(page, 45_000, first);
    assert.ok(morning.groups.hadir > first.groups.hadir, JSON.stringify(morning.groups));
    await looksRight(page, 'desk-board-replay');

    const table = await readTable(page.getByRole('table', { name: 'Per unit' }));
    for (const { name, figures } of table.rows)
      assert.equal(total(figures.slice(0, -1)), figures.at(-1), name);

    await page.getByRole('table', { name: 'Per unit' }).getByRole('link').first().click();
    await page.waitForURL(/unit=/);
    const unit = await boardAfter(page, 5_000, morning);
    assert.ok(unit.roster < morning.roster);

    const evening = await boardAfter(page, 600_000, unit);
    await page.getByRole('button', { name: 'Ulangi dari awal' }).waitFor();
    assert.match(evening.replayed, /^\d{4}-\d\d-\d\dT17:00:00/);

    // The usual curve is of no moment; every other board must be of the moment that is shown again.
    const boards = asked.filter(
      ({ pathname }) => pathname.startsWith('/api/v1/board') && pathname !== '/api/v1/board/usual',
    );
    assert.ok(boards.length >= 3);
    for (const { pathname, searchParams } of boards)
      assert.ok(pathname === '/api/v1/board' && searchParams.has('at'), `${pathname}?${searchParams}`);

    await page.getByRole('button', { name: STOP }).press('Enter');
    await page.getByText('Langsung ·').or(page.getByText('Diperiksa berkala ·')).first().waitFor();
    assert.equal((await readBoard(page)).replayed, null);
    assert.equal(
      await page.getByRole('button', { name: BEGIN }).evaluate((button) => button === document.activeElement),
      true,
    );
  });
});
