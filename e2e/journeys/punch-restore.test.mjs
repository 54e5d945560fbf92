// The server comes back from an older backup: what it had acknowledged is offered to it again.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { launch, visitor } from '../lib/browser.mjs';
import { looksRight } from '../lib/looks.mjs';
import { allSent, asked, button, heldByServer, held, openHome, standAt, stored, tap } from '../lib/phone.mjs';
import { logins, start } from '../lib/server.mjs';

const PEOPLE = '60';
const demo = (data, listen) => ['demo', '--data', data, '--listen', listen, '--people', PEOPLE];

test('what an older backup does not hold is offered again, and nothing is doubled', async () => {
  const backup = join(mkdtempSync(join(tmpdir(), 'hadir-e2e-backup-')), 'data');
  let server = await start((data) => demo(data, '127.0.0.1:0'));
  const { data, address } = server;
  const again = () => start(() => demo(data, new URL(address).host), data);
  const browser = await launch();
  try {
    const { page, faults } = await visitor(browser, address, held);
    await openHome(page, logins(data).pegawai);
    await standAt(page);
    await page.goto('/phone');
    await page.getByRole('button', { name: 'Daftarkan tanpa sandi-kunci' }).click();
    await page.locator('[data-phone-state=active]').waitFor();
    await page.goto('/');
    await tap(page);
    await allSent(page);

    await server.stop({ keep: true });
    cpSync(data, backup, { recursive: true });
    server = await again();
    await tap(page);
    await tap(page);
    const before = await allSent(page, 60_000);
    const ids = before.kept.map(({ id }) => id);
    assert.equal(ids.length, 3);
    const day = await punchesToday(page);

    await server.stop({ keep: true });
    rmSync(data, { recursive: true });
    cpSync(backup, data, { recursive: true });
    server = await again();
    await page.reload();
    await button(page).waitFor();
    await page.getByText('Server baru dipulihkan dari cadangan lama').waitFor();
    await page.getByText(/^3 tap yang disimpan HP ini ditawarkan lagi\./).waitFor();
    await looksRight(page, 'punch-restored');
    const after = await allSent(page);

    assert.equal(await heldByServer(page, ids), 3);
    assert.deepEqual(after.kept.map(({ id }) => id).sort(), [...ids].sort());
    assert.deepEqual(after.kept.map(({ answer }) => answer.status).sort(), ['repeated', 'stored', 'stored']);
    assert.deepEqual(await punchesToday(page), day);
    const { phone } = await asked(page, '/me/punching?device_key=' + after.kept[0].punch.device_key);
    assert.equal(phone.stored_count, 3);

    await page.reload();
    await button(page).waitFor();
    await page.waitForTimeout(1500);
    assert.equal(await page.getByText('Server baru dipulihkan dari cadangan lama').count(), 0);
    assert.equal((await stored(page)).queue.length, 0);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(join(backup, '..'), { recursive: true, force: true });
  }
});

/** The local times of the phone's taps on the newest day that has any. */
async function punchesToday(page) {
  const { server_time } = await asked(page, '/me/punching');
  const month = new Date(Date.parse(server_time) + 7 * 3600_000).toISOString().slice(0, 7);
  const { days } = await asked(page, `/me/days?month=${month}`);
  return days
    .flatMap(({ punches }) => punches)
    .filter(({ source }) => source === 'phone')
    .map(({ local_time }) => local_time)
    .sort();
}
