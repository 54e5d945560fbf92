// The key of a phone: enrolled with a passkey, a second phone that waits, a lost one that is revoked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, signIn, visitor } from '../lib/browser.mjs';
import { looksRight } from '../lib/looks.mjs';
import { allSent, button, held, openHome, standAt, tap } from '../lib/phone.mjs';
import { freePort, logins, start } from '../lib/server.mjs';

let server;
let browser;
let address;

before(async () => {
  // A passkey belongs to a name, not to a number; localhost is one that needs no certificate.
  const port = await freePort();
  server = await start((data) => [
    'demo',
    ...['--data', data, '--listen', `127.0.0.1:${port}`, '--people', '60'],
    ...['--public-url', `http://localhost:${port}`],
  ]);
  address = `http://localhost:${port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A phone of its own, with a fingerprint reader that always agrees. */
async function phone() {
  const { context, page, faults } = await visitor(browser, address, held);
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await openHome(page, logins(server.data).pegawai);
  await standAt(page);
  return { context, page, faults };
}

test('the first phone is enrolled with a passkey, a second one waits, a lost one is revoked in one step', async () => {
  const first = await phone();
  const { page } = first;
  await page.getByText('HP ini belum terdaftar').waitFor();
  await page.getByRole('link', { name: 'Buka “HP saya”' }).click();
  await page.getByRole('button', { name: 'Daftarkan dengan sandi-kunci' }).waitFor();
  await looksRight(page, 'punch-phone-none');
  await page.getByRole('button', { name: 'Daftarkan dengan sandi-kunci' }).click();
  await page.locator('[data-phone-state=active]').waitFor();
  await page.locator('[data-phone-state=active]').getByText('dengan sandi-kunci').waitFor();
  await looksRight(page, 'punch-phone-active');
  await page.goto('/');
  await tap(page);
  const [mine] = (await allSent(page)).kept;
  assert.deepEqual(
    mine.answer.labels.filter((label) => /key|passkey|unsigned|signature/.test(label)),
    [],
  );

  const second = await phone();
  await second.page.goto('/phone');
  // The passkey is on the first phone; this one has none, so a new one is made.
  await second.page.getByRole('button', { name: 'Daftarkan tanpa sandi-kunci' }).click();
  await second.page.locator('[data-phone-state=pending]').waitFor();
  await looksRight(second.page, 'punch-phone-pending');
  await second.page.goto('/');
  await second.page.getByText('HP ini menunggu persetujuan admin unit').waitFor();
  await tap(second.page);
  const [other] = (await allSent(second.page)).kept;
  assert.ok(other.answer.labels.includes('key_pending'), other.answer.labels.join());

  await second.page.goto('/phone');
  const lost = second.page.locator(`[data-phone="${mine.punch.device_key}"]`);
  await lost.getByRole('button', { name: 'Cabut (hilang)' }).click();
  await second.page.getByRole('dialog').getByRole('button', { name: 'Ya, cabut sekarang' }).waitFor();
  await looksRight(second.page, 'punch-phone-revoke', { fullPage: false });
  await second.page.getByRole('button', { name: 'Ya, cabut sekarang' }).click();
  await lost.getByText('Dicabut').waitFor();

  // Revoking ends the sessions of the lost phone; who signs in on it again still taps, and the tap says so.
  await page.reload();
  await page.getByText('Sesi Anda sudah habis').waitFor();
  await signIn(page, logins(server.data).pegawai, '/login');
  await page.getByText('HP ini sudah dicabut').waitFor();
  await tap(page);
  const [late] = (await allSent(page)).kept;
  assert.ok(late.answer.labels.includes('key_revoked'), late.answer.labels.join());
  assert.equal(late.answer.status, 'stored');
  await button(page).waitFor();

  for (const { context, faults } of [first, second]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});
