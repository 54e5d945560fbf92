import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { readBoard, readTable, total } from '../lib/read.mjs';
import { PEOPLE } from '../lib/settings.mjs';

const as = city();

test('the board adds up to the roster, visibly, and so does the table under it', async () => {
  await as('pimpinan', async (page) => {
    const board = await readBoard(page);
    assert.equal(total(Object.values(board.groups)), board.roster);
    assert.equal(board.sum, board.roster);
    assert.ok(board.roster > 0 && board.roster <= PEOPLE, `a roster of ${board.roster}`);
    assert.match(board.line, /\+.*=/);

    const table = await readTable(page.getByRole('table', { name: 'Per unit' }));
    assert.ok(table.rows.length > 1);
    for (const { name, figures } of table.rows)
      assert.equal(total(figures.slice(0, -1)), figures.at(-1), name);
    table.foot.forEach((sum, column) =>
      assert.equal(total(table.rows.map((row) => row.figures[column])), sum),
    );
    assert.equal(table.foot.at(-1), board.roster);
    await looksRight(page, 'desk-board');
  });
});

test('the board says which sources were not yet heard from', async () => {
  await as('pimpinan', async (page) => {
    await readBoard(page);
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Sumber data' }) });
    assert.match(await card.innerText(), /\d+ dari \d+ sumber belum lapor|Semua \d+ sumber sudah lapor/);
  });
});

test('one goes from the city down to a unit, to a person, to a day and its reasons', async () => {
  await as('bkpsdm', async (page) => {
    const whole = await readBoard(page);
    const units = page.getByRole('table', { name: 'Per unit' });
    while ((await units.count()) > 0) {
      const before = page.url();
      await units.getByRole('link').first().click();
      await page.waitForURL((url) => url.href !== before);
      await page.getByText('Langsung ·').or(page.getByText('Diperiksa berkala ·')).first().waitFor();
      const board = await readBoard(page);
      assert.equal(total(Object.values(board.groups)), board.roster);
      assert.ok(board.roster < whole.roster);
    }
    await page.getByRole('heading', { name: 'Pegawai unit ini' }).waitFor();
    await looksRight(page, 'desk-board-unit');

    await page.locator('main a[href*="/desk/people/"]').first().click();
    await page.getByRole('heading', { name: /^Kehadiran / }).waitFor();
    const days = page.locator('td button.day');
    await days.first().waitFor();
    await looksRight(page, 'desk-person');

    // The month before has run its course: its days have verdicts.
    await page.getByRole('button', { name: 'Bulan sebelumnya' }).click();
    await page.locator('td button.day.good, td button.day.away').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Semua tap yang diterima').waitFor();
    await looksRight(page, 'desk-person-day', { fullPage: false });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});

test("a person's month adds up to its days", async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/people');
    await page.getByRole('table', { name: 'Pegawai' }).getByRole('link').first().click();
    const sum = page.getByText(/ = \d+ hari$/);
    await sum.waitFor();
    const [, parts, days] = /^(.*) = (\d+) hari$/.exec((await sum.innerText()).trim());
    assert.equal(total(parts.split('+').map(Number)), Number(days));
    assert.equal(await page.locator('td button.day').count(), Number(days));
  });
});

test("a unit outside one's reach is refused, with what to do next", async () => {
  await as('kepala', async (page) => {
    await page.goto('/desk/board?unit=TIDAK-ADA');
    const refusal = page.getByRole('alert').first();
    await refusal.waitFor();
    assert.match(await refusal.innerText(), /Langkah berikutnya/);
    await looksRight(page, 'desk-board-refused');
  });
});

test('the board says so when the server is not heard any more', async () => {
  await as('pimpinan', async (page) => {
    const before = await readBoard(page);
    await page.clock.install();
    await page.goto('/desk/board');
    await readBoard(page);
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.clock.runFor(200_000);
    await page.getByText('Data ini mungkin sudah basi').waitFor();
    assert.equal((await readBoard(page)).roster, before.roster);
    await looksRight(page, 'desk-board-stale');
  });
});
