// The employee's phone in the journeys: a browser that keeps what it stores, and what it has stored.
import assert from 'node:assert/strict';
import { signIn } from './browser.mjs';
import { PATIENCE_MS } from './settings.mjs';

/** As phones are held; the service worker is part of the app. */
export const held = {
  viewport: { width: 390, height: 800 },
  hasTouch: true,
  geolocation: { latitude: 0, longitude: 0, accuracy: 12 },
  permissions: ['geolocation'],
};

/** The big button, whatever it says. */
export const button = (page) => page.getByRole('button', { name: /^Tap (Datang|Pulang|Apel|Spot)$/ });

/** Opens the home of a person, standing in a real place, which the browser makes up. */
export async function openHome(page, account) {
  await signIn(page, account, '/');
  await button(page).waitFor();
  await page.getByRole('radio', { name: 'Posisi asli' }).check();
}

/** Puts the phone at the person's own office, or metres north of it. */
export async function standAt(page, metresNorth = 0, accuracy = 12) {
  const { sites } = await asked(page, '/me/punching');
  const site = sites.find(({ latitude }) => latitude !== null);
  await page.context().setGeolocation({
    latitude: site.latitude + metresNorth / 111_195,
    longitude: site.longitude,
    accuracy,
  });
  return site;
}

/** What the API says to the person of this page. */
export async function asked(page, path) {
  const answer = await page.request.get(`/api/v1${path}`);
  assert.equal(answer.status(), 200, path);
  return answer.json();
}

/** Presses the button and waits until the tap is on the disk. */
export async function tap(page) {
  const before = (await stored(page)).all;
  await button(page).click();
  await until(async () => (await stored(page)).all > before, 'a tap on the disk');
}

/** Looks again and again; waiting inside the page would not see what is read asynchronously. */
export async function until(holds, what, timeout = PATIENCE_MS) {
  const last = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error(`${what}: not within ${timeout} ms`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Waits until the app is kept on the phone and opens without a network. */
export async function installed(page) {
  await until(
    () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active != null),
    'a service worker',
    40_000,
  );
  await page.reload();
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), 'its control');
  await button(page).waitFor();
}

/** What lies on the phone's disk, newest seq first. */
export async function stored(page) {
  const read = await page.evaluate(async () => {
    const open = indexedDB.open('hadir');
    const db = await new Promise((done, fail) => {
      open.onsuccess = () => done(open.result);
      open.onerror = () => fail(open.error);
    });
    const all = (name) =>
      new Promise((done) => {
        const asked = db.transaction(name).objectStore(name).getAll();
        asked.onsuccess = () => done(asked.result);
      });
    const found = {
      queue: await all('queue'),
      kept: await all('kept'),
      photos: (await all('photos')).length,
    };
    db.close();
    return found;
  });
  const newestFirst = (a, b) => b.seq - a.seq;
  return {
    queue: read.queue.sort(newestFirst),
    kept: read.kept.sort(newestFirst),
    photos: read.photos,
    all: read.queue.length + read.kept.length,
  };
}

/** Waits until the server has answered for everything on the phone. */
export async function allSent(page, timeout = PATIENCE_MS) {
  let found;
  await until(async () => (found = await stored(page)).queue.length === 0, 'all taps sent', timeout);
  return found;
}

/** How many of these taps the server holds, by their ids, asked of the server itself. */
export async function heldByServer(page, ids) {
  let count = 0;
  for (let at = 0; at < ids.length; at += 100) {
    const { items } = await asked(page, `/me/punches/seals?ids=${ids.slice(at, at + 100).join(',')}`);
    count += items.filter((item) => item.stored).length;
  }
  return count;
}

/**
 * Adds taps to the queue as the app would have, without a network, one every half day back from now: signed with the
 * phone's own key and chained. The app must not be adding any meanwhile.
 */
export async function addBacklog(page, count, owner) {
  return page.evaluate(
    async ({ count, owner }) => {
      const open = indexedDB.open('hadir');
      const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
      const wait = (request) =>
        new Promise((done, fail) => {
          request.onsuccess = () => done(request.result);
          request.onerror = () => fail(request.error);
        });
      const b64u = (bytes) =>
        btoa(String.fromCharCode(...new Uint8Array(bytes)))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replace(/=+$/, '');
      const canonical = (value) => {
        if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
        if (value === null || typeof value !== 'object') return JSON.stringify(value);
        const names = Object.keys(value).sort();
        return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
      };
      const uuid7 = (ms) => {
        const hex = ms.toString(16).padStart(12, '0');
        const random = [...crypto.getRandomValues(new Uint8Array(10))]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('');
        return `${hex.slice(0, 8)}-${hex.slice(8)}-7${random.slice(1, 4)}-8${random.slice(5, 8)}-${random.slice(8)}`;
      };
      const key = await wait(db.transaction('keys').objectStore('keys').get('phone'));
      let head = (await wait(db.transaction('facts').objectStore('facts').get('head:phone'))) ?? null;
      const ids = [];
      for (let i = count; i > 0; i--) {
        const at = Date.now() - i * 12 * 3600_000;
        const claimed = new Date(at + 7 * 3600_000).toISOString().replace('Z', '+07:00');
        const punch = {
          id: uuid7(at),
          kind: i % 2 === 0 ? 'in' : 'out',
          claimed_at: claimed,
          monotonic_ms: 1000,
          boot_id: `life-${i}`,
          fix: null,
          office_code: null,
          selfie_sha256: null,
          reason: null,
          server_token: null,
          clock: {
            basis: 'phone',
            wall_at: claimed,
            offset_ms: null,
            uncertainty_ms: null,
            token_monotonic_ms: null,
            token_boot_id: null,
          },
          client: { platform: 'android', version: '1', standalone: true },
          seq: (head?.seq ?? 0) + 1,
          prev: head?.hash ?? null,
          device_key: key.deviceKey,
        };
        const bytes = new TextEncoder().encode(`hadir-punch-v1\n${canonical(punch)}`);
        const signing = { name: 'ECDSA', hash: 'SHA-256' };
        punch.signature = b64u(await crypto.subtle.sign(signing, key.pair.privateKey, bytes));
        head = {
          seq: punch.seq,
          hash: b64u(await crypto.subtle.digest('SHA-256', bytes)),
          deviceKey: key.deviceKey,
        };
        const tx = db.transaction(['queue', 'facts'], 'readwrite');
        tx.objectStore('queue').add({
          id: punch.id,
          outbox: 'phone',
          owner,
          seq: punch.seq,
          punch,
          addedAt: at,
          tries: 0,
          trouble: null,
          earlier: [],
        });
        tx.objectStore('facts').put(head, 'head:phone');
        await new Promise((done) => (tx.oncomplete = done));
        ids.push(punch.id);
      }
      db.close();
      return ids;
    },
    { count, owner },
  );
}
