// An apel from end to end: announced at the desk, recorded on a phone, a row tapped by the officer, closed, printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked, held, openHome, standAt, until } from '../lib/phone.mjs';

const as = city();

/** Clock and date of the city, some minutes from now. */
const local = (zone, minutes) => {
  const when = new Date(Date.now() + minutes * 60_000);
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(when);
  return { date: parts.slice(0, 10), clock: parts.slice(11, 16) };
};

test('an apel is announced, recorded by phone and by tap, and its page and paper are right', async () => {
  let id = null;
  let unit = null;
  await as(
    null,
    async (page) => {
      await openHome(page, accounts.pegawai);
      const { person } = await asked(page, '/me');
      const { items } = await asked(page, `/people?q=${encodeURIComponent(person.name)}`);
      unit = items[0]?.unit ?? null;
      await page.goto('/apel');
      await page.getByRole('heading', { name: 'Apel', level: 1 }).waitFor();
      await looksRight(page, 'apel-empty');
    },
    held,
  );

  await as('bkpsdm', async (page) => {
    await page.goto('/desk/apel');
    await page.getByRole('heading', { name: 'Apel dan upacara', level: 1 }).waitFor();
    await looksRight(page, 'desk-apel-list');
    await page.getByRole('button', { name: 'Umumkan apel' }).first().click();
    const form = page.getByRole('dialog');
    const send = form.getByRole('button', { name: 'Umumkan', exact: true });
    await send.click();
    await form.getByText('wajib', { exact: false }).first().waitFor();
    await looksRight(page, 'desk-apel-new');
    const zone = 'Asia/Jakarta';
    const [opens, ends] = [local(zone, -2), local(zone, 3)];
    assert.equal(opens.date, ends.date, 'the journey does not run over midnight');
    await form.getByLabel('Judul').fill('Apel gabungan');
    await form.getByLabel('Tanggal').fill(opens.date);
    await form.getByLabel('Absen dibuka').fill(opens.clock);
    await form.getByLabel('Dimulai').fill(ends.clock);
    await form.getByLabel('Absen ditutup').fill(ends.clock);
    await form.getByLabel('Nama tempat').fill('Halaman balai kota');
    await form.getByLabel('libur kalender', { exact: false }).check();
    const choice = form.getByLabel('Unit yang wajib hadir');
    const values = await choice.locator('option').evaluateAll((all) => all.map(({ value }) => value));
    await choice.selectOption(unit?.code ?? values[1]);
    const answered = page.waitForResponse((one) => one.url().endsWith('/api/v1/apel'));
    await send.click();
    const answer = await answered;
    assert.equal(answer.status(), 201, await answer.text());
    id = (await answer.json()).id;
    await page.getByRole('heading', { name: 'Kehadiran' }).waitFor();
    await looksRight(page, 'desk-apel-open');
  });

  await as(
    null,
    async (page) => {
      await openHome(page, accounts.pegawai);
      await standAt(page);
      const mine = (await asked(page, '/me/apel')).items.find(({ event }) => event.id === id);
      if (!mine) return;
      await page.goto('/apel');
      await page.getByRole('button', { name: 'Saya di barisan' }).click();
      await until(async () => {
        const { items } = await asked(page, '/me/apel');
        return ['hadir', 'terlambat'].includes(items.find(({ event }) => event.id === id)?.standing);
      }, 'the punch at the server');
      await looksRight(page, 'apel-recorded');
    },
    held,
  );

  await as(
    'bkpsdm',
    async (page) => {
      await page.goto('/apel');
      await page.getByRole('button', { name: 'Catat barisan Apel gabungan' }).click();
      await page.getByRole('button', { name: 'Pilih semua yang tampil' }).click();
      await looksRight(page, 'apel-rows');
      const kept = page.waitForResponse((one) => one.url().endsWith('/taps'));
      await page.getByRole('button', { name: 'Hadir', exact: true }).click();
      assert.equal((await kept).status(), 204);
      await page.getByText('orang dicatat', { exact: false }).waitFor();
    },
    { ...held, at: '/' },
  );

  await as('bkpsdm', async (page) => {
    await page.goto(`/desk/apel?apel=${id}`);
    await page.getByRole('heading', { name: 'Kehadiran' }).waitFor();
    const { event } = await (await page.request.get(`/api/v1/apel/${id}`)).json();
    const ends = Date.parse(`${event.date}T${event.to}:00+07:00`);
    await new Promise((done) => setTimeout(done, Math.max(0, ends - Date.now()) + 1_500));
    await page.getByRole('button', { name: 'Tutup kehadiran' }).click();
    const closed = page.waitForResponse((one) => one.url().endsWith('/close'));
    await page.getByRole('dialog').getByRole('button', { name: 'Tutup kehadiran' }).click();
    assert.equal((await closed).status(), 200);
    await page.getByText('Ditutup', { exact: true }).first().waitFor();
    await looksRight(page, 'desk-apel-closed');
    const paper = await page.request.get(`/api/v1/apel/${id}/minutes.pdf`);
    assert.equal(paper.status(), 200, await paper.text());
    assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');
    const { counts, people } = await (await page.request.get(`/api/v1/apel/${id}`)).json();
    assert.equal(counts.roster, people.length);
    assert.equal(counts.belum_tercatat, 0);
  });
});
