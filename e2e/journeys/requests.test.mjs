// Asking on the phone, deciding at the desk, and what the employee's month shows afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked } from '../lib/phone.mjs';
import {
  allTaken,
  decideHere,
  monthOf,
  narrow,
  newest,
  openAtDesk,
  post,
  workdays,
  workedDay,
} from '../lib/requests.mjs';

const as = city();

const person = (journey) => as('pegawai', journey, narrow);

/** Decides on a request as whoever it waits for, until it is over. */
async function approvedByAll(id) {
  const seats = { atasan: 'kepala', kepegawaian: 'bkpsdm' };
  for (const role of Object.values(seats)) {
    let mine = false;
    await person(async (page) => {
      const { step } = await asked(page, `/me/requests/${id}`);
      mine = step !== null && seats[step.who] === role;
    });
    if (!mine) continue;
    await as(role, async (page) => {
      await openAtDesk(page, { id });
      await decideHere(page, 'Setujui');
      await page.waitForURL(/\/desk\/inbox$/);
    });
  }
}

test('leave goes from the phone over the head to BKPSDM, and the month shows it', async () => {
  const [first, second] = workdays(2);
  let request;
  await person(async (page) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Permohonan' }).click();
    await page.getByRole('heading', { name: 'Sisa cuti saya' }).waitFor();
    await looksRight(page, 'requests-empty');
    await page.getByRole('link', { name: /^Cuti/ }).click();
    await page.getByRole('radio', { name: /Cuti tahunan/ }).check();
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await page.getByText('Isian ini wajib diisi').first().waitFor();
    await page.getByLabel('Mulai tanggal').fill(first);
    await page.getByLabel('Sampai tanggal').fill(second);
    await page.getByLabel('Alamat selama cuti').fill('Jalan Contoh 1');
    await page.getByRole('textbox', { name: 'Alasan' }).fill('Menemani anak pindah sekolah');
    await page.getByText('Dihitung 2 hari.').waitFor();
    await looksRight(page, 'requests-leave-form');
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await page.waitForURL(/\/requests$/);
    await allTaken(page);
    request = await newest(page, 'leave');
    assert.equal(request.state, 'pending');
    await page.locator(`[data-request="${request.id}"] a`).click();
    await page.getByText('Menunggu atasan langsung').first().waitFor();
    await looksRight(page, 'requests-one');
  });

  await as('kepala', async (page) => {
    await page.getByRole('link', { name: 'Permohonan', exact: true }).click();
    await page
      .getByRole('link', { name: new RegExp(`^Buka permohonan ${request.person.name}`) })
      .first()
      .waitFor();
    await looksRight(page, 'desk-inbox');
    await openAtDesk(page, request);
    const changes = page.getByRole('table');
    await changes.getByText('Cuti').first().waitFor();
    await page.getByRole('heading', { name: 'Sisa cuti pemohon' }).waitFor();
    await looksRight(page, 'desk-request');
    await page.getByRole('radio', { name: 'Tolak' }).check();
    await page.getByRole('button', { name: 'Simpan keputusan' }).click();
    await page.getByText('Tulis alasannya agar pemohon tahu').waitFor();
    await decideHere(page, 'Setujui');
    await page.waitForURL(/\/desk\/inbox$/);
  });
  await approvedByAll(request.id);

  await person(async (page) => {
    const { days } = await asked(page, `/me/days?month=${monthOf(first)}`);
    assert.equal(days.find(({ date }) => date === first)?.status, 'C');
    await page.goto(`/month?m=${monthOf(first)}`);
    await page
      .getByRole('button', { name: /: Cuti/ })
      .first()
      .waitFor();
    await page.goto(`/requests/${request.id}`);
    await page.getByText('Disetujui').first().waitFor();
    await looksRight(page, 'requests-approved');
  });
});

test('a forgotten tap is mended from the month, and the day shows the time that was approved', async () => {
  let request;
  let day;
  await person(async (page) => {
    day = await workedDay(page);
    await page.goto(`/month?m=${monthOf(day.date)}`);
    await page
      .locator('td button.day')
      .nth(Number(day.date.slice(8)) - 1)
      .click();
    await page.getByRole('link', { name: 'Perbaiki hari ini' }).click();
    await page.getByRole('heading', { name: 'Perbaiki presensi' }).waitFor();
    await page.getByText('Yang tercatat hari itu').waitFor();
    assert.equal(await page.getByLabel('Tanggal yang diperbaiki').inputValue(), day.date);
    await page.getByLabel('Jam yang sebenarnya').fill('06:41');
    await page.getByLabel('Sebabnya').selectOption('forgot');
    await page.getByRole('textbox', { name: 'Alasan' }).fill('Langsung ke ruang rapat, lupa tap');
    await page.getByRole('table').getByText('Masuk 06.41').waitFor();
    await looksRight(page, 'requests-correction-form');
    await page.getByRole('button', { name: 'Simpan dan ajukan' }).click();
    await page.waitForURL(/\/requests$/);
    await allTaken(page);
    request = await newest(page, 'correction');
  });
  await approvedByAll(request.id);
  await person(async (page) => {
    const { days } = await asked(page, `/me/days?month=${monthOf(day.date)}`);
    const found = days.find(({ date }) => date === day.date);
    assert.match(found.first_in, /06:41/);
    await page.goto(`/month?m=${monthOf(day.date)}`);
    await page
      .locator('td button.day')
      .nth(Number(day.date.slice(8)) - 1)
      .click();
    await page.getByRole('dialog').getByText('06.41').first().waitFor();
    await looksRight(page, 'requests-corrected-day', { fullPage: false });
  });
});

test('what the head returns comes back to be mended, and goes on from there', async () => {
  const [date] = workdays(1, 20);
  let request;
  await person(async (page) => {
    request = await post(page, { kind: 'permission', detail: { from: date, to: date, part: 'first_half' } });
  });
  await as('kepala', async (page) => {
    await openAtDesk(page, request);
    await decideHere(page, 'Kembalikan untuk diperbaiki', 'Sebutkan keperluannya');
    await page.waitForURL(/\/desk\/inbox$/);
  });
  await person(async (page) => {
    await page.goto(`/requests/${request.id}`);
    await page.getByText('Sebutkan keperluannya').waitFor();
    await looksRight(page, 'requests-returned');
    await page.getByRole('link', { name: 'Perbaiki dan ajukan lagi' }).click();
    await page.getByRole('textbox', { name: 'Alasan' }).fill('Mengambil rapor anak');
    await page.getByRole('button', { name: 'Ajukan lagi' }).click();
    await page.waitForURL(new RegExp(`/requests/${request.id}$`));
    await page.getByText('Mengajukan lagi').waitFor();
    await page.getByRole('button', { name: 'Cabut permohonan' }).click();
    await page.getByRole('dialog').getByLabel('Alasan').fill('Tidak jadi');
    await page.getByRole('dialog').getByRole('button', { name: 'Cabut permohonan' }).click();
    await page.getByText('Dicabut').first().waitFor();
  });
});

test('a head cannot decide on what they asked for themselves', async () => {
  const [date] = workdays(1, 25);
  await as(
    'kepala',
    async (page) => {
      const own = await post(page, { kind: 'permission', detail: { from: date, to: date, part: 'whole' } });
      assert.deepEqual(
        own.can.filter((may) => ['approve', 'reject', 'return', 'postpone'].includes(may)),
        [],
      );
      const answer = await page.request.post('/api/v1/inbox/decisions', {
        headers: { 'x-hadir': '1' },
        data: {
          decisions: [
            {
              id: own.id.replace(/.{4}$/, 'abcd'),
              request: own.id,
              step: own.step.ordinal,
              action: 'approve',
              reason: '',
            },
          ],
        },
      });
      const { results } = await answer.json();
      assert.equal(results[0].ok, false);
      assert.ok(['own_record', 'not_yours'].includes(results[0].code), results[0].code);
      const { items } = await asked(page, '/inbox?state=waiting');
      assert.ok(!items.some(({ id }) => id === own.id));
    },
    narrow,
  );
});
