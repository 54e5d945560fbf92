// Sessions that end, busy servers, other people on the same phone, and storage that was cleared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn } from '../lib/browser.mjs';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import {
  addBacklog,
  allSent,
  button,
  heldByServer,
  held,
  openHome,
  standAt,
  stored,
  tap,
  until,
} from '../lib/phone.mjs';

const as = city();

const walk = (journey, options = {}) =>
  as(
    null,
    async (page, context) => {
      await openHome(page, accounts.pegawai);
      await standAt(page);
      await journey(page, context);
    },
    { ...held, ...options },
  );

test('a session that ends in the middle keeps the queue, and sending goes on after signing in', async () => {
  await walk(async (page, context) => {
    await tap(page);
    const [{ owner }] = (await allSent(page)).kept;
    const ids = await addBacklog(page, 8, owner);
    let requests = 0;
    await page.route('**/api/v1/punches', async (route) => {
      if (++requests === 2) await context.clearCookies();
      await route.continue();
    });
    await page.reload();
    await page.getByText('Sesi Anda sudah habis').waitFor();

    assert.equal((await stored(page)).queue.length, 7);
    await page.getByText('7 tap menunggu. Masuk lagi agar terkirim.').waitFor();
    await looksRight(page, 'punch-session-ended');
    await tap(page);
    assert.equal((await stored(page)).queue.length, 8);

    await page.getByRole('link', { name: 'Masuk lagi' }).click();
    await page.getByLabel('NIP atau nama masuk').fill(accounts.pegawai.login);
    await page.getByLabel('Kata sandi', { exact: true }).fill(accounts.pegawai.password);
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
    await button(page).waitFor();
    await allSent(page);

    assert.equal(await heldByServer(page, ids), 8);
  });
});

test('a busy server is left alone for as long as it asks', async () => {
  await walk(async (page) => {
    let requests = 0;
    await page.route('**/api/v1/punches', (route) =>
      ++requests === 1
        ? route.fulfill({ status: 503, headers: { 'retry-after': '3' }, json: { code: 'overloaded' } })
        : route.continue(),
    );
    await tap(page);
    await page.getByText(/Server sedang sibuk\. Dicoba lagi pukul/).waitFor();
    assert.equal(requests, 1);
    await allSent(page);
    assert.equal(requests, 2);
  });
});

test("another person's taps are neither shown nor sent, and go when their owner signs in", async () => {
  await walk(async (page) => {
    await page.route('**/api/v1/punches', (route) => route.abort());
    await tap(page);
    const [hers] = (await stored(page)).queue;
    await page.getByRole('link', { name: 'Akun' }).click();
    await page.getByRole('button', { name: 'Keluar' }).click();
    await page.waitForURL(/\/login$/);
    await page.unroute('**/api/v1/punches');

    await signIn(page, accounts.kepala, '/');
    await page.getByText('Ada 1 tap milik orang lain di HP ini').waitFor();
    await page.getByText('Belum ada tap di HP ini.').waitFor();
    await looksRight(page, 'punch-others');
    assert.deepEqual(
      (await stored(page)).queue.map(({ id }) => id),
      [hers.id],
    );

    await page.getByRole('link', { name: 'Akun' }).click();
    await page.getByRole('button', { name: 'Keluar' }).click();
    await page.waitForURL(/\/login$/);
    await signIn(page, accounts.pegawai, '/');
    await allSent(page);
    assert.equal(await heldByServer(page, [hers.id]), 1);
  });
});

test('storage that was cleared is said, with what may be lost', async () => {
  await walk(async (page) => {
    await page.route('**/api/v1/punches', (route) => route.abort());
    await tap(page);
    await until(() => page.evaluate(() => /\.1\.1$/.test(localStorage.getItem('hadir_hp'))), 'the note');
    // As a browser does that needs room: the database goes, with localStorage; a cookie stays.
    await page.goto('/manifest.webmanifest');
    await page.evaluate(async () => {
      localStorage.removeItem('hadir_hp');
      await new Promise((done, fail) => {
        const asked = indexedDB.deleteDatabase('hadir');
        asked.onsuccess = done;
        asked.onerror = fail;
      });
    });

    await page.goto('/');
    await page.getByText('Penyimpanan Hadir di HP ini pernah dibersihkan').waitFor();
    await page.getByText(/^Tercatat 1 tap yang waktu itu belum terkirim/).waitFor();
    await looksRight(page, 'punch-cleared');
    await page.reload();
    await page.getByRole('button', { name: 'Saya mengerti' }).click();
    await page.reload();
    await button(page).waitFor();
    assert.equal(await page.getByText('Penyimpanan Hadir di HP ini pernah dibersihkan').count(), 0);
  });
});
