// Accounts that the demo city does not have: made beside the running server as an operator does, and entered by code.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './settings.mjs';

const password = 'Akun-contoh-2099';

/** Makes an account of somebody and gives its login and one-time code. */
export function newcomer(data, login, role, person, unit) {
  const args = ['users', 'add', login, '--role', role, '--person', person, ...(unit ? ['--unit', unit] : [])];
  const said = execFileSync(binary, [...args, '--data', data, '--json'], { encoding: 'utf8' });
  return { login, code: JSON.parse(said).code };
}

/** Sets up signatures for trying out, from the server's next start on, with a key for a login. */
export function trialKey(data, login, passphrase) {
  appendFileSync(join(data, 'hadir.toml'), '\nsigning = { provider = "uji" }\n');
  const file = join(data, 'passphrase.txt');
  writeFileSync(file, `${passphrase}\n`);
  execFileSync(binary, ['signing', 'trial', '--login', login, '--passphrase-file', file, '--data', data]);
  rmSync(file);
}

/** Turns the code into a session of this browser and opens the phone's first page. */
export async function enter(page, { login, code }) {
  const answer = await page.request.post('/api/v1/enrol', {
    data: { login, code, password },
    headers: { 'x-hadir': '1' },
  });
  assert.ok(answer.ok(), await answer.text());
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}
