import assert from 'node:assert/strict';
import { test } from 'node:test';
import { city } from '../lib/city.mjs';
import { looksRight } from '../lib/looks.mjs';

const as = city();
const own = { 'x-hadir': '1' };

/** The last three working days that lie a week back, so that no hour of the city is near. */
function workdays() {
  const days = [];
  for (let back = 7; days.length < 3; back += 1) {
    const day = new Date(Date.now() + 7 * 3_600_000 - back * 86_400_000);
    if (day.getUTCDay() % 6 !== 0) days.unshift(day.toISOString().slice(0, 10));
  }
  return days;
}

/** Another key in each walk, so that a second walk finds a fresh one. */
const freshPin = () => String(880_000 + Math.floor(Math.random() * 9_999));

/** What a terminal with names writes. */
function glog(pin, name, days) {
  const rows = days.flatMap((day) => [`${day} 07:05:11`, `${day} 16:40:22`]);
  const lines = rows.map((time, at) => `${at + 1}\t1\t${pin}\t${name}\t0\t4\t${time.replaceAll('-', '/')}`);
  return ['No\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime', ...lines].join('\r\n') + '\r\n';
}

/** Brings what a terminal wrote of somebody. */
async function importAs(page, device, pin, name, days) {
  const buffer = Buffer.from(glog(pin, name, days));
  const taken = await page.request.post('/api/v1/imports', {
    headers: own,
    multipart: {
      source: 'machine',
      device: device.serial,
      file: { name: `GLG_${pin}.TXT`, mimeType: 'text/plain', buffer },
    },
  });
  assert.equal(taken.status(), 201, await taken.text());
}

/** A person who serves where the first terminal hangs, and punches under a key nobody knows. */
async function unknownKey(page, pin) {
  const get = async (path) => (await page.request.get(`/api/v1${path}`)).json();
  const { items: devices } = await get('/devices');
  const device = devices.find((one) => one.site && one.adopted);
  const { items: people } = await get('/people');
  const unit = people.find((one) => one.unit).unit.code;
  const word = pin.replace(/\d/g, (digit) => 'abcdefghij'[digit]);
  const name = `Ratna ${word} Contoh`;
  const id = crypto.randomUUID();
  const added = await page.request.post('/api/v1/people', {
    headers: own,
    data: {
      id,
      name: `${name}, S.Pd.`,
      employee_type: 'NON_ASN',
      lokal: `UJI-${pin}`,
      unit,
      site: device.site,
      from_on: '2026-01-01',
    },
  });
  assert.equal(added.status(), 201, await added.text());
  const days = workdays();
  await importAs(page, device, pin, name.toUpperCase(), days);
  return { id, name, days, device };
}

test('an unmatched key gets a suggestion, is matched, and the person’s day appears', async () => {
  await as('bkpsdm', async (page) => {
    const pin = freshPin();
    const { id, name, days, device } = await unknownKey(page, pin);

    await page.goto('/desk/board');
    await page.getByRole('link', { name: 'Pencocokan PIN' }).click();
    await page.getByRole('searchbox', { name: 'Cari PIN' }).fill(pin);
    const row = page.getByRole('button', { name: new RegExp(`^PIN ${pin}, mesin ${device.serial}`) });
    await row.waitFor();
    await looksRight(page, 'desk-matching-queue');
    await row.click();
    const suggestions = page.getByRole('list', { name: 'Kemungkinan pemilik' });
    await suggestions.getByText('100% mirip').waitFor();
    await looksRight(page, 'desk-matching-key');

    await suggestions.getByRole('button', { name: `Pilih ${name}, S.Pd.` }).click();
    const form = page.locator('form').filter({ has: page.getByText('Berlaku dari') });
    await form.getByRole('button', { name: 'Periksa akibatnya' }).click();
    await form.getByText('Isian ini wajib diisi').waitFor();
    await form.getByLabel('Alasan').fill('daftar enrol sekolah');
    await form.getByRole('button', { name: 'Periksa akibatnya' }).click();
    await form.getByText(/6 rekaman, \d+ hari dinilai ulang/).waitFor();
    await looksRight(page, 'desk-matching-preview');
    await form.getByRole('button', { name: 'Cocokkan', exact: true }).click();
    await page.getByText(`PIN ${pin} dicocokkan dengan ${name}`).waitFor();
    await page.getByText(`Dicocokkan dengan ${name}, S.Pd.`).first().waitFor();
    await page.getByText('daftar enrol sekolah').waitFor();
    await looksRight(page, 'desk-matching-matched');

    const month = await (
      await page.request.get(`/api/v1/people/${id}/days?month=${days[2].slice(0, 7)}`)
    ).json();
    assert.equal(month.days.find((day) => day.date === days[2]).first_in, '07:05:11');
    await page.goto(`/desk/people/${id}?month=${days[2].slice(0, 7)}`);
    await page
      .getByRole('heading', { name: new RegExp(name) })
      .first()
      .waitFor();
    await page.getByText('07.05').or(page.getByText('07:05')).first().waitFor();
  });
});

test('many suggestions are looked at before they are accepted, and two PINs of one person are shown', async () => {
  await as('bkpsdm', async (page) => {
    const pin = freshPin();
    const { id, name, days, device } = await unknownKey(page, pin);

    await page.goto('/desk/matching');
    await page.getByRole('button', { name: 'Terima banyak saran' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Lihat saran' }).click();
    await dialog.getByRole('checkbox', { name: `Ikutkan ${pin}: ${name}` }).waitFor();
    await dialog.getByText(/rekaman, \d+ hari dinilai ulang/).waitFor();
    const ours = dialog.getByRole('checkbox', { name: `Ikutkan ${pin}: ${name}` });
    await ours.uncheck();
    await ours.check();
    await dialog.getByText(/rekaman, \d+ hari dinilai ulang/).waitFor();
    await looksRight(page, 'desk-matching-bulk', { fullPage: false });
    await dialog.getByLabel('Alasan').fill('sesuai nama di mesin');
    await dialog.getByRole('button', { name: /^Terima \d+ saran$/ }).click();
    await page.getByText(/\d+ kunci dicocokkan: \d+ rekaman/).waitFor();

    const second = freshPin();
    await importAs(page, device, second, name, days);
    const decision = { id: crypto.randomUUID(), action: 'match', source: 'machine', device: device.id };
    const matched = await page.request.post('/api/v1/matching/decisions', {
      headers: own,
      data: { decisions: [{ ...decision, key: second, person: id, reason: 'kartu kedua' }] },
    });
    assert.equal(matched.status(), 200, await matched.text());
    await page.getByRole('radio', { name: 'Tidak selaras' }).check();
    const conflict = page.getByRole('listitem').filter({ hasText: name }).first();
    await conflict.getByText('Satu pegawai, dua PIN').waitFor();
    await looksRight(page, 'desk-matching-conflicts');
    await conflict.getByRole('button', { name: /^Lihat PIN/ }).click();

    await page.getByRole('button', { name: `Akhiri pencocokan dengan ${name}, S.Pd.` }).click();
    const ending = page.getByRole('dialog');
    await ending.getByText('tidak pernah berlaku').waitFor();
    await looksRight(page, 'desk-matching-end', { fullPage: false });
    await ending.getByLabel('Alasan').fill('kartu salah');
    await ending.getByRole('button', { name: 'Akhiri pencocokan' }).click();
    await page.getByText('Tidak ada rekaman yang dihapus').waitFor();
    await page.getByText(`Dinyatakan tidak pernah berlaku: ${name}`).waitFor();
    await page.getByRole('row').filter({ hasText: 'belum dikenal' }).first().waitFor();
  });
});

test('keys of others are nobody else’s business', async () => {
  await as(
    'pegawai',
    async (page) => {
      await page.goto('/desk/matching');
      await page.getByRole('alert').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Pencocokan PIN' }).count(), 0);
    },
    { at: '/' },
  );
});
