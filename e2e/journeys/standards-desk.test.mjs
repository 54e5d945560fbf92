// The pages that set and compare standards: parity, changes of rules, letters, stops of pay and reprimands.
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

const pages = [
  ['parity', 'desk-parity'],
  ['rules', 'desk-rules'],
  ['letters', 'desk-letters'],
  ['discipline/pay-stops', 'desk-pay-stops'],
  ['discipline/reprimands', 'desk-reprimands'],
];

for (const [path, name] of pages) {
  test(`/desk/${path} reads well, narrow and wide, by day and by night`, async () => {
    await as('bkpsdm', async (page) => {
      await page.goto(`/desk/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await looksRight(page, name);
    });
  });
}

test('the words of a letter are opened, changed and looked at before they count', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/letters');
    await page
      .getByRole('button', { name: /Surat Panggilan I/ })
      .first()
      .click();
    await page.locator('textarea').first().waitFor();
    await looksRight(page, 'desk-letters-words', { placeholders: true });
  });
});

test('a reprimand begins with its form, which complains of what is missing', async () => {
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/discipline/reprimands');
    await page.getByRole('button', { name: 'Beri teguran' }).click();
    await page.locator('form').getByRole('button', { name: 'Beri teguran' }).click();
    await page.locator('[aria-invalid="true"]').first().waitFor();
    await looksRight(page, 'desk-reprimand-form');
  });
});
