// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesOf, toB64u } from '../canonical';
import { openStore } from '../store/db';
import { StationClock } from './clock';
import { StationHost } from './host.svelte';
import { Kiosk } from './kiosk.svelte';
import { openStationStore } from './store';

const MORNING = Date.parse('2026-01-19T00:21:05.120Z');
const site = { id: 'site', code: 'S01', name: 'Kantor Contoh' };
const instansi = { code: 'kota-contoh', name: 'Kota Contoh', zone: 'Asia/Jakarta', demo: true };
const station = { id: 'tablet', kind: 'kiosk', name: 'Pos', site, state: 'active' };

interface SentPunch {
  id: string;
  kind: string;
  seq: number;
  claimed_at: string;
  person_code: string;
  site: string;
  signature?: string;
}

let now: number;
let reach: 'online' | 'offline' | 'revoked';
/** What the server holds, by id. */
let holds: Map<string, SentPunch>;
/** Whether it counts them under the key of the tablet. */
let counts: boolean;
let at: typeof site;
let sent: SentPunch[];
let tokens: (string | null)[];
let stops: (() => void)[];
let kiosks: Kiosk[];
let stores = 0;

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

function answer(path: string, init: RequestInit): Response {
  if (reach === 'offline') throw new TypeError('Failed to fetch');
  if (path.endsWith('/claim')) return json({ token: 'hdr_k_tablet', station, instansi });
  if (reach === 'revoked') return json({ code: 'not_signed_in' }, 401);
  if (path.endsWith('/self'))
    return json({
      station: { ...station, site: at },
      instansi,
      server_time: '',
      server_token: 'word',
      step_s: 15,
      stored_count: counts ? holds.size : 0,
      last_seq: counts ? Math.max(0, ...[...holds.values()].map(({ seq }) => seq)) : 0,
      keys: [],
    });
  const { punches } = JSON.parse(String(init.body)) as { punches: SentPunch[] };
  tokens.push(new Headers(init.headers).get('authorization'));
  sent.push(...punches);
  const had = new Set(holds.keys());
  for (const punch of punches) holds.set(punch.id, punch);
  const results = punches.map(({ id, person_code }) => ({
    id,
    status: had.has(id) ? 'repeated' : 'stored',
    labels: [],
    commitment: null,
    received_at: '2026-01-19T00:21:06Z',
    person_name: person_code.includes('stranger') ? null : 'Siti Aminah (server)',
  }));
  return json({ results, receipt: null, server_token: 'word-2', server_time: '' });
}

/** What a phone shows; the kiosk does not look at its signature. */
function code(nonce: string, { ageMs = 0, name = 'Siti', signature = 'c2ln' } = {}): string {
  const at = new Date(now - ageMs).toISOString();
  const payload = { at, k: 'phone', n: nonce, name, p: 'siti' };
  return `HP1.${toB64u(bytesOf(JSON.stringify(payload)))}.${signature}`;
}

beforeEach(() => {
  now = MORNING;
  reach = 'online';
  [holds, counts, at] = [new Map(), true, site];
  [sent, tokens, stops, kiosks] = [[], [], [], []];
  stores++;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => answer(path, init));
});

afterEach(async () => {
  // What one tablet still sends must not reach the server of the next test.
  await vi.waitFor(() => expect(kiosks.some((kiosk) => kiosk.outbox?.state === 'sending')).toBe(false));
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

/** Whatever the last answer of the server brought about is done. */
async function settled(kiosk: Kiosk): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  await vi.waitFor(() => expect(kiosk.outbox?.state).toBe('idle'));
}

/** @param key what it tells the server to know it by; its own when left out */
async function tablet(key?: null): Promise<Kiosk> {
  const heard = { now: () => now, known: true, inDoubt: false, uncertaintyMs: 500, wallOffsetMs: 0 };
  const clock = new StationClock(heard, () => now);
  const [hosts, queue] = [`kiosk-host-${stores}`, `kiosk-queue-${stores}`];
  const host = new StationHost('kiosk', { clock, open: () => openStationStore(hosts) });
  const kiosk = new Kiosk(host, () => ({ platform: 'kiosk', version: 'test', standalone: false }));
  kiosks.push(kiosk);
  stops.push(
    host.run(),
    kiosk.run(() => openStore(queue)),
  );
  await vi.waitFor(() => expect(host.phase).not.toBe('opening'));
  await vi.waitFor(() => expect(kiosk.outbox?.ready).toBe(true));
  if (host.phase === 'claim')
    await host.claim('1-ABCD-EFGH-JKLM', key === null ? undefined : (kiosk.publicKey ?? undefined));
  return kiosk;
}

describe('a kiosk', () => {
  it('notes a code down under its own key and sends it with its own token', async () => {
    const kiosk = await tablet();

    await kiosk.read(code('a'));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(1));

    expect(tokens).toEqual(['Bearer hdr_k_tablet']);
    expect(sent[0]).toMatchObject({
      kind: 'in',
      seq: 1,
      site: 'S01',
      person_code: code('a'),
      claimed_at: '2026-01-19T07:21:05.120+07:00',
    });
    expect(sent[0]?.signature).toBeTruthy();
    expect(kiosk.whereabouts(sent[0]?.id ?? '')).toBe('arrived');
    expect(kiosk.nameOf(sent[0]?.id ?? '', 'Siti')).toBe('Siti Aminah (server)');
  });

  it('reads the same code many times and notes it down once', async () => {
    const kiosk = await tablet();

    for (let i = 0; i < 20; i++) {
      await kiosk.read(code('a'));
      now += 120;
    }
    now += 30_000;
    await kiosk.read(code('a', { ageMs: 32_400 }));

    expect(kiosk.feedback).toMatchObject({ kind: 'again', at: MORNING });
    expect(kiosk.recent).toHaveLength(1);
  });

  it('remembers what it noted down also after the page began anew', async () => {
    const before = await tablet();
    await before.read(code('a'));
    await vi.waitFor(() => expect(before.outbox?.kept).toHaveLength(1));
    stops.splice(0).forEach((stop) => stop());
    now += 20_000;

    const kiosk = await tablet();
    await kiosk.read(code('a', { ageMs: 20_000 }));

    expect(kiosk.feedback).toMatchObject({ kind: 'again', at: MORNING });
    expect(kiosk.recent).toEqual([]);
  });

  it('goes on without a network and sends later', async () => {
    const kiosk = await tablet();
    reach = 'offline';

    await kiosk.read(code('a'));
    now += 10_000;
    await kiosk.read(code('b'));

    expect(kiosk.outbox?.waiting).toHaveLength(2);
    expect(kiosk.whereabouts(kiosk.recent[0]?.id ?? '')).toBe('here');

    reach = 'online';
    await kiosk.outbox?.retryNow();
    await vi.waitFor(() => expect(sent.map(({ seq }) => seq).sort()).toEqual([1, 2]));
  });

  it('notes an old code down as well, and says that it is old', async () => {
    const kiosk = await tablet();

    await kiosk.read(code('a', { ageMs: 61_000 }));

    expect(kiosk.feedback).toMatchObject({ kind: 'noted', age: 'old' });
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  it('says when a code is of something else', async () => {
    const kiosk = await tablet();

    await kiosk.read('HC1.S01.117839012.xYk5-yJ4b2ezqYYh');

    expect(kiosk.feedback).toEqual({ kind: 'foreign' });
    expect(kiosk.outbox?.waiting).toEqual([]);
  });

  it('says when the server could not tell whose code it was', async () => {
    const kiosk = await tablet();

    await kiosk.read(code('a', { signature: 'stranger' }));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(1));

    expect(kiosk.whereabouts(sent[0]?.id ?? '')).toBe('unknown');
  });

  it('keeps what it holds when it is revoked, and sends it once it is set up again', async () => {
    const kiosk = await tablet();
    reach = 'revoked';

    await kiosk.read(code('a'));
    await vi.waitFor(() => expect(kiosk.host.phase).toBe('claim'));

    expect(kiosk.host.lost?.station.name).toBe('Pos');
    expect(kiosk.outbox?.waiting).toHaveLength(1);

    reach = 'online';
    await kiosk.host.claim('1-ABCD-EFGH-JKLM');
    await kiosk.outbox?.retryNow();
    await vi.waitFor(() => expect(kiosk.outbox?.waiting).toEqual([]));
    expect(kiosk.host.phase).toBe('ready');
  });

  it('offers again what a server that came back from an older backup has lost, once', async () => {
    const kiosk = await tablet();
    for (const nonce of ['a', 'b', 'c']) {
      await kiosk.read(code(nonce));
      now += 10_000;
    }
    await vi.waitFor(() => expect(holds.size).toBe(3));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(3));
    await kiosk.host.sync();
    expect(sent).toHaveLength(3);
    const [first] = sent;

    holds = new Map(first && [[first.id, first]]);
    await kiosk.host.sync();
    await vi.waitFor(() => expect(holds.size).toBe(3));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(3));
    expect(kiosk.outbox?.waiting).toEqual([]);

    const rounds = sent.length;
    await kiosk.host.sync();
    await settled(kiosk);
    expect(sent).toHaveLength(rounds);
  });

  it('notices an older backup also when the page begins anew', async () => {
    const before = await tablet();
    await before.read(code('a'));
    await vi.waitFor(() => expect(before.outbox?.kept).toHaveLength(1));
    stops.splice(0).forEach((stop) => stop());

    holds.clear();
    await tablet();

    await vi.waitFor(() => expect(holds.size).toBe(1));
  });

  it('offers nothing again that belongs to another office', async () => {
    const kiosk = await tablet();
    await kiosk.read(code('a'));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(1));

    at = { ...site, code: 'S02' };
    holds.clear();
    await kiosk.host.sync();
    await settled(kiosk);

    expect(sent).toHaveLength(1);
    expect(kiosk.outbox?.kept).toHaveLength(1);
  });

  it('is not alarmed by a server that was never told its key', async () => {
    counts = false;
    const kiosk = await tablet(null);
    await kiosk.read(code('a'));
    await vi.waitFor(() => expect(kiosk.outbox?.kept).toHaveLength(1));

    await kiosk.host.sync();
    await settled(kiosk);

    expect(sent).toHaveLength(1);
  });

  it('follows the clock until somebody chooses', async () => {
    const kiosk = await tablet();
    expect(kiosk.direction).toBe('in');

    kiosk.choose('out');
    await kiosk.read(code('a'));
    await vi.waitFor(() => expect(sent[0]?.kind).toBe('out'));
  });
});
