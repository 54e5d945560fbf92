import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

test('the networks of an office are entered, and what is no office is refused', async () => {
  await as('operator', async (page) => {
    await page.goto('/desk/sites');
    await page
      .getByRole('link', { name: /^Ubah / })
      .first()
      .click();
    const addresses = page.getByLabel('Alamat, satu per baris');
    await addresses.fill('10.0.0.0/8');
    await page.getByRole('button', { name: 'Simpan alamat jaringan' }).click();
    await page.getByText('terlalu luas untuk satu kantor').first().waitFor();
    await looksRight(page, 'desk-site-networks-refused');

    await addresses.fill('203.0.113.77/24, 2001:db8::/48');
    await page.getByRole('button', { name: 'Simpan alamat jaringan' }).click();
    await page.getByText(/Terakhir diisi operator/).waitFor();
    assert.equal(await addresses.inputValue(), '2001:db8::/48\n203.0.113.0/24');
    await page.reload();
    await page.getByText(/Terakhir diisi operator/).waitFor();
    await looksRight(page, 'desk-site-networks');

    // What was is put back.
    await addresses.fill('');
    await page.getByRole('button', { name: 'Simpan alamat jaringan' }).click();
    await page.getByText('Belum ada alamat.').waitFor();
  });
});
