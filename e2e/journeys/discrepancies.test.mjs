import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

/** A discrepancy nobody has taken in hand, about somebody else than those who settle it. */
async function waiting(page) {
  return page.evaluate(async () => {
    const list = await (await fetch('/api/v1/discrepancies?state=open')).json();
    for (const item of list.items) {
      const one = await (await fetch(`/api/v1/discrepancies/${item.id}`)).json();
      if (one.can.includes('propose') && one.outcomes.some((outcome) => !outcome.says_needed)) return one;
    }
    return null;
  });
}

const shown = (page, id) =>
  page.evaluate(async (key) => (await fetch(`/api/v1/discrepancies/${key}`)).json(), id);

test('a discrepancy is proposed by one officer and confirmed by another', async () => {
  let found;
  await as('admin_unit', async (page) => {
    await page.locator('#menu').waitFor();
    found = await waiting(page);
    assert.ok(found, 'two sources of the city disagree about somebody');
    await page.goto('/desk/discrepancies');
    await page.getByRole('heading', { level: 1, name: 'Selisih' }).waitFor();
    await looksRight(page, 'discrepancies');

    await page.goto(`/desk/discrepancies?id=${found.id}`);
    await page.getByRole('heading', { name: found.person.name }).waitFor();
    await page.getByRole('heading', { name: /^Sisi A/ }).waitFor();
    await page.getByRole('heading', { name: /^Sisi B/ }).waitFor();
    await looksRight(page, 'discrepancy');
    const outcome = found.outcomes.find((one) => !one.says_needed).outcome;
    await page.getByLabel('Apa yang benar').selectOption(outcome);
    await page.getByText('Akibat bagi hari itu').waitFor();
    await page.getByRole('button', { name: 'Kirim usulan' }).click();
    await page.getByText('Isian ini wajib').first().waitFor();
    await page.getByLabel('Alasan').fill('Sesuai rekaman mesin dan keterangan kepala.');
    await page.getByRole('button', { name: 'Kirim usulan' }).click();
    await page.getByText('Usulan tersimpan').waitFor();
    assert.equal((await shown(page, found.id)).state, 'proposed');
  });

  await as('bkpsdm', async (page) => {
    await page.goto(`/desk/discrepancies?tab=proposed&id=${found.id}`);
    await page.getByRole('button', { name: 'Setujui' }).waitFor();
    await looksRight(page, 'discrepancy-proposed');
    await page.getByLabel('Alasan').fill('Lembar asli diperiksa.');
    await page.getByRole('button', { name: 'Setujui' }).click();
    await page.getByText('Tersimpan.').waitFor();
    const after = await shown(page, found.id);
    assert.equal(after.state, 'settled');
    assert.deepEqual(
      after.steps.map((step) => step.step),
      ['propose', 'confirm'],
    );
  });
});
