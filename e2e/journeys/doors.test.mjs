import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

test('a wrong password is refused with what to do next, and tells nothing about the account', async () => {
  const refusals = [];
  for (const login of [accounts.bkpsdm.login, 'tidak-ada-orang-ini']) {
    await as(null, async (page) => {
      await page.goto('/desk/login');
      await page.getByLabel('NIP atau nama masuk').fill(login);
      await page.getByLabel('Kata sandi', { exact: true }).fill('bukan-sandi-yang-benar');
      await page.getByRole('button', { name: 'Masuk', exact: true }).click();
      const refusal = page.getByRole('alert');
      await refusal.waitFor();
      refusals.push(await refusal.innerText());
      assert.match(refusals.at(-1), /Langkah berikutnya/);
      assert.equal(await page.getByLabel('Kata sandi', { exact: true }).inputValue(), '');
      if (refusals.length === 1) await looksRight(page, 'desk-login-refused');
    });
  }
  assert.equal(refusals[0], refusals[1]);
});

test('the doors of both apps look right', async () => {
  await as(null, async (page) => {
    for (const [name, path] of [
      ['phone-login', '/login'],
      ['phone-enrol', '/enrol'],
      ['desk-login', '/desk/login'],
      ['desk-enrol', '/desk/enrol'],
    ]) {
      await page.goto(path);
      await page.getByText('KOTA CONTOH', { exact: true }).waitFor();
      await looksRight(page, name);
    }
  });
});

test('an empty form says which field is needed', async () => {
  await as(null, async (page) => {
    await page.goto('/login');
    await page.getByRole('button', { name: 'Masuk', exact: true }).click();
    await page.getByText('Isian ini wajib diisi.').first().waitFor();
    assert.equal(await page.getByLabel('NIP atau nama masuk').getAttribute('aria-invalid'), 'true');
  });
});

test('who is not signed in comes to the door, and after it to where they wanted to go', async () => {
  await as(null, async (page) => {
    await page.goto('/desk/imports');
    await page.waitForURL(/\/desk\/login\?next=/);
    await page.getByLabel('NIP atau nama masuk').fill(accounts.bkpsdm.login);
    await page.getByLabel('Kata sandi', { exact: true }).fill(accounts.bkpsdm.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/imports$/);
    await page.getByRole('heading', { name: 'Impor', exact: true }).waitFor();
  });
});

test('the door never sends anybody to a foreign address', async () => {
  await as(null, async (page) => {
    await page.goto('/desk/login?next=https://example.org/');
    await page.getByLabel('NIP atau nama masuk').fill(accounts.bkpsdm.login);
    await page.getByLabel('Kata sandi', { exact: true }).fill(accounts.bkpsdm.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/board/);
  });
});
