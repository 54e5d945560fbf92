// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import type { PunchingHome, PunchSite } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { moved } from '../geo/distance';
import type { Located, Reading } from '../geo/locate';
import { Outbox } from '../outbox.svelte';
import { recoverPending } from '../outbox/pending';
import { emptyStore, FakeServer } from '../outbox/testing';
import type { Store } from '../store/db';
import { Capture, REASON_WAIT_S, usualPolicy, type CaptureOptions } from './capture.svelte';

const office: PunchSite = {
  id: 's',
  code: 'S01',
  name: 'Dinas Contoh',
  zone: 'Asia/Jakarta',
  latitude: -5.1,
  longitude: 105.3,
  radius_m: 75,
  network: 'good',
};
const reading = (east: number, accuracyM = 12): Reading => ({
  ...moved({ lat: -5.1, lon: 105.3 }, east, 0),
  accuracyM,
  altitudeM: null,
  speedMps: null,
  at: Date.now(),
});

let db: Store;
let box: Outbox;
let located: Located;
let stop: () => void;

beforeEach(async () => {
  db = await emptyStore();
  const server = new FakeServer();
  box = new Outbox({ db, name: 'phone', owner: 'siti', send: server.send, key: null, maySend: () => false });
  stop = box.start();
  located = { readings: [reading(20)], missing: null };
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

function capture(more: Partial<CaptureOptions> = {}, policy: Partial<typeof usualPolicy> = {}): Capture {
  const home = { sites: [office], policy: { ...usualPolicy, ...policy } } as PunchingHome;
  return new Capture({
    db: async () => db,
    outbox: async () => box,
    home: () => home,
    zone: () => 'Asia/Jakarta',
    token: () => null,
    client: () => ({ platform: 'other', version: '0', standalone: false }),
    placeFree: () => false,
    locate: async () => located,
    demoPlace: () => null,
    ...more,
  });
}

const stored = async () => (await db.getAll('queue')).map(({ punch }) => punch);

describe('a press of the button', () => {
  it('at the office is stored with its place and asks nothing', async () => {
    const one = capture();

    await one.press('in');

    expect(one.state).toBe('idle');
    expect(await stored()).toMatchObject([{ kind: 'in', seq: 1, fix: { accuracy_m: 12 }, reason: null }]);
    expect(await db.count('pending')).toBe(0);
  });

  it('outside asks for a reason and stores it', async () => {
    located = { readings: [reading(900)], missing: null };
    const one = capture();
    await one.press('in');
    expect(one.state).toBe('reason');
    expect(one.standing?.kind).toBe('outside');

    one.reason = '  rapat di balai kota ';
    await one.store();

    expect(await stored()).toMatchObject([{ reason: 'rapat di balai kota' }]);
  });

  it('without permission is stored after a while, though nobody gives a reason', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    located = { readings: [], missing: 'denied' };
    const one = capture();
    await one.press('out');

    vi.advanceTimersByTime(REASON_WAIT_S * 1000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(one.state).toBe('idle'));

    expect(await stored()).toMatchObject([{ kind: 'out', fix: null, reason: null }]);
    expect(one.lastMissing).toBe('denied');
  });

  it('asks for no reason with an office code, or when the day is not tied to a place', async () => {
    located = { readings: [], missing: 'unavailable' };
    const one = capture();

    await one.press('in', 'HC1.S01.1.x');
    await capture({ placeFree: () => true }).press('out');

    expect(await stored()).toMatchObject([{ office_code: 'HC1.S01.1.x' }, { office_code: null }]);
  });

  it('is stored with what there is when the page is put away', async () => {
    const one = capture({
      locate: (_good, signal, onreading) =>
        new Promise((done) => {
          onreading(reading(20));
          signal.addEventListener('abort', () => done({ readings: [reading(20)], missing: null }));
        }),
    });
    const pressing = one.press('in');
    await vi.waitFor(() => expect(one.readings).toHaveLength(1));

    one.putAway();
    await pressing;

    expect(await stored()).toHaveLength(1);
  });

  it('waits for the camera where a photo is asked for, and goes on without one', async () => {
    const one = capture({}, { photo: 'asked' });
    await one.press('in');
    expect(one.state).toBe('photo');
    one.putAway();
    expect(one.state).toBe('photo');

    await one.photoTaken({ type: 'image/jpeg', bytes: new ArrayBuffer(3), sha256: 'ab' });
    await one.press('out');
    await one.photoTaken(null);

    expect(await stored()).toMatchObject([{ selfie_sha256: 'ab' }, { selfie_sha256: null }]);
    expect(await db.count('photos')).toBe(1);
  });

  it('survives the end of the page while the camera is open', async () => {
    await capture({}, { photo: 'asked' }).press('in');
    const [pending] = await db.getAll('pending');
    if (pending) await db.put('pending', { ...pending, bootId: 'an earlier page life' });

    const recovered = await recoverPending(db, box);

    expect(recovered).toBe(1);
    expect(await stored()).toMatchObject([{ id: pending?.id, kind: 'in', selfie_sha256: null }]);
    expect(await db.count('pending')).toBe(0);
  });

  it('twice in a row is one tap', async () => {
    const one = capture();

    await Promise.all([one.press('in'), one.press('in')]);

    expect(await stored()).toHaveLength(1);
  });

  it('before the disk was read waits for it, and keeps its own time', async () => {
    let open: (outbox: Outbox) => void = () => undefined;
    const one = capture({ outbox: () => new Promise((done) => (open = done)) });
    const before = Date.now();
    const pressing = one.press('in');
    expect(one.state).toBe('locating');

    await new Promise((done) => setTimeout(done, 60));
    open(box);
    await pressing;

    const [punch] = await stored();
    expect(Date.parse(punch?.claimed_at ?? '') - before).toBeLessThan(50);
  });

  it('says so when the disk refuses', async () => {
    const one = capture({ db: async () => Promise.reject(new Error('full')) });

    await one.press('in');

    expect(one.failed).toBe(true);
    expect(one.state).toBe('idle');
  });
});
