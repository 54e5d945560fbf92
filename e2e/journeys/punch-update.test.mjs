// A newer app comes while taps wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch, visitor } from '../lib/browser.mjs';
import { accounts, address } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import {
  allSent,
  button,
  heldByServer,
  held,
  installed,
  openHome,
  standAt,
  stored,
  tap,
} from '../lib/phone.mjs';
import { relay } from '../lib/relay.mjs';

test('a new version while the queue is full loses nothing and waits to be chosen', async () => {
  const between = await relay(address);
  const browser = await launch();
  try {
    const { context, page, faults } = await visitor(browser, between.address, {
      ...held,
      serviceWorkers: 'allow',
    });
    await openHome(page, accounts.pegawai);
    await standAt(page);
    await installed(page);
    between.state.instead = (path, method) =>
      path === '/api/v1/punches' && method === 'POST' ? { status: 502 } : null;
    await tap(page);
    await tap(page);
    const waiting = (await stored(page)).queue.map(({ id }) => id);
    assert.equal(waiting.length, 2);

    between.state.version = 'newer';
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await page.getByText('Versi baru siap').waitFor();
    await looksRight(page, 'punch-update');
    await page.evaluate(() => (window.before = true));
    await page.getByRole('button', { name: 'Pakai versi baru' }).click();
    await page.waitForFunction(() => window.before === undefined);
    await button(page).waitFor();
    await page.getByText('2 tap menunggu dikirim').waitFor();
    assert.equal(await page.getByText('Versi baru siap').count(), 0);
    assert.deepEqual(
      (await stored(page)).queue.map(({ id }) => id),
      waiting,
    );

    between.state.instead = () => null;
    await page.getByRole('button', { name: 'Kirim sekarang' }).click();
    await allSent(page);
    assert.equal(await heldByServer(page, waiting), 2);
    assert.deepEqual(faults, []);
    await context.close();
  } finally {
    await browser.close();
    await between.stop();
  }
});
