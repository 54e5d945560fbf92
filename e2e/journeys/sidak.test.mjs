// An online sidak from the call to the minutes: a leader at the desk, heads and employees on phones of their own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { accounts, city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';
import { enter, newcomer } from '../lib/newcomers.mjs';
import { asked, held, until } from '../lib/phone.mjs';
import { artifacts } from '../lib/settings.mjs';

const as = city();
const data = process.env.E2E_DATA;
const phone = { ...held, viewport: { width: 360, height: 780 } };

/** So long people have, minutes: enough for those below, and short enough to wait for; more on a busy machine. */
const MINUTES = Number(process.env.SIDAK_MINUTES ?? 3);
/** A 1 × 1 picture as a camera might give it. */
const photo = {
  name: 'kantor.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** Runs a journey with several phones at once. */
function withPhones(who, journey, pages = []) {
  const next = who[pages.length];
  if (!next) return journey(pages);
  return as(
    null,
    async (page, context) => {
      await enter(page, next);
      await withPhones(who, journey, [...pages, { page, context }]);
    },
    phone,
  );
}

/** Three offices with people who are called and silent so far, those with most of them first, and who these are. */
async function silentOffices(page, sidak) {
  const { board } = await asked(page, `/sidak/${sidak}`);
  const offices = board.offices.filter((one) => one.due > 0).sort((a, b) => b.due - a.due);
  const found = [];
  for (const { unit } of offices.slice(0, 3)) {
    const { rows } = await asked(page, `/sidak/${sidak}/units/${unit.id}`);
    const due = rows.filter((row) => row.expected.startsWith('due') && row.answered_at === null);
    const staff = due.map((row) => row.person);
    const head = rows
      .map((row) => row.person)
      .find(({ id }) => !staff.slice(0, 3).some((one) => one.id === id));
    if (head && staff.length > 0) found.push({ unit, staff, head });
  }
  return found.sort((a, b) => b.staff.length - a.staff.length);
}

/** The figures on the leader's screen, all of one moment. */
const figures = (page) =>
  page.locator('[data-sidak-sum]').evaluate((box) => ({
    sum: Number(box.dataset.sidakSum),
    roster: Number(box.dataset.roster),
    there: Number(box.dataset.there),
    due: Number(box.dataset.due),
  }));

/** Fills in the form up to the call and gives the server's answer. */
async function call(page) {
  await page.goto('/desk/sidak');
  await page.getByRole('heading', { name: 'Sidak daring', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Mulai sidak' }).click();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.getByText('wajib', { exact: false }).first().waitFor();
  await page.getByLabel('Judul sidak').fill('Sidak hari pertama');
  await page.getByLabel('Dasar (surat perintah tugas)').fill('SPT 800/12/2099');
  await page.getByLabel('Waktu menjawab bagi pegawai (menit)').fill(String(MINUTES));
  await page.getByLabel('Waktu bagi kepala OPD (menit)').fill('60');
  await page.getByRole('radio', { name: 'OPD pilihan' }).check();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.getByText('Pilih sedikitnya satu OPD.').waitFor();
  await looksRight(page, 'sidak-start');
  await page.getByRole('radio', { name: 'Undian' }).check();
  await page.getByLabel('Berapa yang diundi').waitFor();
  await page.getByRole('radio', { name: 'Semua OPD' }).check();
  await page.getByRole('button', { name: 'Lanjut' }).click();
  await page.getByText(/Semua \d+ OPD akan dipanggil/).waitFor();
  await looksRight(page, 'sidak-confirm');
  const answered = page.waitForResponse(
    (one) => one.url().endsWith('/api/v1/sidak') && one.request().method() === 'POST',
  );
  await page.getByRole('button', { name: 'Panggil sekarang' }).click();
  return answered;
}

/** A head finds the call on the first page and opens the roll. */
async function openRoll(page) {
  await page.reload();
  await page.getByRole('link', { name: 'Buka daftar hadir' }).first().click();
  await page.getByRole('heading', { name: 'Daftar hadir sidak' }).waitFor();
  await page.getByRole('button', { name: 'Kirim daftar hadir' }).waitFor();
}

async function sendRoll(page) {
  await page.getByRole('button', { name: 'Kirim daftar hadir' }).click();
  await page.getByRole('heading', { name: 'Tanda terima' }).waitFor();
}

test('who may not call a sidak is told so', async () => {
  await as('bendahara', async (page) => {
    await page.locator('#menu').waitFor();
    const answer = await page.request.get('/api/v1/sidak');
    assert.equal(answer.status(), 403);
    assert.match((await answer.json()).detail, /\w/);
  });
  await as('kepala', async (page) => {
    await page.goto('/desk/sidak');
    await page.getByRole('heading', { name: 'Sidak daring', level: 1 }).waitFor();
    await page.getByText('Sidak yang sudah berjalan').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Mulai sidak' }).count(), 0);
    await looksRight(page, 'sidak-list-empty');
  });
});

test('a sidak is called, answered on phones with and without a network, attested, closed and explained', async () => {
  await as('pimpinan', async (leader) => {
    await leader.locator('#menu').waitFor();
    const begun = await call(leader);
    if (begun.status() === 409) {
      // At night nobody may be due anywhere; the screen says why nobody is called.
      assert.equal((await begun.json()).code, 'nobody_due');
      await leader.getByText('tidak ada pegawai yang wajib bertugas').waitFor();
      return;
    }
    assert.equal(begun.status(), 201, await begun.text());
    const { summary } = await begun.json();
    const offices = await silentOffices(leader, summary.id);
    const [first] = offices;
    assert.ok(first, 'somebody is called');
    const staff = first.staff.slice(0, 3);
    const who = [
      ...offices.map(({ unit, head }, at) =>
        newcomer(data, `sidak-kepala-${at}`, 'kepala', head.id, unit.code),
      ),
      ...staff.map((one, at) => newcomer(data, `sidak-pegawai-${at}`, 'pegawai', one.id)),
    ];
    await withPhones(who, async (phones) => {
      const heads = phones.slice(0, offices.length);
      const [answering, offline, silent] = phones.slice(offices.length);

      await leader.getByText('Pegawai dipanggil').first().waitFor();
      await leader.locator('[data-sidak-sum]').waitFor();
      const before = await figures(leader);
      assert.equal(before.sum, before.roster);

      // An employee hears of it on the first page and answers.
      await answering.page.reload();
      await answering.page.getByText('Sidak memanggil Anda').waitFor();
      await answering.page.getByRole('link', { name: 'Jawab sekarang' }).click();
      await answering.page.getByRole('button', { name: 'Saya di sini' }).click();
      await answering.page.getByText('Jawaban tersimpan di HP').waitFor();
      await until(async () => (await figures(leader)).there > before.there, 'the board moves by itself');

      // Another one answers without a network; nothing is known of it until the phone is back.
      if (offline) {
        await offline.page.goto('/sidak');
        await offline.page.getByRole('button', { name: 'Saya di sini' }).waitFor();
        await offline.context.setOffline(true);
        await offline.page.getByRole('button', { name: 'Saya di sini' }).click();
        await offline.page.getByText('Jawaban tersimpan di HP').waitFor();
        await looksRight(offline.page, 'sidak-offline');
        const cut = (await figures(leader)).there;
        await offline.context.setOffline(false);
        await until(async () => (await figures(leader)).there > cut, 'the late word is counted', 40_000);
      }
      if (silent) {
        await silent.page.goto('/sidak');
        await silent.page.getByRole('button', { name: 'Saya di sini' }).waitFor();
        await looksRight(silent.page, 'sidak-call');
      }
      await looksRight(leader, 'sidak-live');
      await leader.getByRole('button', { name: 'Layar penuh' }).click();
      await looksRight(leader, 'sidak-full', { fullPage: false });
      await leader.getByRole('button', { name: 'Keluar dari layar penuh' }).click();

      // Heads speak, the first with everything there is.
      for (const [at, { page }] of heads.entries()) {
        await openRoll(page);
        if (at === 0) {
          const names = silent ? [staff[2].name] : [];
          for (const name of names)
            await page
              .getByRole('group', { name })
              .getByRole('button', { name: 'Tanpa keterangan (sementara)' })
              .click();
          const rest = page.getByRole('group').filter({ has: page.getByRole('button', { name: 'Izin' }) });
          const other = rest.filter({ hasNotText: names[0] ?? '—' }).first();
          if (await other.isVisible()) {
            await other.getByRole('button', { name: 'Izin' }).click();
            await other.getByLabel('Catatan', { exact: false }).fill('Surat izin 12/2099');
          }
          const question = page.getByLabel('Apa kendalanya?');
          await question.first().fill('Jaringan di dua puskesmas terputus.');
          await page.locator('input[type=file]').last().setInputFiles(photo);
          await page.getByText('kantor.jpg', { exact: true }).waitFor();
          await looksRight(page, 'sidak-head');
        }
        await sendRoll(page);
        if (at === 0) await looksRight(page, 'sidak-head-sent');
      }
      await leader
        .getByText(new RegExp(`^${heads.length} dari \\d+ kepala sudah menyatakan`))
        .waitFor({ timeout: 30_000 });
      await leader.getByText('Jaringan di dua puskesmas terputus.').waitFor();

      // The roll of an office, and an instruction to it.
      await leader.getByRole('link', { name: first.unit.name, exact: true }).first().click();
      await leader.getByRole('heading', { name: `Daftar hadir ${first.unit.name}` }).waitFor();
      await looksRight(leader, 'sidak-roll');
      await leader.getByRole('link', { name: 'Kembali ke sidak' }).click();
      await leader.getByLabel('Kepada OPD').selectOption({ label: first.unit.name });
      await leader
        .getByLabel('Apa yang harus dikerjakan')
        .fill('Pasang jaringan cadangan di kedua puskesmas.');
      await leader.getByRole('button', { name: 'Beri arahan' }).click();
      await leader.getByRole('link', { name: 'Pasang jaringan cadangan' }).waitFor();

      // Time runs out; only then it is closed.
      await leader.getByRole('button', { name: 'Tutup sidak' }).waitFor({ timeout: (MINUTES + 1) * 60_000 });
      await leader.getByRole('button', { name: 'Tutup sidak' }).click();
      const dialog = leader.getByRole('dialog');
      await dialog.getByText('Angka dibekukan').waitFor();
      await looksRight(leader, 'sidak-close', { fullPage: false });
      await dialog.getByRole('button', { name: 'Tutup sidak' }).click();
      await leader.getByRole('button', { name: 'Unduh berita acara' }).waitFor();
      const after = await asked(leader, `/sidak/${summary.id}`);
      assert.equal(after.board.phase, 'closed');
      assert.ok(after.snapshot.sha256.length >= 64);
      await looksRight(leader, 'sidak-closed');

      const downloading = leader.waitForEvent('download');
      await leader.getByRole('button', { name: 'Unduh berita acara' }).click();
      const file = join(artifacts, 'berita-acara-sidak.pdf');
      await (await downloading).saveAs(file);
      assert.equal(readFileSync(file).subarray(0, 4).toString(), '%PDF');
      execFileSync('pdftoppm', ['-r', '80', '-png', file, join(artifacts, 'berita-acara-sidak')]);

      // Whoever was found without a known reason is asked, explains, and the head decides.
      if (silent) {
        assert.ok(after.follow_ups >= 1, `${after.follow_ups} explanations`);
        await silent.page.goto('/');
        await silent.page.getByText('Anda diminta penjelasan').waitFor();
        await silent.page.getByRole('link', { name: 'Baca dan jelaskan' }).click();
        await silent.page.getByRole('heading', { name: 'Yang ditemukan' }).waitFor();
        await looksRight(silent.page, 'follow-up');
        await silent.page.getByRole('button', { name: 'Kirim penjelasan' }).click();
        await silent.page.getByText('Tulis penjelasan Anda.').waitFor();
        await silent.page
          .getByRole('textbox', { name: 'Penjelasan saya' })
          .fill('Saya mengantar obat ke puskesmas pembantu.');
        await silent.page.getByRole('button', { name: 'Kirim penjelasan' }).click();
        await silent.page.getByText('Sudah Anda jelaskan, menunggu kepala').waitFor();

        const [{ page: head }] = heads;
        await head.setViewportSize({ width: 1280, height: 860 });
        await head.goto('/desk/follow-ups');
        await head.getByRole('button', { name: staff[2].name }).click();
        await head.getByText('Saya mengantar obat ke puskesmas pembantu.').waitFor();
        await looksRight(head, 'desk-follow-up');
        await head.getByRole('textbox', { name: 'Alasan' }).fill('Benar, ada surat jalannya.');
        await head.getByRole('button', { name: 'Terima penjelasan' }).click();
        await head.getByText('Perkara ini selesai').waitFor();
        await head.getByRole('button', { name: 'Ya, kirim' }).click();
        await head.getByText('menerima penjelasan').waitFor();
      }

      const [{ page: head }] = heads;
      await head.setViewportSize({ width: 1280, height: 860 });
      await head.goto('/desk/instructions');
      await head.getByRole('button', { name: 'Pasang jaringan cadangan' }).click();
      await looksRight(head, 'desk-instruction');
      await head.getByRole('textbox', { name: 'Keterangan' }).fill('Router dipesan.');
      await head.getByRole('button', { name: 'Laporkan kemajuan' }).click();
      await head.getByRole('button', { name: 'Ya, kirim' }).click();
      await head.getByText('melaporkan kemajuan').waitFor();
    });
  });
});

test('explanations that were asked of nobody leave the pages empty and say so', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/follow-ups');
      await page.getByRole('heading', { name: 'Permintaan penjelasan', level: 1 }).waitFor();
      await looksRight(page, 'follow-ups');
      await page.goto('/sidak');
      await page.getByRole('heading', { name: 'Sidak', level: 1 }).waitFor();
      await looksRight(page, 'sidak-none');
    },
    { ...phone, at: '/' },
  );
});
