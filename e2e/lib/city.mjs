// The demo city that run.mjs started, and a browser before it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch, signIn, visitor } from './browser.mjs';
import { logins } from './server.mjs';

export const address = process.env.E2E_ADDRESS;
if (!address) throw new Error('start the journeys with `node run.mjs`');

/** The accounts of the city, by role. */
export const accounts = logins(process.env.E2E_DATA);

/** One browser for a file of journeys, with the arguments it needs; each journey gets a visitor of its own. */
export function city(args = []) {
  let browser;
  before(async () => (browser = await launch(args)));
  after(async () => browser?.close());

  /** Walks a journey as a role (or as nobody) and fails on any fault in the page. */
  return async function as(role, journey, { at, ...options } = {}) {
    const { context, page, faults } = await visitor(browser, address, options);
    try {
      if (role) await signIn(page, accounts[role], at);
      await journey(page, context);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  };
}
