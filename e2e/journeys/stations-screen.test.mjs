import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { claim, invite, isRight, keptStation } from '../lib/stations.mjs';

const as = city();
const shown = (page) => page.locator('[data-office-code]');

async function keysOf(token) {
  const answer = await fetch(`${address}/api/v1/stations/self`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await answer.json()).keys;
}

test('a screen is set up once, shows codes the server knows, goes on without it, and ends when revoked', async () => {
  await as('bkpsdm', async (desk) => {
    const code = await invite(desk, 'Layar kode kantor', 'Layar uji');
    assert.match(code, /^\d+(-[A-Z0-9]{4}){3}$/);
    await looksRight(desk, 'desk-station-code', { fullPage: false });
    await desk.getByRole('button', { name: 'Sudah saya salin' }).click();

    await as(
      null,
      async (screen, context) => {
        await claim(screen, '/screen', 'XXXX-XXXX-XXXX');
        await screen.getByText('Kode ini salah').waitFor();
        await looksRight(screen, 'screen-claim');
        await screen.getByLabel('Kode sekali pakai').fill(code.toLowerCase().replaceAll('-', ' '));
        await screen.getByRole('button', { name: 'Pasang di sini' }).click();
        await shown(screen).waitFor();
        await looksRight(screen, 'screen');

        const { token, keys } = await keptStation(screen, 'screen');
        assert.equal(keys, 3);
        const known = await keysOf(token);
        const first = await shown(screen).innerText();
        assert.ok(isRight(first, known), `${first} is not the server's`);

        // It changes by itself, and the next one is right too.
        await screen.waitForFunction(
          (was) => document.querySelector('[data-office-code]')?.textContent !== was,
          first,
          { timeout: 20_000 },
        );
        assert.ok(isRight(await shown(screen).innerText(), known));

        await screen.evaluate(() => navigator.serviceWorker.ready);
        await context.setOffline(true);
        await screen.reload();
        await shown(screen).waitFor();
        await screen.getByText('Tanpa internet sejak').waitFor();
        const offline = await shown(screen).innerText();
        assert.ok(isRight(offline, known), `${offline} is not the server's`);
        const lag = Math.abs(Number(offline.split('.')[2]) - Date.now() / 15_000);
        assert.ok(lag < 3, `the code is ${lag} steps away from now`);
        await looksRight(screen, 'screen-offline');

        await desk.getByRole('button', { name: 'Cabut Layar uji' }).click();
        await desk.getByLabel('Alasan').fill('Uji selesai');
        await looksRight(desk, 'desk-station-revoke', { fullPage: false });
        await desk.getByRole('button', { name: 'Cabut sekarang' }).click();
        await desk.getByText('Layar uji dicabut.').waitFor();
        await looksRight(desk, 'desk-stations');

        await context.setOffline(false);
        await screen.getByText('"Layar uji" sudah dicabut petugas').waitFor();
        assert.deepEqual(await keptStation(screen, 'screen'), { token: null, keys: 0 });
        await looksRight(screen, 'screen-revoked');
      },
      { serviceWorkers: 'allow' },
    );
  });
});

test('a code works only once', async () => {
  await as('bkpsdm', async (desk) => {
    const code = await invite(desk, 'Layar kode kantor', 'Layar sekali');
    await as(null, async (screen) => {
      await claim(screen, '/screen', code);
      await shown(screen).waitFor();
    });
    await as(null, async (other) => {
      await claim(other, '/screen', code);
      await other.getByText('sudah dipakai').waitFor();
    });
  });
});
