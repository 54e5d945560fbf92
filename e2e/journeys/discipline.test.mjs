// A discipline case from days without a reason to the answer of the objection and its end: five people, each with what the
// case gives them to do.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launch, signIn, visitor } from '../lib/browser.mjs';
import { keepLetters } from '../lib/letters.mjs';
import { looksRight } from '../lib/looks.mjs';
import { enter, newcomer, trialKey } from '../lib/newcomers.mjs';
import { asked, held } from '../lib/phone.mjs';
import { logins, start } from '../lib/server.mjs';
import { commands } from '../lib/settings.mjs';

/** Weeks lie between a summons and the examination: the server is started again on a later day. */
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const PASSWORD = 'Akun-contoh-2099';
const PASSPHRASE = 'kata-rahasia-2099';
const phone = { ...held, viewport: { width: 360, height: 780 } };
const DAY_MS = 86_400_000;

let browser;
let server;
before(async () => {
  browser = await launch();
  server = await start(commands.demo);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function later(days) {
  const { data } = server;
  await server.stop({ keep: true });
  Object.assign(process.env, { LD_PRELOAD: FAKETIME, FAKETIME: `+${days}d`, DONT_FAKE_MONOTONIC: '1' });
  server = await start(commands.serve, data);
  for (const name of ['LD_PRELOAD', 'FAKETIME', 'DONT_FAKE_MONOTONIC']) delete process.env[name];
}

/** Walks as an account of the city or as a newcomer, who comes with a code the first time. */
async function walk(who, journey, options = {}) {
  const { context, page, faults } = await visitor(browser, server.address, options);
  try {
    if (who.code && !who.known) await enter(page, who);
    else await signIn(page, { password: PASSWORD, ...who }, options === phone ? '/' : '/desk/');
    who.known = true;
    await journey(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** A working day in the middle of a week, so many days from now at least. */
function midweek(days) {
  const on = new Date(Date.now() + days * DAY_MS);
  while (![2, 3, 4].includes(on.getUTCDay())) on.setTime(on.getTime() + DAY_MS);
  return on.toISOString().slice(0, 10);
}

async function choose(part, { name }) {
  await part.getByLabel('Cari nama atau NIP').fill(name);
  const found = part.getByRole('list', { name: 'Orang yang ditemukan' }).getByRole('button');
  await found.filter({ hasText: name }).first().click();
}

async function open(page, id) {
  await page.goto(`/desk/discipline?part=cases&case=${id}`);
  await page.getByRole('heading', { name: 'Langkah Anda' }).waitFor();
  await page.getByText('RAHASIA').first().waitFor();
}

/** Takes a step of the case that is open. */
async function take(page, step, fill, { sure = true } = {}) {
  await page.getByRole('button', { name: step, exact: true }).click();
  const form = page.getByRole('form', { name: step });
  await fill(form);
  await looksRight(page, `discipline-${step.toLowerCase().replace(/\W+/g, '-')}`);
  await form.getByRole('button', { name: 'Catat langkah' }).click();
  if (sure) await form.getByRole('button', { name: 'Ya, catat' }).click();
  await page.getByText('Langkah tercatat.').waitFor();
}

/** Signs a letter of the case that is open, first with a slip of the hand. */
async function sign(page, letter) {
  await page.getByRole('button', { name: `Tanda tangan: ${letter}` }).click();
  const sheet = page.getByRole('dialog', { name: 'Tanda tangan surat' });
  await sheet.getByText('tidak berkekuatan hukum').waitFor();
  const word = sheet.getByRole('textbox', { name: 'Passphrase' });
  await word.fill('salah-ketik');
  await sheet.getByRole('button', { name: 'Tanda tangani' }).click();
  await sheet.getByText('Passphrase salah').waitFor();
  await looksRight(page, 'discipline-sign', { fullPage: false });
  await word.fill(PASSPHRASE);
  await sheet.getByRole('button', { name: 'Tanda tangani' }).click();
  await sheet.getByText('Ditandatangani secara elektronik oleh').waitFor();
  await sheet.getByRole('button', { name: 'Periksa tanda tangan' }).click();
  await sheet.getByText('Tanda tangan cocok').waitFor();
  await looksRight(page, 'discipline-signed', { fullPage: false });
  await page.keyboard.press('Escape');
}

const say = async (page, what, words) => {
  const radio = page.getByRole('radio', { name: what, exact: true });
  if ((await radio.count()) > 0) await radio.check({ force: true });
  await page.getByRole('textbox', { name: what }).fill(words);
  await page.getByRole('button', { name: 'Kirim', exact: true }).click();
  const kept = page.waitForResponse((one) => one.request().method() === 'POST');
  await page.getByRole('button', { name: 'Ya, kirim' }).click();
  assert.equal((await kept).ok(), true);
  // The word about what was sent before may still stand.
  await page.getByText('Terkirim dan tercatat di berkas.').last().waitFor();
};

const needs = existsSync(FAKETIME)
  ? {}
  : { skip: 'needs libfaketime, so that the day of the examination comes' };

test('days without a reason go through every hand, and the person is heard at each turn', needs, async () => {
  let subject;
  let others;
  await walk(logins(server.data).bkpsdm, async (page) => {
    const year = new Date().getUTCFullYear();
    const rows = (await asked(page, `/discipline/indications?year=${year}`)).items;
    // A superior may report without a count: two days are enough here.
    const pns = rows.filter((row) => row.employee_type === 'PNS' && row.days.length > 0 && !row.case);
    subject = pns.find((row) => row.indication) ?? pns[0];
    assert.ok(subject, 'the city has somebody with days without a reason');
    const { items } = await asked(page, '/people');
    others = items.filter(({ id }) => id !== subject.person.id).slice(0, 8);
    assert.equal(others.length, 8);
  });
  const [head, officer, leader, chair, ...council] = others;
  const { data } = server;
  const kepala = newcomer(data, 'disiplin-kepala', 'kepala', head.id, subject.unit.code);
  const bkpsdm = newcomer(data, 'disiplin-bkpsdm', 'bkpsdm', officer.id);
  const pimpinan = newcomer(data, 'disiplin-pimpinan', 'pimpinan', leader.id);
  const majelis = newcomer(data, 'disiplin-majelis', 'majelis', chair.id);
  const pegawai = newcomer(data, 'disiplin-pegawai', 'pegawai', subject.person.id);
  const examineOn = midweek(16);
  let id;

  await walk(bkpsdm, async (page) => {
    await page.goto('/desk/discipline');
    await page.getByText('bukan putusan').first().waitFor();
    const row = page.getByRole('row', { name: subject.person.name }).first();
    await row.getByRole('button', { name: /^Rincian/ }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'Hitungan' }).waitFor();
    await looksRight(page, 'discipline-indication');
    await page.keyboard.press('Escape');
    await looksRight(page, 'discipline-indications');

    await row.getByRole('button', { name: 'Buka kasus' }).click();
    await page.getByRole('button', { name: 'Buka kasus ini' }).click();
    await page.getByText('Lengkapi bagian ini.').first().waitFor();
    await page.getByLabel('Tingkat jabatan pegawai').selectOption({ label: 'Administrator' });
    const duties = [
      [null, head, 'Pimpinan Tinggi Pratama'],
      [null, officer, 'Administrator'],
      ['Kepala OPD', head, 'Pimpinan Tinggi Pratama'],
      ['Pejabat yang berwenang menghukum', leader, 'Pejabat Pembina Kepegawaian'],
      // Above the PPK there is nobody: who decided answers.
      ['Pejabat yang memutus keberatan', leader, 'Pejabat Pembina Kepegawaian'],
    ];
    for (const [at, [duty, person, office]] of duties.entries()) {
      if (duty) await page.getByRole('button', { name: 'Tambah petugas' }).click();
      const part = page.getByRole('group', { name: `Petugas ${at + 1}`, exact: true });
      if (duty) await part.getByLabel('Tugas', { exact: true }).selectOption({ label: duty });
      await choose(part, person);
      await part.getByLabel('Tingkat jabatan').selectOption({ label: office });
    }
    await looksRight(page, 'discipline-open');
    const answered = page.waitForResponse(
      (one) => one.url().endsWith('/discipline/cases') && one.request().method() === 'POST',
    );
    await page.getByRole('button', { name: 'Buka kasus ini' }).click();
    const answer = await answered;
    assert.equal(answer.status(), 201, await answer.text());
    id = (await answer.json()).id;
    await page.getByText('Kasus dibuka.').waitFor();
    await page.getByRole('heading', { name: 'Yang harus dilakukan' }).waitFor();
    await looksRight(page, 'discipline-case');
  });

  await walk(kepala, async (page) => {
    await open(page, id);
    await take(
      page,
      'Minta penjelasan',
      async (form) => {
        await form.getByLabel('Yang ditanyakan kepada pegawai').fill('Mengapa tidak masuk sesudah libur?');
        await form.getByLabel('Batas menjelaskan').fill(midweek(7));
      },
      { sure: false },
    );
  });

  await walk(
    pegawai,
    async (page) => {
      await page.getByText('Perkara Anda menunggu').waitFor();
      await page.getByRole('link', { name: 'Baca perkara' }).click();
      await page.getByText('Tidak menjelaskan tidak dianggap mengaku.').waitFor();
      await looksRight(page, 'cases-asked');
      await page.getByRole('button', { name: 'Kirim', exact: true }).click();
      await page.getByText('Tulis dulu isinya.').waitFor();
      await say(page, 'Jelaskan', 'Saya merawat ibu di kampung.');
      await say(page, 'Ajukan alasan', 'Ibu saya sakit keras, surat dokter menyusul.');
      await page.getByText('Ditelaah kepala OPD').waitFor();
      await page.goto('/cases');
      await page.getByRole('link', { name: /Ditelaah kepala OPD/ }).waitFor();
      await looksRight(page, 'cases');
    },
    phone,
  );

  await walk(kepala, async (page) => {
    await open(page, id);
    await page.getByText('Ibu saya sakit keras').waitFor();
    await take(page, 'Telaah kepala OPD', async (form) => {
      await form.getByLabel('Hasil telaah').selectOption({ label: 'Diserahkan ke Majelis Kode Etik' });
      await form.getByLabel('Alasan').fill('Perlu diteliti kebenarannya.');
    });
  });

  await walk(bkpsdm, async (page) => {
    await open(page, id);
    await take(
      page,
      'Bentuk Majelis Kode Etik',
      async (form) => {
        await form.getByLabel('Nomor surat').fill('800/MKE/1');
        for (const [at, person] of [chair, ...council].entries()) {
          const part = form.getByRole('group', { name: `Anggota ${at + 1}`, exact: true });
          await choose(part, person);
          await part.getByLabel('Tingkat jabatan').selectOption({ label: 'Administrator' });
        }
      },
      { sure: false },
    );
  });

  await walk(majelis, async (page) => {
    await open(page, id);
    await page.getByText('Anda hanya melihat alasan yang sedang ditelaah majelis.').waitFor();
    await take(page, 'Rekomendasi majelis', async (form) => {
      await form.getByLabel('Rekomendasi').selectOption({ label: 'Dikembalikan ke penegakan disiplin' });
      await form.getByLabel('Alasan').fill('Tidak ada surat dokter.');
    });
  });

  await walk(kepala, async (page) => {
    await open(page, id);
    await take(page, 'Verifikasi', async (form) => {
      await form.getByLabel('Tingkat yang akan diperiksa').selectOption({ label: 'Sedang' });
      await form.getByLabel('Alasan').fill('Harinya cocok dengan semua sumber.');
    });
    await take(page, 'Panggilan pemeriksaan', async (form) => {
      await form.getByLabel('Nomor surat').fill('800/P/1');
      await form.getByLabel('Hari pemeriksaan').fill(examineOn);
      await form.getByLabel('Pukul').fill('09:00');
      await form.getByLabel('Tempat').fill('Ruang rapat kepala');
    });
  });

  await walk(
    pegawai,
    async (page) => {
      await page.getByText('Anda dipanggil untuk diperiksa.').waitFor();
      await page.goto(`/cases/${id}`);
      await page.getByText('Tempat: Ruang rapat kepala').waitFor();
      await looksRight(page, 'cases-summoned');
    },
    phone,
  );

  // A code lasts a week: who comes in later enters before.
  await walk(pimpinan, async () => {});
  trialKey(data, pimpinan.login, PASSPHRASE);
  await later(Math.ceil((Date.parse(`${examineOn}T12:00:00Z`) - Date.now()) / DAY_MS));

  await walk(kepala, async (page) => {
    await open(page, id);
    await take(page, 'Berita acara pemeriksaan (BAP)', async (form) => {
      await form.getByLabel('Nomor surat').fill('800/BAP/1');
      await form.getByRole('textbox', { name: 'Pertanyaan 3' }).fill('Mengapa tidak mengabari kantor?');
      for (const [at, words] of ['Sudah.', 'Ya.', 'HP saya rusak.', 'Tidak.', 'Ya.'].entries())
        await form.getByRole('textbox', { name: `Jawaban ${at + 1}` }).fill(words);
    });
    await take(page, 'Laporan hasil pemeriksaan (LHP)', async (form) => {
      await form.getByLabel('Nomor surat').fill('800/LHP/1');
      await form.getByLabel('Yang memberatkan').fill('Tidak mengabari.');
      await form.getByLabel('Yang meringankan').fill('Belum pernah dihukum.');
      await form.getByLabel('Dampak perbuatan').fill('Loket tutup.');
      await form.getByLabel('Macam hukuman').selectOption({ label: 'Hukuman disiplin menurut daftar' });
      await form
        .getByLabel('Jenis hukuman')
        .selectOption({ label: 'Sedang: Penundaan kenaikan gaji berkala 1 tahun' });
    });
  });

  await walk(pimpinan, async (page) => {
    await page.goto('/desk/discipline?part=cases&tab=mine');
    await page
      .getByRole('list', { name: 'Daftar kasus' })
      .getByRole('button', { name: subject.person.name })
      .click();
    await page.getByRole('heading', { name: 'Langkah Anda' }).waitFor();
    await page.getByText('Siapa yang berwenang menghukum').first().waitFor();
    await take(page, 'Keputusan', async (form) => {
      await form.getByLabel('Nomor surat').fill('800/SK/1');
      await form.getByLabel('Macam hukuman').selectOption({ label: 'Hukuman disiplin menurut daftar' });
      await form
        .getByLabel('Jenis hukuman')
        .selectOption({ label: 'Sedang: Penundaan kenaikan gaji berkala 1 tahun' });
      await form.getByLabel('Alasan').fill('Terbukti tidak masuk tanpa alasan yang sah.');
    });
    await take(page, 'Penyerahan keputusan', (form) =>
      form.getByLabel('Apakah pegawai hadir').selectOption({ label: 'Tidak' }),
    );
    await sign(page, 'Keputusan Hukuman Disiplin');
  });

  await walk(bkpsdm, async (page) => {
    await open(page, id);
    await take(
      page,
      'Pengiriman keputusan',
      (form) => form.getByLabel('Dikirim dengan cara apa').fill('Pos tercatat ke rumah.'),
      { sure: false },
    );
    await take(page, 'Penerimaan keputusan', (form) =>
      form.getByLabel('Dari mana diketahui').fill('Tanda terima pos.'),
    );
    await page.getByText('Diterima pegawai').waitFor();
    await looksRight(page, 'discipline-decided');
    const kinds = await keepLetters(page, id);
    assert.ok(kinds.includes('lhp') && kinds.includes('keputusan'), kinds.join(', '));
  });

  await walk(
    pegawai,
    async (page) => {
      await page.getByText('Anda boleh mengajukan keberatan.').waitFor();
      await page.getByRole('link', { name: 'Baca perkara' }).click();
      await page.getByText('ajukan keberatan paling lambat').waitFor();
      await looksRight(page, 'cases-decided');
      await say(page, 'Ajukan keberatan', 'Surat dokter sudah ada.');
      await page.getByText('Menunggu jawaban keberatan').waitFor();
    },
    phone,
  );

  await walk(pimpinan, async (page) => {
    await open(page, id);
    await page.getByText('Surat dokter sudah ada.').waitFor();
    await page.getByText('Jawab keberatan').first().waitFor();
    await take(page, 'Jawaban keberatan', async (form) => {
      // A lighter punishment has to be named.
      await form.getByLabel('Hasil', { exact: true }).selectOption({ label: 'Diringankan' });
      await form.getByRole('button', { name: 'Catat langkah' }).click();
      await form.getByText('Lengkapi bagian ini.').first().waitFor();
      await form.getByLabel('Macam hukuman').selectOption({ label: 'Hukuman disiplin menurut daftar' });
      await form
        .getByLabel('Jenis hukuman')
        .selectOption({ label: 'Ringan: Pernyataan tidak puas secara tertulis' });
      await form.getByLabel('Nomor surat').fill('800/SK/2');
      await form.getByLabel('Alasan').fill('Surat dokter meringankan.');
    });
    await page.getByText('Yang berlaku sekarang: pernyataan tidak puas secara tertulis').waitFor();
    await take(page, 'Penyerahan keputusan', (form) =>
      form.getByLabel('Apakah pegawai hadir').selectOption({ label: 'Ya' }),
    );
  });

  await walk(
    pegawai,
    async (page) => {
      await page.goto(`/cases/${id}`);
      await page.getByText('Surat dokter meringankan.').waitFor();
      await looksRight(page, 'cases-answered');
      assert.equal(await page.getByText('Ajukan keberatan', { exact: true }).count(), 0, 'said once');
    },
    phone,
  );
});
