import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

/** A ward of the city whose people follow a cycle of turns, and the month to plan. */
async function ward(page) {
  return page.evaluate(async () => {
    const get = async (path) => {
      const answer = await fetch(`/api/v1${path}`);
      return answer.ok ? answer.json() : null;
    };
    const today = new Date();
    const next = new Date(Date.UTC(today.getFullYear(), today.getMonth() + 1, 1));
    const months = [next, today].map((date) => date.toISOString().slice(0, 7));
    const { items } = await get('/units');
    for (const unit of items.filter((one) => one.people > 1 && one.people < 60)) {
      for (const month of months) {
        const roster = await get(`/roster?unit=${encodeURIComponent(unit.code)}&month=${month}`);
        const turns = roster?.people.filter((row) => row.cells.some((cell) => cell.kind === 'turn')).length;
        if (turns > 1 && roster.coverage.length > 0) return { unit: unit.code, month, people: roster.people };
      }
    }
    return null;
  });
}

async function open(page) {
  await page.locator('#menu').waitFor();
  const found = await ward(page);
  assert.ok(found, 'the city has a ward that works in turns');
  await page.goto(`/desk/roster?unit=${encodeURIComponent(found.unit)}&month=${found.month}`);
  await page.getByRole('grid').waitFor();
  return found;
}

const at = (page, row, column) => page.locator(`[data-at="${row}-${column}"]`);
const letter = (page, row, column) => at(page, row, column).locator('span').first().innerText();

async function saved(page) {
  const button = page.getByRole('button', { name: 'Simpan', exact: true });
  await page
    .getByText(/tanda pada jadwal|Tidak ada bentrok/)
    .first()
    .waitFor();
  await button.click();
  await button.waitFor({ state: 'hidden' });
  await page.getByRole('grid').waitFor();
}

test('turns are painted with the mouse, typed, taken back, saved and there after a reload', async () => {
  await as('bkpsdm', async (page) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open(page);
    await looksRight(page, 'desk-roster');
    const last = 24;

    await page.getByRole('toolbar', { name: 'Kuas' }).getByRole('button', { name: 'L libur' }).click();
    await at(page, 0, last + 4).scrollIntoViewIfNeeded();
    const [from, to] = [await at(page, 0, last).boundingBox(), await at(page, 0, last + 3).boundingBox()];
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 10, { steps: 12 });
    await page.mouse.up();
    for (let column = last; column <= last + 3; column++) assert.equal(await letter(page, 0, column), '·');

    const grid = page.getByRole('grid');
    await at(page, 1, last).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('m');
    assert.deepEqual([await letter(page, 1, last), await letter(page, 1, last + 1)], ['M', 'M']);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('m');
    assert.equal(await grid.locator('[aria-selected=true]').count(), 2);
    assert.match(await at(page, 1, last).getAttribute('aria-label'), /Malam/);

    await saved(page);
    await page.reload();
    await grid.waitFor();
    assert.deepEqual([await letter(page, 0, last + 1), await letter(page, 1, last)], ['·', 'M']);
  });
});

test('a conflict shows on its cell before anything is saved, and undoing takes it away', async () => {
  await as('bkpsdm', async (page) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open(page);
    await at(page, 1, 20).focus();
    for (const key of ['m', 'ArrowRight', 'p']) await page.keyboard.press(key);

    const noted = page.locator('[data-at="1-21"].noted');
    await noted.waitFor();
    assert.match(await noted.getAttribute('aria-label'), /istirahat hanya 0,0 jam/);
    await page.getByRole('button', { name: 'Buang' }).click();
    await noted.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('button', { name: 'Simpan', exact: true }).count(), 0);
  });
});

test('a cell dragged onto another exchanges the two, and a row is copied and pasted', async () => {
  await as('bkpsdm', async (page) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open(page);
    await at(page, 0, 22).focus();
    await page.keyboard.press('p');
    await at(page, 1, 22).focus();
    await page.keyboard.press('s');
    await at(page, 0, 22).dragTo(at(page, 1, 22));
    assert.deepEqual([await letter(page, 0, 22), await letter(page, 1, 22)], ['S', 'P']);

    await at(page, 0, 22).focus();
    await page.keyboard.press('Shift+ArrowRight');
    const copied = [await letter(page, 0, 22), await letter(page, 0, 23)];
    await page.keyboard.press('Control+c');
    await at(page, 1, 26).focus();
    await page.keyboard.press('Control+v');
    assert.deepEqual([await letter(page, 1, 26), await letter(page, 1, 27)], copied);
    await page.getByRole('button', { name: 'Buang' }).click();
  });
});

test('a roster goes out as a workbook and comes back unchanged; a changed CSV comes back as changes', async () => {
  await as('bkpsdm', async (page) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await open(page);
    const download = async (name) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      return { name: file.suggestedFilename(), bytes: await bytesOf(file) };
    };
    const [xlsx, csv] = [await download('Unduh Excel'), await download('Unduh CSV')];
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Impor', exact: true }).click();
    const check = async (name, bytes) => {
      await dialog.locator('input[type=file]').setInputFiles({ name, mimeType: '', buffer: bytes });
      await dialog.getByRole('button', { name: 'Periksa berkas' }).click();
      return dialog.getByText(/sel berubah/).innerText();
    };

    assert.match(await check(xlsx.name, xlsx.bytes), / 0 sel berubah, .* 0 masalah/);
    const lines = csv.bytes.toString('utf8').split('\r\n');
    const cells = lines[1].split(';');
    const column = 2 + 25;
    const before = cells[column];
    cells[column] = before.startsWith('S') ? 'P' : 'S';
    lines[1] = cells.join(';');
    assert.match(await check(csv.name, Buffer.from(lines.join('\r\n'))), / 1 sel berubah/);
    await looksRight(page, 'desk-roster-import', { fullPage: false });
    await page.setViewportSize({ width: 1280, height: 860 });
    await dialog.getByRole('button', { name: 'Terapkan' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('grid').waitFor();
    assert.equal(await letter(page, 0, 25), cells[column]);

    await page.getByRole('button', { name: 'Impor', exact: true }).click();
    cells[column] = 'ZZ';
    lines[1] = cells.join(';');
    assert.match(await check(csv.name, Buffer.from(lines.join('\r\n'))), / 1 masalah/);
    await dialog.getByText(/bukan giliran unit/).waitFor();
  });
});

test('on a narrow screen a person is planned week by week', async () => {
  await as('bkpsdm', async (page) => {
    const { people, month } = await open(page);
    const { width } = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    const row = people[1];
    await page.getByLabel('Pegawai', { exact: true }).selectOption(row.person.id);
    const weeks = page.getByRole('group', { name: 'Minggu' });
    await weeks.getByRole('radio').last().check({ force: true });
    const days = page.locator('.week li');
    await days.first().waitFor();
    // Another turn than the day has: what the cycle says already is no change.
    const day = days.last().getByRole('combobox');
    const values = await day.locator('option').evaluateAll((all) => all.map(({ value }) => value));
    for (const value of values.filter((one) => !one.startsWith('-'))) {
      await day.selectOption(value);
      await page.waitForTimeout(200);
      if (await page.getByText('1 sel berubah').isVisible()) break;
    }
    await page.getByText('1 sel berubah').waitFor();
    await looksRight(page, 'desk-roster-week');
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('button', { name: 'Buang' }).click();
    assert.ok(month && width);
  });
});

test('an employee sees their own turns and who is on duty', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/roster');
      await page.getByRole('heading', { name: 'Jadwal saya' }).waitFor();
      await page.getByText(/Rekan bertugas/).waitFor();
      await looksRight(page, 'phone-roster');
    },
    { at: '/login' },
  );
});
