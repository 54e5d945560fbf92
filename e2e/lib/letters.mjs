// Every letter and paper of a case as it is printed, kept beside the screenshots as PDF and as pictures to look at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts } from './settings.mjs';

/** Downloads what a case has issued, as whoever is signed in on the page, and draws each page; answers the kinds. */
export async function keepLetters(page, id) {
  mkdirSync(artifacts, { recursive: true });
  const path = `/api/v1/discipline/cases/${id}`;
  const ask = async (at) => {
    const answer = await page.request.get(at);
    assert.equal(answer.status(), 200, `${at}: ${await answer.text()}`);
    return answer;
  };
  const { letters } = await (await ask(path)).json();
  const { items } = await (await ask(`${path}/papers`)).json();
  const all = [...letters, ...items.map(({ id: act, kind }) => ({ act, kind }))];
  for (const [place, { act, kind }] of all.entries()) {
    const name = join(artifacts, `letter-${String(place + 1).padStart(2, '0')}-${kind}`);
    const bytes = await (await ask(`${path}/letters/${act}`)).body();
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-', kind);
    writeFileSync(`${name}.pdf`, bytes);
    execFileSync('pdftoppm', ['-r', '60', '-png', `${name}.pdf`, name]);
  }
  return all.map(({ kind }) => kind);
}
