// Taps without a network: nothing is lost, nothing is doubled, and the newest goes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import {
  addBacklog,
  allSent,
  button,
  heldByServer,
  held,
  installed,
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
      await journey(page, context);
    },
    { ...held, ...options },
  );

test('an offline tap survives reloading and closing, and is sent once when the network comes back', async () => {
  await walk(
    async (page, context) => {
      await standAt(page);
      await installed(page);
      await context.setOffline(true);
      await page.reload();
      await button(page).waitFor();
      await tap(page);
      await page.getByText('1 tap menunggu dikirim').waitFor();
      await looksRight(page, 'punch-offline');

      await page.reload();
      await page.getByText('1 tap menunggu dikirim').waitFor();
      await page.close();

      const again = await context.newPage();
      const requests = [];
      again.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/punches'))
          requests.push(...request.postDataJSON().punches.map(({ id }) => id));
      });
      await again.goto('/');
      await again.getByText('1 tap menunggu dikirim').waitFor();
      const [waiting] = (await stored(again)).queue;
      await context.setOffline(false);
      const { kept } = await allSent(again, 40_000);

      assert.equal(kept.find(({ id }) => id === waiting.id)?.answer.status, 'stored');
      assert.deepEqual(
        requests.filter((id) => id === waiting.id),
        [waiting.id],
      );
      assert.equal(await heldByServer(again, [waiting.id]), 1);
    },
    { serviceWorkers: 'allow' },
  );
});

test('the browser wakes the app when there is a network, with no page open', async () => {
  await walk(
    async (page, context) => {
      await standAt(page);
      await installed(page);
      await page.route('**/api/v1/punches', (route) => route.abort());
      await tap(page);
      const [waiting] = (await stored(page)).queue;
      await page.unroute('**/api/v1/punches');

      // A file of the same place: there is no app on it, only the service worker behind it.
      await page.goto('/manifest.webmanifest');
      const cdp = await context.newCDPSession(page);
      const registered = new Promise((done) =>
        cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => done(registrations[0])),
      );
      await cdp.send('ServiceWorker.enable');
      const { registrationId } = await registered;
      await cdp.send('ServiceWorker.dispatchSyncEvent', {
        origin: new URL(page.url()).origin,
        registrationId,
        tag: 'hadir-flush',
        lastChance: false,
      });
      const { kept } = await allSent(page);

      assert.equal(kept[0].id, waiting.id);
      assert.equal(await heldByServer(page, [waiting.id]), 1);
    },
    { serviceWorkers: 'allow' },
  );
});

test('a month of waiting taps is sent newest first, the newest alone', async () => {
  await walk(async (page) => {
    await standAt(page);
    await tap(page);
    const [first] = (await allSent(page)).kept;
    const batches = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/punches'))
        batches.push(request.postDataJSON().punches);
    });

    const ids = await addBacklog(page, 65, first.owner);
    await page.reload();
    const { kept } = await allSent(page, 60_000);

    assert.deepEqual(
      batches.map((batch) => batch.length),
      [1, 50, 14],
    );
    const order = batches.flat().map(({ id }) => id);
    assert.deepEqual(order, [...ids].reverse());
    const backlog = kept.filter(({ id }) => ids.includes(id));
    assert.equal(backlog.length, 65);
    for (const { answer } of backlog) {
      assert.equal(answer.status, 'stored');
      assert.ok(!answer.labels.includes('chain_broken'), answer.labels.join());
      assert.ok(!answer.labels.includes('bad_signature'), answer.labels.join());
    }
    assert.equal(await heldByServer(page, ids), 65);
  });
});

test("a phone whose clock is two hours ahead claims the server's time", async () => {
  await walk(async (page) => {
    await standAt(page);
    await page.addInitScript(() => {
      const real = Date;
      const ahead = 2 * 3600_000;
      // eslint-disable-next-line no-global-assign
      Date = class extends real {
        constructor(...args) {
          super(...(args.length === 0 ? [real.now() + ahead] : args));
        }
        static now() {
          return real.now() + ahead;
        }
      };
    });
    await page.goto('/');
    await page.getByText('Jam server ·').waitFor();
    await tap(page);
    const [newest] = (await allSent(page)).kept;

    const received = Date.parse(newest.answer.receivedAt);
    assert.ok(Math.abs(Date.parse(newest.punch.claimed_at) - received) < 30_000, newest.punch.claimed_at);
    assert.ok(Date.parse(newest.punch.clock.wall_at) - received > 7_000_000, newest.punch.clock.wall_at);
    assert.ok(!newest.answer.labels.includes('clock_ahead'), newest.answer.labels.join());
  });
});

test("without any word of the server the phone's own clock is told as such, and nothing is lost", async () => {
  await walk(
    async (page, context) => {
      await standAt(page);
      await installed(page);
      await context.setOffline(true);
      await page.addInitScript(() => {
        const real = Date;
        const ahead = 2 * 3600_000;
        // eslint-disable-next-line no-global-assign
        Date = class extends real {
          constructor(...args) {
            super(...(args.length === 0 ? [real.now() + ahead] : args));
          }
          static now() {
            return real.now() + ahead;
          }
        };
      });
      await page.reload();
      await page.getByText('Jam belum pasti').waitFor();
      await tap(page);
      await context.setOffline(false);
      const [newest] = (await allSent(page, 40_000)).kept;

      assert.equal(newest.punch.clock.basis, 'phone');
      assert.equal(newest.answer.status, 'stored');
      assert.ok(newest.answer.labels.includes('clock_ahead'), newest.answer.labels.join());
    },
    { serviceWorkers: 'allow' },
  );
});

test('two tabs that tap at once keep one chain', async () => {
  await walk(async (page, context) => {
    await standAt(page);
    const other = await context.newPage();
    await other.goto('/');
    await button(other).waitFor();
    const before = (await stored(page)).all;

    for (let i = 0; i < 3; i++) {
      await Promise.all([button(page).click(), button(other).click()]);
      await Promise.all([button(page).waitFor(), button(other).waitFor()]);
    }
    await until(async () => (await stored(page)).all === before + 6, 'six taps on the disk');
    const { kept } = await allSent(page);

    const newest = kept.slice(0, 6).reverse();
    assert.equal(new Set(newest.map(({ seq }) => seq)).size, 6);
    for (const [i, { seq }] of newest.entries()) assert.equal(seq, newest[0].seq + i);
    assert.equal(new Set(newest.map(({ punch }) => punch.prev)).size, 6);
    for (const { answer } of newest) {
      assert.equal(answer.status, 'stored');
      assert.deepEqual(
        answer.labels.filter((label) => label === 'chain_broken' || label === 'seq_reused'),
        [],
      );
    }
  });
});
