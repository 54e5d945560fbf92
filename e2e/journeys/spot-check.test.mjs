// Spot checks and witnesses: the desk draws, a phone answers, a colleague speaks without a network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { held, openHome, standAt } from '../lib/phone.mjs';

const as = city();

/** The unit of the employee whose phone is used. */
const unitOf = (page) =>
  page.evaluate(async () => {
    const me = await (await fetch('/api/v1/me')).json();
    const { items } = await (await fetch(`/api/v1/people?q=${encodeURIComponent(me.person.name)}`)).json();
    return items[0]?.unit ?? null;
  });

test('the inspectorate draws a round, and its refusal or its calls are on the screen', async () => {
  let drawn = null;
  await as('inspektorat', async (page) => {
    await page.goto('/desk/spot-checks');
    await page.getByRole('heading', { name: 'Cek acak', level: 1 }).waitFor();
    await page.getByText('Aturan yang berlaku').waitFor();
    await looksRight(page, 'spot-checks');
    await page.getByRole('button', { name: 'Undian tambahan' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Undian tambahan' }).click();
    await form.getByText('wajib', { exact: false }).first().waitFor();
    await form.getByLabel('Unit').selectOption({ index: 1 });
    await form.getByLabel('Alasan').fill('Sesudah libur panjang.');
    const answered = page.waitForResponse((one) => one.url().endsWith('/spot-checks/rounds'));
    await form.getByRole('button', { name: 'Undian tambahan' }).click();
    const answer = await answered;
    if (answer.status() === 201) {
      drawn = (await answer.json()).round.id;
      await page.goto(`/desk/spot-checks?round=${drawn}`);
      await page.getByText('Mengulang undian').waitFor();
      await page.getByText('dibuka sesudah harinya lewat').first().waitFor();
      await looksRight(page, 'spot-round');
    } else {
      // At night, at noon or before anybody enrolled a phone nobody can be called; the screen says why.
      assert.equal((await answer.json()).code, 'nobody_on_duty');
      await form.getByText('Saat ini tidak ada pegawai unit itu').waitFor();
    }
  });
  if (drawn) {
    await as('kepala', async (page) => {
      await page.goto('/desk/spot-checks');
      await page.getByRole('heading', { name: 'Cek acak', level: 1 }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Undian tambahan' }).count(), 0);
    });
  }
});

test('a phone reads the rule, and a witness without a network is sent when it comes back', async () => {
  await as(
    null,
    async (page, context) => {
      await openHome(page, accounts.pegawai);
      await standAt(page);
      assert.notEqual(await unitOf(page), undefined);
      await page.goto('/spot');
      await page.getByRole('heading', { name: 'Cek acak', level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Baca aturannya' }).click();
      await page.getByText('benih dibuka sesudah harinya lewat').first().waitFor();
      await looksRight(page, 'spot');

      await page.goto('/witness');
      const chosen = page.getByLabel('Rekan', { exact: false }).last();
      await chosen.waitFor();
      await page.getByRole('button', { name: 'Saya melihatnya' }).click();
      await page.getByText('Pilih rekan dulu.').waitFor();
      const colleague = await chosen.locator('option').nth(1).getAttribute('value');
      await chosen.selectOption(colleague);
      await context.setOffline(true);
      await page.getByRole('button', { name: 'Saya melihatnya' }).click();
      await page.getByText('Tersimpan di HP').waitFor();
      await page.getByText('Anda melihat').first().waitFor();
      await looksRight(page, 'witness');

      const sent = page.waitForResponse((one) => one.url().endsWith('/api/v1/witnesses'));
      await context.setOffline(false);
      const [result] = (await (await sent).json()).results;
      assert.ok(['stored', 'refused'].includes(result.status), JSON.stringify(result));
    },
    held,
  );
});
