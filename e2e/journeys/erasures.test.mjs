import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

/** Somebody with punches at a terminal, and the codes of their last month. */
async function somebody(page) {
  return page.evaluate(async () => {
    const get = async (path) => (await fetch(`/api/v1${path}`)).json();
    const me = await get('/me');
    const now = new Date();
    const month = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 2)).toISOString().slice(0, 7);
    const { items: units } = await get('/units');
    for (const unit of units.filter((one) => one.people > 3 && one.people < 80).slice(5, 20)) {
      const { items: people } = await get(`/people?unit=${encodeURIComponent(unit.code)}`);
      for (const person of people.slice(0, 5).filter((one) => one.id !== me.person?.id)) {
        const { days } = await get(`/people/${person.id}/days?month=${month}`);
        if (days?.some((day) => day.status === 'H' && day.punches.length > 0)) return { person, month, days };
      }
    }
    return null;
  });
}

const codes = (days) => days.map((day) => `${day.date} ${day.status} ${day.marks.join(' ')}`);

async function pick(form, person) {
  await form.getByLabel('Cari nama pegawai').fill(person.name);
  await form.getByRole('button', { name: person.name }).first().click();
}

test('a hold keeps what an order would take, and two officers erase what the hold lets go', async () => {
  let found;
  await as('bkpsdm', async (page) => {
    await page.locator('#menu').waitFor();
    found = await somebody(page);
    assert.ok(found, 'somebody of the city punched last month');
    await page.goto('/desk/erasures');
    await page.getByRole('button', { name: 'Perintahkan penyimpanan' }).click();
    const hold = page.getByRole('dialog');
    await pick(hold, found.person);
    await hold.getByLabel('Nomor surat').fill('S-7/2026');
    await hold.getByLabel('Alasan', { exact: true }).fill('Pemeriksaan berjalan');
    await hold.getByRole('button', { name: 'Perintahkan' }).click();
    await page.getByText('Perintah menyimpan berlaku').waitFor();

    await page.getByRole('button', { name: 'Usulkan penghapusan' }).click();
    const form = page.getByRole('dialog');
    await pick(form, found.person);
    await form.getByText('Ada perintah menyimpan S-7/2026').waitFor();
    await looksRight(page, 'desk-erasures-held');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Akhiri S-7/2026' }).click();
    const end = page.getByRole('dialog');
    await end.getByLabel('Alasan', { exact: true }).fill('Pemeriksaan selesai');
    await end.getByRole('button', { name: 'Akhiri' }).click();
    await page.getByText('Perintah menyimpan berakhir').waitFor();

    await page.getByRole('button', { name: 'Usulkan penghapusan' }).click();
    const again = page.getByRole('dialog');
    await pick(again, found.person);
    await again.getByText('pegawai masih bertugas').waitFor();
    await again.getByLabel('Nomor surat').fill('PN-12/2026');
    await again.getByLabel('Alasan', { exact: true }).fill('Putusan pengadilan');
    await looksRight(page, 'desk-erasures-plan');
    await again.getByRole('button', { name: 'Kirim usulan' }).click();
    await page.getByText('Usulan tersimpan').waitFor();
    await looksRight(page, 'desk-erasures');
  });

  await as('bkpsdm_2', async (page) => {
    await page.goto('/desk/erasures');
    const row = page.getByRole('row').filter({ hasText: 'PN-12/2026' }).first();
    await row.getByRole('button', { name: 'Lihat dan putuskan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Alasan', { exact: true }).fill('Sesuai putusan');
    await dialog.getByRole('button', { name: 'Hapus selamanya' }).click();
    await page.getByText('Keputusan tersimpan').waitFor();
    const done = page.getByRole('row').filter({ hasText: 'PN-12/2026' }).first();
    await done.getByText('Selesai').waitFor();
    await done.getByRole('button', { name: 'Lihat' }).click();
    await page.getByRole('dialog').getByText('dihapus').first().waitFor();
    await looksRight(page, 'desk-erasures-done');

    const after = await page.evaluate(async ({ person, month }) => {
      const answer = await fetch(`/api/v1/people/${person.id}/days?month=${month}`);
      return (await answer.json()).days;
    }, found);
    assert.deepEqual(codes(after), codes(found.days), 'the codes of the days stand');
    assert.ok(
      after.every((day) => day.punches.length === 0),
      'the punches are gone',
    );
  });
});
