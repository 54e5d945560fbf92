// What the journeys of screens, tablets and phones have in common.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { accounts, address } from './city.mjs';

/** Makes a screen or tablet at the first site the desk offers, and gives its one-time code. */
export async function invite(page, kind, name, place = { index: 1 }) {
  await page.goto('/desk/stations');
  await page.getByRole('button', { name: 'Tambah', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: kind }).check();
  await dialog.getByLabel('Tempat').selectOption(place);
  await dialog.getByLabel('Nama').fill(name);
  await dialog.getByRole('button', { name: 'Buat kode' }).click();
  return (await dialog.locator('.code code').innerText()).trim();
}

/** Types a one-time code at a device. */
export async function claim(page, path, code) {
  await page.goto(path);
  await page.getByLabel('Kode sekali pakai').fill(code);
  await page.getByRole('button', { name: 'Pasang di sini' }).click();
}

/** What a device keeps of itself. */
export function keptStation(page, kind) {
  return page.evaluate(
    (of) =>
      new Promise((done, failed) => {
        const opening = indexedDB.open('hadir-station');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const tx = opening.result.transaction(['stations', 'keys']);
          const [station, keys] = [tx.objectStore('stations').get(of), tx.objectStore('keys').count()];
          tx.oncomplete = () => {
            opening.result.close();
            done({ token: station.result?.token ?? null, keys: keys.result });
          };
        };
      }),
    kind,
  );
}

/** Whether the server's own key of that day makes the same code. */
export function isRight(code, keys) {
  const [kind, site, step, mac] = code.split('.');
  const day = Math.floor((Number(step) * 15) / 86_400);
  const key = keys.find((one) => one.day === day);
  const wanted = createHmac('sha256', Buffer.from(key.key, 'base64url'))
    .update(`hadir-office-code-v1\n${site}\n${step}`)
    .digest('base64url')
    .slice(0, 16);
  return kind === 'HC1' && mac === wanted;
}

/** A phone of an employee without a browser: enrolled by its key, it can show person codes. */
export async function enrolledPhone(role) {
  const { login, password } = accounts[role];
  const headers = { 'content-type': 'application/json', 'x-hadir': '1' };
  const post = async (path, body, more = {}) => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { token, me } = await post('/login', { login, password });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const deviceKey = createHash('sha256').update(spki).digest('base64url');
  const enrolled = await post(
    '/me/devices',
    { public_key: spki.toString('base64url'), platform: 'android', name: 'HP uji' },
    { authorization: `Bearer ${token}` },
  );
  return {
    enrolled,
    person: me.person,
    /** A code made so many ms ago. */
    code(ageMs = 0) {
      const payload = JSON.stringify({
        at: new Date(Date.now() - ageMs).toISOString(),
        k: deviceKey,
        n: randomBytes(9).toString('base64url'),
        name: me.person.name,
        p: me.person.id,
      });
      const signature = sign('sha256', Buffer.from(`hadir-person-v1\n${payload}`), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `HP1.${Buffer.from(payload).toString('base64url')}.${signature.toString('base64url')}`;
    },
  };
}
