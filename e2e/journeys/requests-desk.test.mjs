// Many requests at once, acting heads, and the closing of months.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked } from '../lib/phone.mjs';
import { narrow, post, workdays } from '../lib/requests.mjs';

const as = city();

test('those who only ask have no inbox at the desk', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/desk/periods');
      await page.getByText('Peran Anda tidak memberi hak untuk ini.').first().waitFor();
      await page.goto('/desk/inbox');
      await page.getByRole('heading', { name: 'Permohonan' }).waitFor();
      assert.equal(await page.locator('input[type=checkbox]').count(), 0);
    },
    narrow,
  );
});

test('several requests are decided at once, each with its own result', async () => {
  const days = [50, 53, 57].map((after) => workdays(1, after)[0]);
  const made = [];
  await as(
    'pegawai',
    async (page) => {
      for (const date of days)
        made.push(await post(page, { kind: 'permission', detail: { from: date, to: date, part: 'whole' } }));
    },
    narrow,
  );
  await as('kepala', async (page) => {
    await page.getByRole('link', { name: 'Permohonan', exact: true }).click();
    await page.getByLabel('Jenis').selectOption('permission');
    for (const request of made) await page.locator(`input[type=checkbox][value="${request.id}"]`).check();
    await page.getByText('3 dipilih').waitFor();
    await looksRight(page, 'desk-inbox-chosen');
    await page.getByRole('button', { name: 'Putuskan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Setujui' }).check();
    await looksRight(page, 'desk-inbox-decide', { fullPage: false });

    // One was decided meanwhile by another hand: the others go through all the same.
    const [first] = made;
    const elsewhere = await page.request.post('/api/v1/inbox/decisions', {
      headers: { 'x-hadir': '1' },
      data: {
        decisions: [
          {
            id: first.id.replace(/.{4}$/, 'beef'),
            request: first.id,
            step: first.step.ordinal,
            action: 'reject',
            reason: 'rapat penting hari itu',
          },
        ],
      },
    });
    assert.equal((await elsewhere.json()).results[0].ok, true);

    await dialog.getByRole('button', { name: 'Simpan keputusan' }).click();
    await page.getByText('2 permohonan disetujui.').waitFor();
    await page.getByText('1 tidak dapat diputuskan').waitFor();
    await looksRight(page, 'desk-inbox-results');
    await page.getByRole('radio', { name: 'Sudah diputus' }).check();
    await page.locator(`a[href$="${made[1].id}"]`).waitFor();
  });
});

test('a head decides on the phone as well', async () => {
  const [date] = workdays(1, 64);
  let request;
  await as(
    'pegawai',
    async (page) => {
      request = await post(page, { kind: 'permission', detail: { from: date, to: date, part: 'whole' } });
    },
    narrow,
  );
  await as(
    'kepala',
    async (page) => {
      await page.getByRole('link', { name: 'Buka kotak keputusan' }).click();
      await page.getByRole('heading', { name: 'Kotak keputusan' }).waitFor();
      await page.locator(`[data-request="${request.id}"]`).waitFor();
      await looksRight(page, 'inbox-phone');
      await page.locator(`[data-request="${request.id}"] a`).click();
      await page.getByRole('heading', { name: 'Yang berubah bila disetujui' }).waitFor();
      await looksRight(page, 'inbox-phone-one');
      await page.getByRole('radio', { name: 'Setujui' }).check();
      await page.getByRole('button', { name: 'Simpan keputusan' }).click();
      await page.waitForURL(/\/inbox$/);
    },
    narrow,
  );
  await as(
    'pegawai',
    async (page) => {
      const { history } = await asked(page, `/me/requests/${request.id}`);
      assert.equal(history.at(-1).action, 'approve');
    },
    narrow,
  );
});

test('somebody is named to act for a head, and ended again', async () => {
  let name;
  await as(
    'pegawai',
    async (page) => {
      name = (await asked(page, '/me')).person.name;
    },
    narrow,
  );
  await as('bkpsdm', async (page) => {
    await page.getByRole('link', { name: 'Permohonan', exact: true }).click();
    await page.getByRole('button', { name: 'Tunjuk Plt/Plh' }).click();
    const dialog = page.getByRole('dialog');
    const unit = dialog.getByLabel('Unit yang dipimpin sementara');
    const health = unit.locator('option').filter({ hasText: 'Kesehatan' }).first();
    await unit.selectOption(await health.getAttribute('value'));
    await dialog.getByLabel('Cari nama pegawai').fill(name);
    await dialog.getByRole('list', { name: 'Yang ditunjuk' }).getByRole('button').first().click();
    await dialog.getByText(`Yang ditunjuk: ${name}`).waitFor();
    const [until] = workdays(1, 5);
    await dialog.getByLabel('Sampai').fill(until);
    await dialog.getByLabel('Dasar atau alasan').fill('SP 800/1/2026');
    await looksRight(page, 'desk-acting-add', { fullPage: false });
    await dialog.getByRole('button', { name: 'Simpan penunjukan' }).click();
    await page.getByText(`${name} ditunjuk.`).waitFor();
    await page
      .getByRole('button', { name: `Akhiri penunjukan ${name}` })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Akhiri', exact: true }).click();
    await page.getByText(`Penunjukan ${name} diakhiri.`).waitFor();
  });
});

test('a month is closed with what that means, and the proposal to reopen it waits for somebody else', async () => {
  await as('bkpsdm', async (page) => {
    await page.getByRole('link', { name: 'Penutupan bulan' }).click();
    const cell = page.getByRole('button', { name: /^Rincian/ }).first();
    await cell.waitFor();
    await looksRight(page, 'desk-periods');
    await cell.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Tutup bulan ini' }).waitFor();
    await looksRight(page, 'desk-period-lock', { fullPage: false });
    await dialog.getByRole('button', { name: 'Tutup bulan ini' }).click();
    await dialog.getByText('Ditutup', { exact: false }).first().waitFor();
    await dialog.getByLabel('Alasan').fill('Impor mesin kedua datang terlambat');
    await dialog.getByRole('button', { name: 'Usulkan dibuka lagi' }).click();
    await dialog.getByText('Usul dibuka lagi').waitFor();
    await looksRight(page, 'desk-period-reopening', { fullPage: false });
    // The same officer does not make four eyes.
    await dialog.getByRole('button', { name: 'Setujui sebagai petugas kedua' }).click();
    await dialog.getByRole('alert').waitFor();
  });
});
