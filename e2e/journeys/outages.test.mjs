import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();

/**
 * A late day of somebody in the last weeks at a place with a terminal, as the desk sees it: person, day, site. It is
 * over, since an outage that goes on has no end yet.
 */
async function lateDay(page) {
  return page.evaluate(async () => {
    const get = async (path) => {
      const answer = await fetch(`/api/v1${path}`);
      return answer.ok ? answer.json() : null;
    };
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const month = (back) => {
      const now = new Date();
      return new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 2)).toISOString().slice(0, 7);
    };
    const { items: units } = await get('/units');
    for (const unit of units.filter((one) => one.people > 3 && one.people < 80).slice(0, 12)) {
      const { items: people } = await get(`/people?unit=${encodeURIComponent(unit.code)}`);
      for (const person of people.slice(0, 10)) {
        for (const back of [0, 1]) {
          const days = (await get(`/people/${person.id}/days?month=${month(back)}`))?.days ?? [];
          const late = days.find(
            (day) =>
              day.date < today &&
              day.marks.some((mark) => mark.startsWith('TL:')) &&
              day.punches.some(
                (punch) => punch.source === 'machine' && punch.used_as === 'in' && punch.device,
              ),
          );
          if (!late) continue;
          const serial = late.punches.find((punch) => punch.used_as === 'in').device;
          const device = (await get('/devices')).items.find((one) => one.serial === serial);
          if (device) return { person, date: late.date, device: device.id, late };
        }
      }
    }
    return null;
  });
}

const month = (page, found) =>
  page.evaluate(async ({ person, date }) => {
    const answer = await fetch(`/api/v1/people/${person.id}/days?month=${date.slice(0, 7)}`);
    return (await answer.json()).days.find((day) => day.date === date);
  }, found);

test('an outage proposed by one and confirmed by another makes a lateness void', async () => {
  let found;
  await as('bkpsdm', async (page) => {
    await page.locator('#menu').waitFor();
    found = await lateDay(page);
    assert.ok(found, 'somebody of the city was late at a terminal');
  });

  await as('operator', async (page) => {
    await page.goto('/desk/outages');
    await page.getByRole('button', { name: 'Usulkan gangguan' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Apa yang terganggu').selectOption('device');
    await form.getByLabel('Yang mana').selectOption(found.device);
    await form.getByLabel('Sebab').selectOption('mesin');
    await form.getByLabel('Mulai tanggal').fill(found.date);
    await form.getByLabel('Mulai jam').fill('05:00');
    await form.getByLabel('Berakhir tanggal').fill(found.date);
    await form.getByLabel('Berakhir jam').fill('15:00');
    await form.getByLabel('Apa yang terjadi').fill('Mesin mati sejak pagi');
    await form.getByRole('button', { name: 'Kirim usulan' }).click();
    await page.getByText('Usulan tersimpan').waitFor();
    await looksRight(page, 'desk-outages');
  });

  await as('bkpsdm', async (page) => {
    await page.goto('/desk/outages');
    const row = page.getByRole('row').filter({ hasText: 'Mesin mati sejak pagi' }).first();
    await row.getByRole('button', { name: 'Lihat dampak dan putuskan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Hari yang berubah').waitFor();
    await dialog.getByLabel('Alasan').fill('Sesuai laporan operator');
    await dialog.getByRole('button', { name: 'Konfirmasi' }).click();
    await page.getByText('Keputusan tersimpan').waitFor();
    const day = await month(page, found);
    assert.ok(!day.marks.some((mark) => mark.startsWith('TL:')), JSON.stringify(day.marks));
    assert.ok(day.reasons.some((reason) => reason.code === 'outage_voids_late'));
    assert.equal(day.first_in, found.late.first_in, 'what was recorded stays');
  });
});

test('a roll typed at the desk fills a day and names its signer', async () => {
  await as('bkpsdm', async (page) => {
    await page.locator('#menu').waitFor();
    // A day off long ago, on which nobody has a record.
    const found = await page.evaluate(async () => {
      const get = async (path) => (await fetch(`/api/v1${path}`)).json();
      const { items: units } = await get('/units');
      const me = await get('/me');
      for (const unit of units.filter((one) => one.people > 2 && one.people < 40)) {
        const { items } = await get(`/people?unit=${encodeURIComponent(unit.code)}`);
        const person = items.find((one) => one.unit?.code === unit.code && one.id !== me.person?.id);
        if (!person) continue;
        const back = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 7);
        const day = (await get(`/people/${person.id}/days?month=${back}`)).days?.find(
          (one) => one.off && one.punches.length === 0,
        );
        if (day) return { unit: unit.code, person, date: day.date };
      }
      return null;
    });
    assert.ok(found, 'the city has a free day without records');

    await page.goto('/desk/outages');
    await page.getByRole('button', { name: 'Ketik daftar hadir' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Unit').selectOption(found.unit);
    await form.getByLabel('Tanggal').fill(found.date);
    await form.getByLabel(`Datang ${found.person.name}`).fill('07:21');
    await form.getByLabel(`Pulang ${found.person.name}`).fill('16:04');
    await form.getByLabel('Nama penanda tangan').fill('Contoh Kepala');
    await form.getByLabel('Jabatan penanda tangan').fill('Kepala Dinas');
    await form.locator('input[type=file]').setInputFiles({
      name: 'lembar.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 contoh'),
    });
    await form.getByRole('button', { name: 'Simpan daftar hadir' }).click();
    await page.getByText('Tersimpan: 2 baru').waitFor();
    await page
      .getByRole('link', { name: /Buka lembar/ })
      .first()
      .waitFor();
    const day = await month(page, found);
    assert.equal(day.first_in, '07:21:00');
    assert.ok(
      day.reasons.some((reason) => reason.code === 'roll_signed' && reason.text.includes('Contoh Kepala')),
    );
  });
});

test('a tolerance zone is proposed by one and approved by another', async () => {
  const review = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10);
  await as('operator', async (page) => {
    await page.goto('/desk/zones');
    await page.getByRole('button', { name: 'Usulkan zona' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Lokasi').selectOption({ index: 1 });
    await form.getByLabel('Tinjau paling lambat').fill(review);
    await form.getByLabel('Alasan').fill('Lembah tanpa menara');
    await form.getByRole('button', { name: 'Kirim usulan' }).click();
    await page.getByText('Usulan tersimpan').waitFor();
    await looksRight(page, 'desk-zones');
  });
  await as('bkpsdm', async (page) => {
    await page.goto('/desk/zones');
    const row = page.getByRole('row').filter({ hasText: 'Lembah tanpa menara' }).first();
    await row.getByRole('button', { name: /Putuskan/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Alasan').fill('Sudah diukur');
    await dialog.getByRole('button', { name: 'Setujui' }).click();
    await page.getByText('Tersimpan.').waitFor();
    await row.getByText('Berlaku').waitFor();
  });
});
