import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';

const as = city();
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

test('the first Tab offers to skip to the content, and Enter goes there', async () => {
  await as('pimpinan', async (page) => {
    await page.goto('/desk/board');
    await page.locator('[data-sum]').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Langsung ke isi');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });
});

test('what has the focus shows it', async () => {
  await as('pimpinan', async (page) => {
    // Until the board is there, the way to it may still put the focus back to the top.
    await page.locator('[data-sum]').waitFor();
    await page.locator('body').press('Tab');
    for (let step = 0; step < 8; step++) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(outline, 'solid', `step ${step}: ${await focused(page)}`);
    }
  });
});

test('a day opens and closes by keyboard, and the focus returns', async () => {
  await as('pegawai', async (page) => {
    await page.goto('/month');
    const day = page.locator('td button.day').first();
    await day.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await day.evaluate((element) => element === document.activeElement), true);
  });
});

test('the narrow desk has its menu behind one button', async () => {
  await as('bkpsdm', async (page) => {
    // Until the board is there, the way to it may still move the focus between the press and its key.
    await page.locator('[data-sum]').waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    const button = page.getByRole('button', { name: 'Menu' });
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.press('Enter');
    await page.getByRole('link', { name: 'Rekap bulanan' }).click();
    await page.waitForURL(/\/desk\/recap/);
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
  });
});

test('a menu opened while the first page still loads stays open', async () => {
  await as('bkpsdm', async (page) => {
    await page.locator('[data-sum]').waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    let held = true;
    await page.route('**/nodes/*.js', async (route) => {
      while (held && page.url().endsWith('/desk/') && (await menu.count())) await page.waitForTimeout(50);
      await route.continue();
    });
    const menu = page.getByRole('button', { name: 'Menu' });
    await page.goto('/desk/');
    await menu.press('Enter');
    held = false;
    await page.waitForURL(/\/desk\/board/);
    await page.locator('[data-sum]').waitFor();
    assert.equal(await menu.getAttribute('aria-expanded'), 'true');
  });
});
