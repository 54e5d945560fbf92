// A doubt from an officer's question over the employee's answer to two officers, an appeal and a third.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { narrow } from '../lib/requests.mjs';

const as = city();

const person = (journey) => as('pegawai', journey, narrow);

/** The employee's own days of last month, the newest first, with a punch that was used. */
const workedPunch = (page) =>
  page.evaluate(async () => {
    const now = new Date();
    const last = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 15)).toISOString().slice(0, 7);
    const month = await (await fetch(`/api/v1/me/days?month=${last}`)).json();
    const day = month.days.findLast((one) => one.punches.some((punch) => punch.used_as === 'in'));
    const me = await (await fetch('/api/v1/me')).json();
    const punch = day.punches.find((one) => one.used_as === 'in').id;
    return { date: day.date, punch, person: me.person.id };
  });

const dayOf = (page, date) =>
  page.evaluate(async (on) => {
    const month = await (await fetch(`/api/v1/me/days?month=${on.slice(0, 7)}`)).json();
    return month.days.find((one) => one.date === on);
  }, date);

/** Opens a day of the month that is on the screen. */
async function openDay(page, date) {
  await page.getByRole('heading', { name: 'Riwayat' }).waitFor();
  const exactly = new RegExp(`^${Number(date.slice(8))}$`);
  await page
    .locator('td button.day')
    .filter({ has: page.locator('.date', { hasText: exactly }) })
    .click();
}

async function waitForCase(page, id) {
  await page.goto(`/desk/doubts?tab=all&case=${id}`);
  await page.getByRole('heading', { name: 'Yang sudah terjadi' }).waitFor();
}

test('a doubt is asked, answered, reviewed by two, and undone on appeal by a third', async () => {
  let doubted;
  let before;
  await person(async (page) => {
    doubted = await workedPunch(page);
    before = await dayOf(page, doubted.date);
    await page.goto('/doubts');
    await page.getByText('Tidak ada pertanyaan').waitFor();
    await looksRight(page, 'doubts-none');
  });

  let id;
  await as('kepala', async (page) => {
    await page.locator('#menu').waitFor();
    await page.goto(`/desk/people/${doubted.person}?month=${doubted.date.slice(0, 7)}`);
    await openDay(page, doubted.date);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Ragukan catatan ini' }).click();
    await dialog.getByRole('button', { name: 'Buka perkara' }).click();
    await dialog.getByText('Tulis alasannya.').waitFor();
    await dialog.getByLabel('Rekaman', { exact: false }).selectOption(doubted.punch);
    await dialog.getByLabel('Apa yang Anda lihat').fill('Rekan melapor kartunya dititipkan.');
    await looksRight(page, 'doubt-this');
    const answered = page.waitForResponse((one) => one.url().endsWith('/api/v1/doubts'));
    await dialog.getByRole('button', { name: 'Buka perkara' }).click();
    const answer = await answered;
    assert.equal(answer.status(), 201, await answer.text());
    id = (await answer.json()).id;
    await dialog.getByText('Perkara dibuka.').waitFor();

    await page.goto('/desk/doubts');
    await page.getByRole('heading', { level: 1, name: 'Keraguan' }).waitFor();
    await page.getByText('Belum ditanyakan').first().waitFor();
    await looksRight(page, 'doubts');
    await page.getByRole('radio', { name: 'Antrean' }).check();
    await page
      .getByText('Antrean kosong')
      .or(page.getByRole('list', { name: 'Rekaman yang menunggu pemeriksa' }))
      .first()
      .waitFor();

    await waitForCase(page, id);
    await page.getByText('Penyalahgunaan baru dapat dipilih sesudah').waitFor();
    await looksRight(page, 'doubt');
    await page.getByLabel('Pertanyaan').fill('Di mana Anda saat itu?');
    await page.getByRole('button', { name: 'Tanyakan kepada pegawai' }).click();
    await page.getByText('Tersimpan.').waitFor();
    await page.getByText('Menunggu jawaban').first().waitFor();
  });

  await person(async (page) => {
    await page.getByText('Ada pertanyaan tentang rekaman Anda').first().waitFor();
    await looksRight(page, 'doubt-home');
    await page.getByRole('link', { name: 'Baca dan jawab' }).click();
    await page.getByText('Tidak menjawab tidak dianggap mengaku.').waitFor();
    await looksRight(page, 'doubt-asked');
    await page.getByRole('button', { name: 'Kirim jawaban' }).click();
    await page.getByText('Tulis jawaban Anda.').waitFor();
    await page
      .getByRole('textbox', { name: 'Jawaban saya' })
      .fill('Saya di gerbang, kartu saya pakai sendiri.');
    const { name } = await page.evaluate(async () => {
      const { items } = await (await fetch('/api/v1/me/colleagues')).json();
      return items[0];
    });
    await page.getByLabel('Rekan yang melihat saya').last().fill(name.slice(0, 12));
    await page.getByRole('button', { name }).first().click();
    await page.getByText('Rekan ini diminta memberi keterangan').waitFor();
    await looksRight(page, 'doubt-answer');
    await page.getByRole('button', { name: 'Kirim jawaban' }).click();
    await page.getByText('Sudah Anda jawab').waitFor();
  });

  await as('kepala', async (page) => {
    await waitForCase(page, id);
    await page.getByText('Saya di gerbang').waitFor();
    await page.getByText('sudah diminta keterangan').waitFor();
    await page.getByText('Tidak ada keterangan rekan').waitFor();
    await page.getByLabel('Hasil').selectOption('misuse');
    await page.getByLabel('Alasan').fill('Kamera menunjukkan orang lain.');
    await page.getByRole('button', { name: 'Simpan penilaian' }).click();
    await page.getByText('Menunggu petugas kedua').first().waitFor();
  });

  await as('bkpsdm', async (page) => {
    await waitForCase(page, id);
    await page.getByRole('textbox', { name: 'Alasan' }).fill('Rekaman kamera sudah dilihat.');
    await looksRight(page, 'doubt-reviewed');
    await page.getByRole('button', { name: 'Setujui' }).click();
    await page.getByText('Tersimpan.').waitFor();
    await page.getByText('Gugur').first().waitFor();
    await page.goto('/desk/doubts?tab=signals');
    await page.getByText('Tanda yang sering keliru').waitFor();
    await looksRight(page, 'doubts-signals');
  });

  await person(async (page) => {
    const after = await dayOf(page, doubted.date);
    assert.ok(
      after.reasons.some((reason) => reason.code === 'voided'),
      JSON.stringify(after.reasons),
    );
    await page.goto(`/doubts/${id}`);
    await page.getByText('Gugur: tidak dihitung lagi').waitFor();
    await looksRight(page, 'doubt-void');
    await page.getByRole('textbox', { name: 'Keberatan saya' }).fill('Satpam melihat saya masuk pukul itu.');
    await page.getByRole('button', { name: 'Kirim keberatan' }).click();
    await page.getByText('Keberatan Anda sedang diputus').waitFor();
  });

  await as('inspektorat', async (page) => {
    await waitForCase(page, id);
    await page.getByRole('textbox', { name: 'Alasan' }).fill('Keterangan satpam dapat dipercaya.');
    await page.getByRole('button', { name: 'Terima keberatan' }).click();
    await page.getByText('Tersimpan.').waitFor();
  });

  await person(async (page) => {
    const restored = await dayOf(page, doubted.date);
    assert.deepEqual([restored.first_in, restored.status], [before.first_in, before.status]);
    await page.goto('/doubts');
    await page.getByText('Rekaman jujur dan tetap dihitung').waitFor();
  });
});
