import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { bytesOf } from '../lib/files.mjs';
import { looksRight } from '../lib/looks.mjs';
import { asked } from '../lib/phone.mjs';
import { unzip } from '../lib/zip.mjs';

const as = city();
const phone = { at: '/', viewport: { width: 320, height: 720 }, hasTouch: true };

/** The ids of a month's punches, as the API shows them. */
const idsOf = (month) => month.days.flatMap((day) => day.punches.map((punch) => punch.id));

test('an employee sees who looked, takes everything home, asks, and is answered within the clock', async () => {
  let me, month, mine;
  await as(
    'pegawai',
    async (page) => {
      me = (await asked(page, '/me')).person;
      month = (await asked(page, '/me/punching')).plan[0].date.slice(0, 7);
      mine = idsOf(await asked(page, `/me/days?month=${month}`));
      assert.ok(mine.length > 0, 'the month has punches');
    },
    phone,
  );

  let others;
  await as('bkpsdm', async (page) => {
    await page.goto(`/desk/people/${me.id}`);
    await page.locator('td button.day').first().waitFor();
    const people = (await asked(page, '/people')).items.filter((person) => person.id !== me.id);
    const months = people
      .slice(0, 5)
      .map((person) => asked(page, `/people/${person.id}/days?month=${month}`));
    others = (await Promise.all(months)).flatMap(idsOf);
    assert.ok(others.length > 0, 'others have punches');
  });

  await as(
    'pegawai',
    async (page) => {
      await page.goto('/account');
      await page.getByRole('link', { name: 'Data saya' }).click();
      await page
        .getByText(/^membuka kehadiran bulan/)
        .first()
        .waitFor();
      await page.getByText('BKPSDM').first().waitFor();
      await looksRight(page, 'phone-my-data');

      await page.getByRole('button', { name: 'Ajukan permohonan' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Kirim permohonan' }).click();
      await dialog.getByText('Isian ini wajib diisi').first().waitFor();
      await looksRight(page, 'phone-my-data-ask', { fullPage: false });
      await dialog.getByLabel('Apa yang salah atau yang dimaksud').fill('Gelar saya belum tertulis');
      await dialog.getByLabel('Seharusnya').fill('S.Kom.');
      await dialog.getByRole('button', { name: 'Kirim permohonan' }).click();
      await page.getByText('Waktunya mulai berjalan').waitFor();
      await page.getByText(/^sisa 7[12] jam \d+ menit$/).waitFor();

      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Unduh salinan' }).click();
      const download = await coming;
      assert.match(download.suggestedFilename(), /^data-saya-\d{4}-\d{2}-\d{2}\.zip$/);
      const files = unzip(await bytesOf(download));
      const punches = JSON.parse(files.get('rekaman.json').toString());
      const kept = new Set(punches.map((punch) => punch.id));
      assert.deepEqual(
        mine.filter((id) => !kept.has(id)),
        [],
        'every punch of mine',
      );
      const text = [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
      assert.deepEqual(
        others.filter((id) => text.includes(id)),
        [],
        'no punch of anybody else',
      );
      assert.ok(punches.every((punch) => punch.salt && punch.commitment && punch.record_text));
      assert.equal(JSON.parse(files.get('pegawai.json').toString()).person.id, me.id);
      assert.equal(JSON.parse(files.get('permohonan-data.json').toString())[0].wanted, 'S.Kom.');
      await page.getByText(/^Terakhir diambil/).waitFor();

      // What was taken home opens by itself and shows who it is about.
      await page
        .context()
        .newPage()
        .then(async (own) => {
          await own.setContent(files.get('BACA-SAYA.html').toString());
          await own.getByRole('heading', { name: 'Siapa melihat data saya' }).waitFor();
          await own.close();
        });
    },
    phone,
  );

  await as('bkpsdm', async (page) => {
    await page.getByRole('link', { name: 'Data pribadi' }).click();
    const request = page.getByRole('article').filter({ hasText: 'Gelar saya belum tertulis' });
    await request.getByText(/^sisa 7[12] jam \d+ menit$/).waitFor();
    await looksRight(page, 'desk-privacy');
    await request.getByRole('button', { name: `Jawab permohonan ${me.name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Sudah dikerjakan' }).click();
    await dialog.getByText('Isian ini wajib diisi').waitFor();
    await looksRight(page, 'desk-privacy-answer', { fullPage: false });
    await dialog.getByLabel('Yang dilakukan, atau alasannya').fill('Gelar ditambahkan menurut ijazah');
    await dialog.getByRole('button', { name: 'Sudah dikerjakan' }).click();
    await page.getByText(`Permohonan ${me.name} dijawab.`).waitFor();
    await page.getByRole('radio', { name: 'Selesai' }).check();
    await page.getByText('Gelar ditambahkan menurut ijazah').waitFor();
  });

  await as(
    'pegawai',
    async (page) => {
      await page.goto('/my-data');
      const request = page.getByRole('article').filter({ hasText: 'Gelar saya belum tertulis' });
      await request.getByText('Gelar ditambahkan menurut ijazah').waitFor();
      await request.getByText('Dikerjakan').first().waitFor();
      await looksRight(page, 'phone-my-data-answered');
    },
    phone,
  );
});

test('what people ask about their data is nobody else’s business', async () => {
  await as('kepala', async (page) => {
    assert.equal(await page.getByRole('link', { name: 'Data pribadi' }).count(), 0);
    await page.goto('/desk/privacy');
    await page.getByRole('alert').waitFor();
  });
});

test('the legend of the month says how each code stands in the calendar', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/month');
      await page.getByText('Arti kode').click();
      await page.getByText('di kalender: L', { exact: true }).waitFor();
      await page.getByText('di kalender: …', { exact: true }).waitFor();
      await looksRight(page, 'phone-month-legend');
    },
    phone,
  );
});
