// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import type { Station, StationKind } from '@hadir/api';
import { Problem } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StationClock } from './clock';
import { grouped, StationHost } from './host.svelte';
import { keyFor } from './key-ring';
import { officeCode } from './office-code';
import { openStationStore, type StationStore } from './store';

const HOUR = 3_600_000;
const MONDAY = Date.parse('2026-01-05T03:53:00Z');
const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const CODE = 'HC1.S01.117839012.xYk5-yJ4b2ezqYYh';

const station = (kind: StationKind): Station => ({
  id: '0199a3c8-0000-7000-8000-000000000001',
  kind,
  name: 'Lobi',
  site: { id: 'site', code: 'S01', name: 'Kantor Contoh' },
  state: 'active',
  created_at: '2026-01-05T00:00:00Z',
  claimed_at: null,
  seen_at: null,
  revoked_at: null,
});
const instansi = { code: 'kota-contoh', name: 'Kota Contoh', zone: 'Asia/Jakarta', demo: true };

let now: number;
let answer: (path: string) => Response;
let name: string;
let stops: (() => void)[];
let asked: { path: string; authorization: string | null }[];
let stores = 0;

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const self = (kind: StationKind) => ({
  station: station(kind),
  instansi,
  server_time: new Date(now).toISOString(),
  server_token: 'token-of-the-server',
  step_s: 15,
  keys: [20458, 20459, 20460].map((day) => ({ day, from: '', to: '', key: SECRET })),
});
const whole =
  (kind: StationKind = 'screen') =>
  (path: string) =>
    path.endsWith('/claim') ? json({ token: 'hdr_k_s', station: station(kind), instansi }) : json(self(kind));
const offline = () => {
  throw new TypeError('Failed to fetch');
};

beforeEach(() => {
  now = MONDAY;
  name = `stations-${stores++}`;
  stops = [];
  asked = [];
  answer = whole();
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, authorization: new Headers(init.headers).get('authorization') });
    return answer(path);
  });
});

afterEach(() => {
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

/** A page life at this device; the server's clock is the wall clock. */
async function visit(kind: StationKind = 'screen'): Promise<StationHost> {
  const heard = { now: () => now, known: true, inDoubt: false, uncertaintyMs: 500, wallOffsetMs: 0 };
  const clock = new StationClock(heard, () => now);
  const host = new StationHost(kind, { clock, open: () => openStationStore(name) });
  stops.push(host.run());
  await vi.waitFor(() => expect(host.phase).not.toBe('opening'));
  return host;
}

async function kept(): Promise<StationStore> {
  return openStationStore(name);
}

describe('a station', () => {
  it('asks for its one-time code first, and is a screen from then on', async () => {
    const host = await visit();
    expect(host.phase).toBe('claim');

    expect(await host.claim('abcd efgh jklm')).toBe('screen');

    expect(host.phase).toBe('ready');
    expect(asked.map(({ authorization }) => authorization)).toEqual([null, 'Bearer hdr_k_s']);
    expect(host.until).toBe(Date.parse('2026-01-08T00:00:00Z'));
  });

  it('makes the right codes after a new start without a network', async () => {
    await (await visit()).claim('ABCD-EFGH-JKLM');
    stops.forEach((stop) => stop());
    answer = offline;

    const host = await visit();
    await vi.waitFor(() => expect(host.online).toBe(false));

    const key = keyFor(host.keys, now);
    expect(key?.key.extractable).toBe(false);
    expect(key && (await officeCode(key.key, 'S01', 117839012))).toBe(CODE);
  });

  it('destroys its keys 72 hours after they were fetched, and says it has none', async () => {
    await (await visit()).claim('ABCD-EFGH-JKLM');
    stops.forEach((stop) => stop());
    answer = offline;
    now = MONDAY + 72 * HOUR;

    const host = await visit();

    await vi.waitFor(async () => expect(await (await kept()).count('keys')).toBe(0));
    expect(host.until).toBeNull();
    expect(host.phase).toBe('ready');
  });

  it('forgets token and keys when the server revokes it, and says what it was', async () => {
    const host = await visit();
    await host.claim('ABCD-EFGH-JKLM');
    answer = () => json({ code: 'not_signed_in', detail: 'Dicabut.' }, 401);

    await host.sync();

    expect(host.phase).toBe('claim');
    expect(host.lost?.station.name).toBe('Lobi');
    expect(await (await kept()).count('keys')).toBe(0);
    expect(await (await kept()).count('stations')).toBe(0);
  });

  it('is not revoked by the log-in page of somebody else', async () => {
    const host = await visit();
    await host.claim('ABCD-EFGH-JKLM');
    answer = () => new Response('<html>Sign in to the hotel</html>', { status: 401 });

    await host.sync();

    expect(host.phase).toBe('ready');
    expect(host.online).toBe(false);
    expect(host.keys).toHaveLength(3);
  });

  it('becomes what its code says, whichever page it was typed on', async () => {
    answer = whole('kiosk');
    const host = await visit('screen');

    expect(await host.claim('KBCD-EFGH-JKLM')).toBe('kiosk');

    expect(host.phase).toBe('claim');
    expect((await (await kept()).get('stations', 'kiosk'))?.token).toBe('hdr_k_s');
  });

  it('stays as it was when a code is wrong', async () => {
    const host = await visit();
    answer = () => json({ code: 'claim_failed' }, 401);

    const refused = await host.claim('XXXX-XXXX-XXXX');

    expect(refused).toBeInstanceOf(Problem);
    expect(host.phase).toBe('claim');
  });

  it('is an ordinary device again once it is released', async () => {
    const host = await visit();
    await host.claim('ABCD-EFGH-JKLM');

    await host.release();

    expect(host.lost).toBeNull();
    expect(await (await kept()).count('lost')).toBe(0);
  });
});

describe('a one-time code', () => {
  it('is understood however it was typed', () => {
    expect(grouped(' 1-abcd-efgh jklm ')).toBe('1-ABCD-EFGH-JKLM');
    expect(grouped('12ABCDEFGHJKLM')).toBe('12-ABCD-EFGH-JKLM');
    expect(grouped('ABCD EFGH')).toBe('ABCD-EFGH');
    expect(grouped('')).toBe('');
  });
});
