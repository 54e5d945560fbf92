import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { launch, signIn, visitor } from '../lib/browser.mjs';
import { accounts, address, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked, held, installed, until } from '../lib/phone.mjs';
import { claimsOf, receiver } from '../lib/push.mjs';

const as = city();
const phone = {
  ...held,
  at: '/',
  viewport: { width: 320, height: 640 },
  serviceWorkers: 'allow',
  permissions: ['geolocation', 'notifications'],
};

let push;
before(async () => (push = await receiver()));
after(async () => push?.stop());

/** Goes from the account to the settings of notices. */
async function openSettings(page) {
  await page.getByRole('link', { name: 'Akun', exact: true }).click();
  await page.getByRole('link', { name: 'Pemberitahuan' }).click();
  await page.getByRole('heading', { name: 'Pemberitahuan', exact: true }).waitFor();
  await page.getByRole('radio', { name: 'Pengaturan' }).check();
  await page.getByRole('heading', { name: 'Apa yang diberitahukan' }).waitFor();
}

test('a phone is subscribed and the sample arrives, readable only there', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/notices');
      await page.getByRole('heading', { name: 'Pemberitahuan', exact: true }).waitFor();
      const added = await page.request.post('/api/v1/me/push', {
        headers: { 'x-hadir': '1' },
        data: { id: randomUUID(), ...push.subscription },
      });
      assert.equal(added.status(), 200, await added.text());

      await openSettings(page);
      await page.getByText('Chrome di Android', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Kirim contoh' }).click();
      await page.getByText('Contoh dikirim ke 1 perangkat').waitFor();
      await looksRight(page, 'phone-notices-settings');

      // Whatever else is told this person in the meantime comes the same way.
      const samples = push.taken.filter((one) => push.opened(one).title === 'Contoh pemberitahuan');
      assert.equal(samples.length, 1);
      const opened = push.opened(samples[0]);
      assert.equal(opened.link, '/notices');
      const claims = claimsOf(samples[0]);
      assert.equal(claims.aud, push.origin);
      assert.equal(claims.key, (await asked(page, '/me/push')).public_key);

      await page.getByRole('button', { name: 'Hapus Chrome di Android' }).click();
      await page.getByText('Perangkat yang menerima').waitFor({ state: 'detached' });
      assert.deepEqual((await asked(page, '/me/push')).items, []);
    },
    phone,
  );
});

test('a browser that cannot sign up at its push service says so, and nothing is half on', async () => {
  const browser = await launch();
  try {
    const { page, faults } = await visitor(browser, address, phone);
    await signIn(page, accounts.pegawai, '/');
    await installed(page);
    await openSettings(page);
    await page.getByRole('button', { name: 'Nyalakan di HP ini' }).click();
    await page.getByText('Peramban tidak dapat mendaftar').waitFor();
    await page.locator('[data-push=off]').waitFor();
    assert.deepEqual((await asked(page, '/me/push')).items, []);
    // The browser's own word on windows that keep nothing, as those of the journeys are.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('Push API in incognito mode')),
      [],
    );
  } finally {
    await browser.close();
  }
});

test('what is chosen is kept', async () => {
  await as(
    'pegawai',
    async (page) => {
      await openSettings(page);
      const kind = page.locator('[data-kind=out_missing]');
      await kind.getByRole('checkbox', { name: 'HP' }).uncheck();
      await page.getByText('Tersimpan').first().waitFor();
      await page.getByLabel('Dari', { exact: true }).fill('20:00');
      await page.getByRole('button', { name: 'Simpan' }).click();
      await until(
        async () => (await asked(page, '/me/notices/choices')).quiet?.from === '20:00',
        'the quiet hours',
      );

      await page.reload();
      await page.getByRole('radio', { name: 'Pengaturan' }).check();
      assert.equal(await kind.getByRole('checkbox', { name: 'HP' }).isChecked(), false);
      assert.equal(await page.getByLabel('Dari', { exact: true }).inputValue(), '20:00');
      await page.getByText('belum disiapkan untuk mengirim surel').waitFor();
      await kind.getByRole('checkbox', { name: 'HP' }).check();
      await until(async () => {
        const { kinds } = await asked(page, '/me/notices/choices');
        return kinds.find((one) => one.kind === 'out_missing').push;
      }, 'the switch');
    },
    phone,
  );
});

test('the worker shows a message, also one that cannot be read, and leads to its page', async () => {
  await as(
    'pegawai',
    async (page, context) => {
      await installed(page);
      const cdp = await context.newCDPSession(page);
      let registrationId = null;
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find((one) => one.scopeURL.startsWith(address) && !one.isDeleted);
        registrationId = own?.registrationId ?? registrationId;
      });
      await cdp.send('ServiceWorker.enable');
      await until(() => registrationId !== null, 'the registration of the worker');
      const deliver = (data) =>
        cdp.send('ServiceWorker.deliverPushMessage', { origin: address, registrationId, data });
      const shown = () =>
        page.evaluate(async () => {
          const all = await (await navigator.serviceWorker.ready).getNotifications();
          return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
        });

      const message = { id: 'n1', title: 'Cuti disetujui', body: 'Silakan.', link: '/month', lang: 'id' };
      await deliver(JSON.stringify(message));
      await until(async () => (await shown()).length === 1, 'the notice');
      assert.deepEqual(await shown(), [
        { title: 'Cuti disetujui', body: 'Silakan.', tag: 'n1', data: { link: '/month' } },
      ]);
      await deliver(JSON.stringify(message));
      await deliver('bukan json');
      await until(async () => (await shown()).length === 2, 'the second notice');
      assert.deepEqual(
        (await shown()).map(({ title }) => title).sort(),
        ['Cuti disetujui', 'Hadir'],
        'the same notice replaces itself',
      );

      // The browser gives no way to press a notice; the worker is told of one as the browser would.
      const worker = context.serviceWorkers().find((one) => one.url().startsWith(address));
      await worker.evaluate(async () => {
        const [notice] = await globalThis.registration.getNotifications({ tag: 'n1' });
        globalThis.dispatchEvent(new NotificationEvent('notificationclick', { notification: notice }));
      });
      await until(async () => (await shown()).length === 1, 'the pressed notice to close');
    },
    phone,
  );
});

test('a browser that refuses says how to allow it', async () => {
  await as(
    'kepala',
    async (page) => {
      await page.goto('/notices');
      await page.getByRole('radio', { name: 'Pengaturan' }).check();
      await page.getByText('Ringkasan pagi unit saya').waitFor();
      await page.getByLabel('Jam ringkasan pagi').waitFor();
      await page.locator('[data-push], .notice').first().waitFor();
      await looksRight(page, 'phone-notices-head');
    },
    { ...phone, permissions: [] },
  );
});
