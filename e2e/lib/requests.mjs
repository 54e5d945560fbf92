// What the journeys of requests have in common: asking on a phone, deciding at the desk, and days to ask for.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { asked, until } from './phone.mjs';

/** The narrowest phone people still have in their pockets. */
export const narrow = { at: '/', viewport: { width: 360, height: 740 }, hasTouch: true };

/** A UUIDv7 of now. */
export function uuid7() {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  const parts = [time.slice(0, 8), time.slice(8), `7${random.slice(1, 4)}`, `8${random.slice(5, 8)}`];
  return [...parts, random.slice(8)].join('-');
}

/** The date of an instant in the demo city. */
const dateOf = (ms) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(ms);

export const monthOf = (date) => date.slice(0, 7);

/** So many coming days with duty, one after the other without a gap, the first of them `after` days from now or later. */
export function workdays(count, after = 7) {
  for (let from = after; ; from++) {
    const dates = Array.from({ length: count }, (_, i) => dateOf(Date.now() + (from + i) * 86_400_000));
    const weekday = dates.map((date) => new Date(`${date}T12:00:00Z`).getUTCDay());
    const festive = dates.some((date) => date.slice(5) >= '12-24' || date.slice(5) <= '01-02');
    if (!festive && weekday.every((day) => day >= 1 && day <= 5)) return dates;
  }
}

/** The newest past day of the person on this page that was worked. */
export async function workedDay(page) {
  const today = dateOf(Date.now());
  for (const month of [monthOf(today), monthOf(dateOf(Date.parse(`${monthOf(today)}-01`) - 86_400_000))]) {
    const { days } = await asked(page, `/me/days?month=${month}`);
    const found = days.filter((day) => day.status === 'H' && day.date < today && day.first_in);
    if (found.length > 0) return found.at(-1);
  }
  throw new Error('nobody has worked lately');
}

/** Waits until the server has taken everything that was asked for on this phone. */
export async function allTaken(page) {
  await until(async () => (await waitingRequests(page)).length === 0, 'all requests with the server', 40_000);
}

/** Requests on the phone's disk that the server has not taken. */
export function waitingRequests(page) {
  return kept(page, 'requests');
}

/** Files on the phone's disk that the server has not got. */
export function waitingFiles(page) {
  return kept(page, 'requestFiles');
}

function kept(page, store) {
  return page.evaluate(
    (name) =>
      new Promise((done, failed) => {
        const opening = indexedDB.open('hadir');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction(name).objectStore(name).getAll();
          reading.onsuccess = () => {
            opening.result.close();
            done(reading.result.map((item) => ({ ...item, bytes: undefined })));
          };
        };
      }),
    store,
  );
}

/** My newest request of a kind, as the server has it. */
export async function newest(page, kind) {
  const { items } = await asked(page, '/me/requests');
  const found = items.find((item) => item.kind === kind);
  assert.ok(found, `a request of the kind ${kind}`);
  return found;
}

/** Asks for something without the form; the journeys about the form use it. */
export async function post(page, request) {
  const answer = await page.request.post('/api/v1/me/requests', {
    headers: { 'x-hadir': '1' },
    data: { id: uuid7(), files: [], reason: 'keperluan keluarga', ...request },
  });
  assert.ok(answer.ok(), `${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** Opens one request at the desk. */
export async function openAtDesk(page, request) {
  await page.goto(`/desk/inbox/${request.id}`);
  await page.getByRole('heading', { name: 'Riwayat keputusan' }).waitFor();
}

/** Decides on the request that is open. */
export async function decideHere(page, action, reason = '') {
  await page.getByRole('radio', { name: action, exact: true }).check();
  if (reason) await page.getByRole('textbox', { name: 'Alasan' }).fill(reason);
  await page.getByRole('button', { name: 'Simpan keputusan' }).click();
}
