import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { enrolledPhone } from '../lib/stations.mjs';

const as = city();

test('an officer decides about a second phone, and both stay on record', async () => {
  const first = await enrolledPhone('pegawai');
  const second = await enrolledPhone('pegawai');
  assert.equal(second.enrolled.state, 'pending');
  const { name } = first.person;

  await as('bkpsdm', async (page) => {
    await page.getByRole('link', { name: 'HP pegawai' }).click();
    const row = page.getByRole('row').filter({ hasText: name }).first();
    await row.getByText('HP lain yang aktif').waitFor();
    await looksRight(page, 'desk-phones');

    await row.getByRole('button', { name: `Putuskan HP ${name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Semua HP tetap tercatat').waitFor();
    await dialog.getByRole('button', { name: 'Setujui HP ini' }).click();
    await dialog.getByText('Isian ini wajib diisi').waitFor();
    await looksRight(page, 'desk-phone-decision', { fullPage: false });
    await dialog.getByLabel('Alasan').fill('HP lama rusak, sudah dilihat langsung');
    await dialog.getByRole('button', { name: 'Setujui HP ini' }).click();
    await page.getByText(`HP ${name} disetujui.`).waitFor();

    await page.getByRole('radio', { name: 'Aktif' }).check();
    const active = page.getByRole('row').filter({ hasText: name });
    await active.filter({ hasText: 'sudah dilihat langsung' }).first().waitFor();
    assert.ok((await active.count()) >= 2, 'the first phone is still there');

    await active
      .first()
      .getByRole('button', { name: `Cabut HP ${name}` })
      .click();
    await page.getByRole('dialog').getByLabel('Alasan').fill('HP hilang');
    await page.getByRole('dialog').getByRole('button', { name: 'Cabut', exact: true }).click();
    await page.getByText(`HP ${name} dicabut.`).waitFor();
    await page.getByRole('radio', { name: 'Dicabut' }).check();
    await page.getByRole('row').filter({ hasText: 'HP hilang' }).first().waitFor();
    await looksRight(page, 'desk-phones-revoked');
  });
});

test('the phones of others are nobody else’s business', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/desk/phones');
      await page.getByRole('alert').waitFor();
      assert.equal(await page.getByRole('link', { name: 'HP pegawai' }).count(), 0);
      await page.goto('/desk/stations');
      await page.getByRole('alert').waitFor();
      await looksRight(page, 'desk-stations-refused');
    },
    { at: '/' },
  );
});
