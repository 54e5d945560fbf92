// The head's daily cross-check: two minutes on the phone, with and without a network; the desk sees it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked, held, until } from '../lib/phone.mjs';

const as = city();
const narrow = { viewport: { width: 320, height: 700 }, hasTouch: true };

/** Whether the network is cut; what is played to the page has to be cut with it. */
let cut = false;

async function network(context, on) {
  cut = !on;
  await context.setOffline(!on);
}

/**
 * The head's list of this very day. Lists are drawn in working hours of working days; at any other hour the server has
 * none, and a list in its words is played to the page, so that the journey is walked at every hour.
 */
async function listFor(page) {
  const mine = await asked(page, '/me/cross-check');
  if (mine.lists.length > 0) return { list: mine.lists[0], real: true };
  const { items: people } = await asked(page, '/people?limit=3');
  const names = people.slice(0, 3).map((person, place) => ({
    person: { id: person.id, name: person.name, number_masked: null },
    position: 'Pelaksana',
    unit: null,
    state: ['hadir', 'belum_terdengar', 'terlambat'][place],
    tapped_at: ['07:20', null, '08:05'][place],
    tapped_by: ['machine', null, 'phone'][place],
    doubtful: place === 2,
    turn: place === 1,
    answer: null,
  }));
  const now = Date.parse(mine.now);
  const at = (minutes) => new Date(now + minutes * 60_000).toISOString();
  const list = {
    id: '0199a3c8-0000-7000-8000-00000000c0de',
    unit: { id: people[0].id, code: 'UJI', name: 'Unit Contoh' },
    own: true,
    drawn_at: at(-10),
    due_at: at(110),
    closes_at: at(400),
    state: 'open',
    went_up: false,
    counts: { roster: 9, not_due: 1, tapped: 4, doubtful: 1, excused: 1, elsewhere: 1, not_heard: 1 },
    names,
  };
  const said = new Map();
  await page.context().route('**/api/v1/me/cross-check', (route) => {
    if (cut) return route.abort('internetdisconnected');
    return route.fulfill({
      json: {
        ...mine,
        lists: [
          { ...list, names: names.map((name) => ({ ...name, answer: said.get(name.person.id) ?? null })) },
        ],
      },
    });
  });
  await page.context().route(`**/api/v1/me/cross-check/${list.id}`, (route) => {
    if (cut) return route.abort('internetdisconnected');
    const { answers } = route.request().postDataJSON();
    for (const one of answers)
      said.set(one.person, { id: one.id, seen: one.seen, note: '', at: one.at, by_login: 'kepala' });
    return route.fulfill({
      json: {
        now: mine.now,
        results: answers.map(({ id }) => ({ id, status: 'stored', code: null, detail: null })),
      },
    });
  });
  return { list, real: false };
}

test('a head answers name by name, takes one back, and goes on without a network', async () => {
  await as(
    'kepala',
    async (page, context) => {
      const { list } = await listFor(page);
      const count = list.names.length;
      await page.goto('/');
      const card = page.getByText('Cek silang menunggu Anda');
      await card.waitFor();
      await looksRight(page, 'cross-check-home', { fullPage: false });
      await page.getByRole('link', { name: 'Jawab sekarang' }).click();
      await page.getByRole('heading', { name: 'Cek silang hari ini' }).waitFor();
      await page.getByText(`0 dari ${count}`, { exact: true }).waitFor();
      await looksRight(page, 'cross-check');

      const first = list.names[0].person.name;
      await page.getByRole('heading', { name: first }).waitFor();
      await page.getByRole('button', { name: 'Tidak terlihat' }).click();
      await page.getByText(`1 dari ${count}`, { exact: true }).waitFor();
      await page.getByRole('button', { name: `Batalkan ${first}` }).click();
      await page.getByText(`0 dari ${count}`, { exact: true }).waitFor();

      await network(context, false);
      for (let place = 0; place < count; place += 1) {
        await page.getByRole('heading', { name: list.names[place].person.name }).waitFor();
        await page
          .getByRole('button', { name: place === 1 ? 'Tugas di luar' : 'Terlihat', exact: true })
          .click();
      }
      await page.getByText('Semua nama sudah dijawab').waitFor();
      await page.getByText(`${count} jawaban tersimpan di HP`).waitFor();
      await looksRight(page, 'cross-check-offline');

      await network(context, true);
      await page.getByText('Semua jawaban sudah diterima server.').waitFor({ timeout: 30_000 });
      await until(async () => {
        const mine = await page.evaluate(async () => (await fetch('/api/v1/me/cross-check')).json());
        return mine.lists[0].names.every((name) => name.answer);
      }, 'the server has every answer');
    },
    { ...held, ...narrow, at: '/' },
  );
});

test('the desk sees who answered, who was late and who stayed silent on the last working day', async () => {
  await as('inspektorat', async (page) => {
    await page.locator('#menu').waitFor();
    const far = new Date(Date.now() - 16 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`/desk/cross-checks?from=${far}`);
    await page.getByRole('heading', { name: 'Tiap OPD' }).waitFor();
    const seen = await asked(page, `/cross-checks?from=${far}`);
    const { lists, answered, late, silent, open, headless } = seen.total;
    assert.equal(lists, answered + late + silent + open + headless);
    assert.ok(answered >= 1 && late >= 1 && silent >= 1, JSON.stringify(seen.total));
    assert.equal(
      seen.total.names,
      ['present', 'absent', 'excused', 'elsewhere', 'unsaid'].reduce(
        (sum, part) => sum + seen.total[part],
        0,
      ),
    );
    await looksRight(page, 'desk-cross-checks');

    const line = seen.lists.find((one) => one.state === 'answered');
    const open_list = page.getByRole('button', { name: `Buka daftar ${line.unit.name}` }).first();
    await open_list.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Undiannya').waitFor();
    await looksRight(page, 'desk-cross-check', { fullPage: false });
  });
});

test('who may not see cross-checks is told so', async () => {
  await as('bendahara', async (page) => {
    await page.locator('#menu').waitFor();
    const answer = await page.request.get('/api/v1/cross-checks');
    assert.equal(answer.status(), 403);
    assert.match((await answer.json()).detail, /\w/);
  });
});
