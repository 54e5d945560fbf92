import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();
const phone = { at: '/', viewport: { width: 390, height: 800 }, hasTouch: true };

test("an employee sees the server's clock, today and the month", async () => {
  await as(
    'pegawai',
    async (page) => {
      const clock = page.getByRole('region', { name: 'Jam server' }).locator('time');
      await clock.waitFor();
      const first = await clock.innerText();
      assert.match(first, /^\d{2}\.\d{2}\.\d{2}$/);
      await page.waitForFunction((was) => document.querySelector('time')?.textContent !== was, first);
      await page.getByRole('heading', { name: 'Hari ini' }).waitFor();
      await looksRight(page, 'phone-home');

      await page.getByRole('link', { name: 'Bulan saya', exact: true }).click();
      await page.locator('td button.day').first().waitFor();
      await page.getByRole('heading', { name: 'Riwayat' }).waitFor();
      await looksRight(page, 'phone-month');
      await page.getByRole('button', { name: 'Bulan sebelumnya' }).click();
      await page.locator('td button.day.good').first().click();
      await page.getByRole('dialog').getByText('Mengapa begini').waitFor();
      await looksRight(page, 'phone-day', { fullPage: false });
    },
    phone,
  );
});

test('the clock follows the server, not a phone whose own clock is wrong', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.clock.install({ time: new Date('2031-05-05T05:05:05Z') });
      await page.goto('/');
      const region = page.getByRole('region', { name: 'Jam server' });
      await region.locator('time').waitFor();
      assert.doesNotMatch(await region.innerText(), /2031/);
    },
    phone,
  );
});

test('language and appearance switch and are kept', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.getByRole('link', { name: 'Akun' }).click();
      await page.getByRole('radio', { name: 'English' }).check();
      await page.getByRole('heading', { name: 'Account' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      await page.getByRole('radio', { name: 'Dark' }).check();
      await page.reload();
      await page.getByRole('heading', { name: 'Account' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
      await page.getByRole('radio', { name: 'As the device' }).check();
      await looksRight(page, 'phone-account-english');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(/\/login$/);
    },
    phone,
  );
});

test('only those with a task at the desk are led there', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.getByRole('heading', { name: 'Hari ini' }).waitFor();
      assert.equal(await page.getByRole('link', { name: 'Buka meja kerja' }).count(), 0);
    },
    phone,
  );
  await as(
    'kepala',
    async (page) => {
      await page.getByRole('link', { name: 'Buka meja kerja' }).click();
      await page.waitForURL(/\/desk\/board/);
    },
    phone,
  );
});

test('the app can be installed and opens without a network', async () => {
  await as(
    'pegawai',
    async (page, context) => {
      const manifest = await (await page.request.get('/manifest.webmanifest')).json();
      assert.equal(manifest.start_url, '/');
      for (const icon of manifest.icons)
        assert.equal((await page.request.get(icon.src)).status(), 200, icon.src);

      // Not `ready`: that would wait for ever for a worker that failed to install.
      await page.waitForFunction(async () =>
        Boolean((await navigator.serviceWorker.getRegistration())?.active),
      );
      await page.reload();
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      const kept = await page.evaluate(async () => {
        const names = await caches.keys();
        const caches_ = await Promise.all(names.map((name) => caches.open(name)));
        return (await Promise.all(caches_.map((cache) => cache.keys())))
          .flat()
          .map(({ url }) => new URL(url).pathname);
      });
      assert.ok(kept.includes('/'));
      assert.deepEqual(
        kept.filter((path) => path.startsWith('/api') || path.startsWith('/desk')),
        [],
      );

      await context.setOffline(true);
      await page.goto('/');
      await page.getByText('Server tidak terjangkau.').waitFor();
      await looksRight(page, 'phone-offline');
    },
    { ...phone, serviceWorkers: 'allow' },
  );
});
