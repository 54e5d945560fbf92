// Service posts: the office defines one and prints its sheet, a visitor reports without a login, the office answers, and
// leave that would leave the post short is warned of.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, signIn, visitor } from '../lib/browser.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { enter, newcomer } from '../lib/newcomers.mjs';
import { post as ask, workdays } from '../lib/requests.mjs';
import { freePort, logins, start } from '../lib/server.mjs';

let server;
let browser;
let address;
let accounts;
/** The unit of the post, and somebody of the roster. */
let home;
let colleague;
/** What the sheet of the post leads to. */
let link;
let postId;

before(async () => {
  // Sheets carry the public address.
  const port = await freePort();
  address = `http://localhost:${port}`;
  server = await start((data) => [
    'demo',
    ...['--data', data, '--listen', `127.0.0.1:${port}`, '--people', '60'],
    ...['--public-url', address],
  ]);
  accounts = logins(server.data);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Walks a journey with a visitor of its own and fails on any fault in the page. */
async function walk(role, journey, { at, ...options } = {}) {
  const { context, page, faults } = await visitor(browser, address, options);
  try {
    if (role) await signIn(page, accounts[role], at);
    await journey(page, context);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

const asked = (page, path) => page.evaluate(async (to) => (await fetch(`/api/v1${to}`)).json(), path);

test('an office defines a post, names who may staff it and prints its sheet', async () => {
  let me;
  await walk('pegawai', async (page) => void (me = (await asked(page, '/me')).person), { at: '/' });
  await walk('bkpsdm', async (page) => {
    await page.goto('/desk/posts');
    await page.getByRole('heading', { name: 'Pos layanan', level: 1 }).waitFor();
    await page.getByText('Belum ada pos', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Pos baru' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Simpan' }).click();
    await form.getByText('wajib', { exact: false }).first().waitFor();
    home = (await asked(page, `/people?q=${encodeURIComponent(me.name)}`)).items[0].unit;
    colleague = (await asked(page, '/people?limit=5')).items.find(({ id }) => id !== me.id);
    await form.getByLabel('Unit').selectOption(home.code);
    await form.getByLabel('Nama pos').fill('Loket 1 KTP');
    await form.getByLabel('Letak di kantor').fill('Lantai 1');
    for (const day of ['Sab', 'Min']) await form.getByLabel(day, { exact: true }).check();
    await form.getByLabel('Mulai').fill('00:00');
    await form.getByLabel('Selesai').fill('24:00');
    await form.getByLabel('Juga pada hari libur nasional').check();
    await looksRight(page, 'posts-form', { fullPage: false });
    await form.getByLabel('Selesai').fill('00:00');
    await form.getByRole('button', { name: 'Simpan' }).click();
    await form.getByText('Jam selesai harus sesudah jam mulai', { exact: false }).first().waitFor();
    await form.getByLabel('Selesai').fill('24:00');
    await form.getByRole('button', { name: 'Simpan' }).click();

    await page.waitForURL(/\/desk\/posts\?post=/);
    postId = new URL(page.url()).searchParams.get('post');
    await page.getByText('belum diketahui').first().waitFor();
    await page.getByRole('button', { name: 'Tambah orang' }).click();
    await form.getByLabel('Cari', { exact: false }).fill(me.name);
    await form.getByRole('button', { name: me.name, exact: false }).first().click();
    await form.getByRole('button', { name: 'Simpan' }).click();
    await page
      .getByRole('cell', { name: me.name })
      .or(page.getByRole('rowheader', { name: me.name }))
      .first()
      .waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Unduh lembar QR' }).click();
    const sheet = await bytesOf(await download);
    assert.equal(sheet.subarray(0, 4).toString(), '%PDF');
    ({ link } = await asked(page, `/service-posts/${postId}`));
    assert.match(link, /\/post\/\d+-[0-9a-z]{12}$/);
    await looksRight(page, 'posts-detail');
    await page.goto('/desk/posts');
    await page.getByRole('link', { name: 'Buka Loket 1 KTP' }).waitFor();
    await looksRight(page, 'posts');
  });
});

test('a visitor without a login says at 320 px what they saw, and learns nothing of people', async () => {
  await walk(
    null,
    async (page) => {
      await page.goto(link.replace(address, ''));
      await page.getByRole('heading', { name: 'Loket 1 KTP', level: 1 }).waitFor();
      await page.getByText('Sedang jam buka').waitFor();
      await page.getByRole('button', { name: 'Kirim laporan' }).click();
      await page.getByText('Pilih salah satu.').waitFor();
      await looksRight(page, 'post-door');
      await page.getByLabel('Tidak ada petugas').check();
      await page.getByLabel('Ceritakan singkat', { exact: false }).fill('Kursinya kosong sejak tadi.');
      await page.getByRole('button', { name: 'Kirim laporan' }).click();
      await page.getByText('laporan Anda sudah sampai', { exact: false }).waitFor();
      await looksRight(page, 'post-thanks');
      assert.equal(new URL(page.url()).pathname.startsWith('/post/'), true, 'nobody is sent to a login');
      assert.ok(!(await page.content()).includes('NIP'), 'no word of people');

      await page.goto('/post/1-000000000000');
      await page.getByText('Kode ini tidak berlaku', { exact: false }).waitFor();
      await looksRight(page, 'post-unknown');
    },
    { viewport: { width: 320, height: 640 }, hasTouch: true },
  );
});

test('the office sees the report beside what the records said, and answers it', async () => {
  await walk('bkpsdm', async (page) => {
    await page.goto(`/desk/posts?post=${postId}`);
    await page.getByText('Kursinya kosong sejak tadi.').waitFor();
    await page.getByText('Tulisan pengunjung belum diperiksa', { exact: false }).waitFor();
    await looksRight(page, 'posts-reports');
    await page.getByRole('button', { name: /^Jawab laporan/ }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Hasil').selectOption('confirmed');
    await form.getByLabel('Jawaban').fill('Petugas berhalangan, pengganti sudah ditunjuk.');
    await looksRight(page, 'posts-answer', { fullPage: false });
    await form.getByRole('button', { name: 'Jawab', exact: true }).click();
    await page.getByText('Benar demikian').waitFor();
    await page.getByText('dijawab tepat waktu').first().waitFor();
  });
  await walk('pimpinan', async (page) => {
    await page.goto('/desk/posts');
    await page.getByText('Benar demikian').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Pos baru' }).count(), 0, 'a leader reads');
    await page.goto('/desk/board');
    await page.getByRole('heading', { name: 'Pos layanan' }).waitFor();
    await looksRight(page, 'board-posts');
  });
});

test('leave that would leave the post short is warned of, to who asks and to who decides', async () => {
  const [date] = workdays(1, 3);
  let request;
  await walk(
    'pegawai',
    async (page) => {
      request = await ask(page, {
        kind: 'permission',
        detail: { from: date, to: date, part: 'whole' },
        reason: 'keperluan keluarga',
      });
      assert.equal(request.warnings[0].code, 'post_short');
      await page.goto(`/requests/${request.id}`);
      await page.getByText('Pos layanan akan kekurangan orang').waitFor();
    },
    { at: '/' },
  );
  // Who decides is the head of that office, whichever it is in this city.
  await walk(null, async (page) => {
    await enter(page, newcomer(server.data, 'kepala-loket', 'kepala', colleague.id, home.code));
    await page.goto(`/desk/inbox/${request.id}`);
    await page.getByText('Pos layanan akan kekurangan orang').waitFor();
    await page.getByText('Loket 1 KTP', { exact: false }).first().waitFor();
    await looksRight(page, 'posts-warning');
  });
});
