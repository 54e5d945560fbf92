// A Chromium that asks nobody on the internet anything.
import { chromium as engine } from 'playwright-core';
import { chromium, PATIENCE_MS } from './settings.mjs';

/** @param more further arguments of the browser, such as those of a camera */
export function launch(more = []) {
  return engine.launch({
    executablePath: chromium,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-first-run',
      ...more,
    ],
  });
}

/** A visitor with nothing kept: a page that collects what goes wrong in it. */
export async function visitor(browser, address, options = {}) {
  const context = await browser.newContext({
    baseURL: address,
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    acceptDownloads: true,
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error in the page: ${error.message}`));
  page.on('console', (message) => {
    // A refusal of the server is logged by the browser itself; the journeys look at those on screen.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return { context, page, faults };
}

/** Signs in at the desk or the phone app through its own form. */
export async function signIn(page, { login, password }, at = '/desk/') {
  await page.goto(at);
  await page.getByLabel('NIP atau nama masuk').fill(login);
  await page.getByLabel('Kata sandi', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await page.waitForURL((url) => !/\/(login|enrol)$/.test(url.pathname));
}
