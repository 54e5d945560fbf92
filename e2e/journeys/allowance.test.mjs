// The allowance of a month: amounts come in, a line opens down to its punch, one officer proposes and another confirms, and the
// employee sees it on the phone, also without a network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { enter, newcomer } from '../lib/newcomers.mjs';
import { asked, button, held, installed } from '../lib/phone.mjs';
import { total } from '../lib/read.mjs';

const as = city();
const data = process.env.E2E_DATA;

/** The month before this one, which is over and can be paid. */
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(Date.now());
const ended = new Date(Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)) - 2, 1));
const month = ended.toISOString().slice(0, 7);

/** Rupiah as they are written here: −Rp16.000 */
const rupiah = (text) => (text.startsWith('−') ? -1 : 1) * Number(text.replace(/\D/g, ''));
const written = (amount) => `Rp${new Intl.NumberFormat('id-ID').format(amount)}`;

/** Somebody of an office who is cut and paid nothing yet. */
let subject;
async function choose(page) {
  const { items } = await asked(page, `/allowance?month=${month}&limit=1000`);
  const cut = items.filter((row) => row.unit && row.lines > 1 && row.tpp_rupiah && !row.paid);
  assert.ok(cut.length > 0, 'somebody of the city is cut');
  subject = cut[0];
}

async function open(page, part) {
  const query = new URLSearchParams({ month, unit: subject.unit.code, ...(part ? { part } : {}) });
  await page.goto(`/desk/allowance?${query}`);
}

/** The rows of the list and what stands below them, by column: TPP, cut, carried, total, net. */
async function sums(page) {
  const read = await page.locator('table').evaluate((table) => {
    const texts = (row) => [...row.querySelectorAll('td .value')].map((cell) => cell.innerText.trim());
    return {
      rows: [...table.querySelectorAll('tbody tr')].map(texts),
      foot: texts(table.querySelector('tfoot tr')),
    };
  });
  const columns = [0, 3, 4, 5, 6];
  return {
    count: read.rows.length,
    rows: columns.map((at) => total(read.rows.map((texts) => (texts[at] === '–' ? 0 : rupiah(texts[at]))))),
    foot: columns.map((at) => rupiah(read.foot[at])),
  };
}

async function importAmounts(page, text) {
  const sheet = { name: 'besaran.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.locator('input[type=file]').setInputFiles(sheet);
  await page.getByRole('button', { name: 'Periksa dulu' }).click();
}

const propose = async (page) => {
  await open(page, 'months');
  await page.getByRole('button', { name: 'Usulkan untuk dibayar' }).click();
  await page.getByRole('button', { name: 'Ya, usulkan' }).click();
  await page.getByText('Diusulkan. Petugas lain yang menetapkan.').waitFor();
};

test('the list adds up, and a line opens down to its punch and the rule', async () => {
  await as('bendahara', async (page) => {
    await choose(page);
    await page.getByRole('link', { name: 'TPP', exact: true }).click();
    await page.getByText('Hitungan seluruh instansi bisa lama').waitFor();
    await looksRight(page, 'desk-allowance-choose');
    await page.getByLabel('Unit kerja').selectOption(subject.unit.code);
    await page.getByRole('heading', { name: 'Skema yang berlaku' }).waitFor();
    await page.getByText('ketentuan belum dicocokkan dengan naskahnya').waitFor();
    await page.locator('table tbody tr').first().waitFor();
    const all = await sums(page);
    assert.ok(all.count > 1);
    assert.deepEqual(all.rows, all.foot);
    await looksRight(page, 'desk-allowance');

    await page.getByLabel('Cari nama').fill(subject.person.name);
    await page.getByText(/^Jumlah 1 orang yang cocok/).waitFor();
    const found = await sums(page);
    assert.deepEqual([found.count, found.foot[4]], [1, subject.net_rupiah]);

    await page.getByRole('button', { name: `Buka TPP ${subject.person.name}` }).click();
    await page.getByRole('heading', { name: `TPP ${subject.person.name}` }).waitFor();
    await page.getByText(written(subject.net_rupiah)).first().waitFor();
    await looksRight(page, 'desk-allowance-person');

    const { allowance } = await asked(page, `/allowance/${subject.person.id}?month=${month}`);
    const line = allowance.lines[0];
    await page
      .getByRole('button', { name: new RegExp(line.because.slice(0, 12)) })
      .first()
      .click();
    const day = page.getByRole('dialog');
    await day.getByText(line.rule).first().waitFor();
    await day.getByText(written(line.rupiah)).first().waitFor();
    await day.getByRole('heading', { name: /^Semua tap/ }).waitFor();
    await looksRight(page, 'desk-allowance-day', { fullPage: false });
  });
});

test('what comes down is the list of the treasurer', async () => {
  await as('bendahara', async (page) => {
    await open(page);
    await page.locator('table tbody tr').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh XLSX' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `tpp-${subject.unit.code}-${month}.xlsx`);
    assert.equal((await bytesOf(download)).subarray(0, 2).toString(), 'PK');
  });
});

test('amounts come in after a look, and a proposal whose figures changed is proposed again', async () => {
  let number;
  await as('bendahara', async (page) => {
    await propose(page);
    await page.getByText('Anda yang mengusulkan; petugas lain yang menetapkan.').waitFor();
    await looksRight(page, 'desk-allowance-proposed');

    await open(page);
    await page.locator('table tbody tr').first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Unduh CSV' }).click(),
    ]);
    const lines = (await bytesOf(download)).toString().split(/\r?\n/);
    number = /\b2099\d{8,14}\b/.exec(lines.find((text) => text.includes(subject.person.name)) ?? '')?.[0];
    assert.ok(number, 'the list names the number of the person');

    await open(page, 'amounts');
    const heading = 'nip;tpp_rupiah;struktural;mulai;dasar\n';
    const good = `${number};5.000.000;tidak;${month}-01;Keputusan Wali Kota Contoh 9\n`;
    await importAmounts(page, `${heading}${good}209900000000000000;4,5 juta;tidak;${month}-01;SK 1\n`);
    await page.getByRole('heading', { name: '1 baris salah; tidak ada yang disimpan' }).waitFor();
    await page.getByRole('row', { name: /^3 nomor 209900000000000000 tidak terdaftar/ }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Simpan besaran' }).count(), 0);
    await looksRight(page, 'desk-allowance-amounts-wrong');
    await importAmounts(page, heading + good);
    await page.getByText('Semua baris terbaca. Belum ada yang disimpan.').waitFor();
    await looksRight(page, 'desk-allowance-amounts');
    await page.getByRole('button', { name: 'Simpan besaran' }).click();
    await page.getByText('1 besaran tersimpan.').waitFor();
  });

  await as('bkpsdm_2', async (page) => {
    await open(page, 'months');
    await page.getByRole('button', { name: 'Tetapkan', exact: true }).click();
    await page.getByRole('button', { name: 'Ya, tetapkan' }).click();
    await page.getByText('Angkanya berubah sejak diusulkan').waitFor();
    await looksRight(page, 'desk-allowance-changed');
    await page.getByRole('button', { name: 'Tolak usul ini' }).click();
    await page.getByRole('button', { name: 'Ya, tolak' }).click();
    await page.getByText('Alasan: Angka berubah sejak diusulkan.').waitFor();
  });

  await as('bendahara', propose);
  await as('bkpsdm_2', async (page) => {
    await open(page, 'months');
    await page.getByRole('button', { name: 'Tetapkan', exact: true }).click();
    await looksRight(page, 'desk-allowance-confirm');
    await page.getByRole('button', { name: 'Ya, tetapkan' }).click();
    await page.getByText('Ditetapkan untuk dibayar').waitFor();
    await open(page);
    await page
      .getByRole('row', { name: new RegExp(subject.person.name) })
      .getByText('Dibayar')
      .waitFor();
    const paid = await asked(page, `/allowance/${subject.person.id}?month=${month}`);
    assert.deepEqual([paid.paid, paid.allowance.tpp_rupiah], [true, 5_000_000]);
    subject = { ...subject, net_rupiah: paid.allowance.net_rupiah };
  });
});

test('the employee sees the month on the phone, opens a line, may ask for a correction, and reads it offline', async () => {
  const who = newcomer(data, 'tpp-pegawai', 'pegawai', subject.person.id);
  const phone = { ...held, viewport: { width: 360, height: 780 }, serviceWorkers: 'allow' };
  await as(
    null,
    async (page, context) => {
      await enter(page, who);
      await button(page).waitFor();
      await installed(page);
      await page.getByRole('link', { name: 'TPP saya' }).click();
      await page.getByRole('button', { name: 'Bulan sebelumnya' }).click();
      await page.getByText('Sudah ditetapkan untuk dibayar').waitFor();
      await page.getByText(written(subject.net_rupiah)).first().waitFor();
      await looksRight(page, 'allowance');

      await context.setOffline(true);
      await page.reload();
      await page.getByText(written(subject.net_rupiah)).first().waitFor();
      await page.getByText(/^Menurut kabar server/).waitFor();
      await context.setOffline(false);
      await page.reload();

      const { allowance } = await asked(page, `/me/allowance?month=${month}`);
      const line = allowance.lines[0];
      await page
        .getByRole('button', { name: new RegExp(line.because.slice(0, 12)) })
        .first()
        .click();
      const day = page.getByRole('dialog');
      await day.getByText(line.rule).first().waitFor();
      await looksRight(page, 'allowance-day', { fullPage: false });
      await day.getByRole('link', { name: 'Perbaiki hari ini' }).click();
      await page.waitForURL(/\/requests\/new\/correction/);
      assert.equal(await page.locator('input[type=date]').first().inputValue(), line.date);
    },
    phone,
  );
});

test('another schedule is tried, and a pack with a hole says where', async () => {
  await as('bkpsdm', async (page) => {
    await open(page, 'whatif');
    const schedule = page.getByLabel('Skema', { exact: true });
    await schedule.locator('option[value="18.72/tpp"]').waitFor({ state: 'attached' });
    await schedule.selectOption('18.72/tpp');
    await page.getByRole('button', { name: 'Bandingkan' }).click();
    await page.getByRole('heading', { name: /^Bila memakai/ }).waitFor();
    const row = page.getByRole('row', { name: /^Potongan/ });
    const [was, now, difference] = (await row.locator('.value').allInnerTexts()).map(rupiah);
    assert.equal(now - was, difference);
    assert.ok(difference < 0, 'a schedule without rules takes less');
    await looksRight(page, 'desk-allowance-whatif');

    await page.getByRole('radio', { name: 'Paket sendiri' }).check({ force: true });
    await page.getByLabel('Naskah paket (TOML)').fill(`
kind = "tpp"
title = "Contoh"
title_en = "Contoh"
source = "Perwali Contoh 1"
covers_from = 2026-01-01
schedule = "99.01/tpp-uji"

[base]
share = "40"
source = "Perwali Contoh 1 Ps 5"
confirmed = true

[late]
bands = [{ from = 1, below = 31, percent = "0.5" }, { above = 31, percent = "1" }]
source = "Perwali Contoh 1 Ps 6"
confirmed = true
`);
    await page.getByRole('button', { name: 'Bandingkan' }).click();
    const faults = page.getByRole('alert');
    await faults.getByText('Paket ini belum dapat dipakai').waitFor();
    await faults.getByText(/late.*31/).waitFor();
    await looksRight(page, 'desk-allowance-pack');
  });
});

test('a head sees the own office, and neither proposes nor imports', async () => {
  await as('kepala', async (page) => {
    await page.getByRole('link', { name: 'TPP', exact: true }).click();
    await page.locator('table tbody tr').first().waitFor();
    await page.getByRole('radio', { name: 'Bulan yang dibayar' }).check({ force: true });
    await page.getByText('Anda dapat melihat usul, tetapi tidak mengusulkan.').waitFor();
    assert.equal(await page.getByRole('radio', { name: 'Besaran' }).count(), 0);
    await looksRight(page, 'desk-allowance-head');
  });
});
