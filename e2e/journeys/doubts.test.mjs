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
    return { date: day.date, punch: day.punches.find((punch) => punch.used_as === 'in').id };
  });

const dayOf = (page, date) =>
  page.evaluate(async (on) => {
    const month = await (await fetch(`/api/v1/me/days?month=${on.slice(0, 7)}`)).json();
    return month.days.find((one) => one.date === on);
  }, date);

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
    const opened = await page.evaluate(async (punch) => {
      const answer = await fetch('/api/v1/doubts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hadir': '1' },
        body: JSON.stringify({
          id: crypto.randomUUID(),
          punch,
          reason: 'Rekan melapor kartunya dititipkan.',
        }),
      });
      return { status: answer.status, body: await answer.json() };
    }, doubted.punch);
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    id = opened.body.id;

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
    await page.getByRole('button', { name: 'Kirim jawaban' }).click();
    await page.getByText('Sudah Anda jawab').waitFor();
  });

  await as('kepala', async (page) => {
    await waitForCase(page, id);
    await page.getByText('Saya di gerbang').waitFor();
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
