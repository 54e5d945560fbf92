// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { Problem, type NewPunch } from '@hadir/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceKey, type DeviceKey } from './device-key';
import { Outbox, type OutboxOptions } from './outbox.svelte';
import { hasForgotten } from './outbox/restore';
import { commitmentOf, draft, emptyStore, FakeServer } from './outbox/testing';
import type { Store } from './store/db';
import { getFact } from './store/facts';

let db: Store;
let key: DeviceKey | null;
let server: FakeServer;
let clock: number;
let stops: (() => void)[];

beforeEach(async () => {
  db = await emptyStore();
  key = await deviceKey(db, 'phone');
  server = new FakeServer();
  clock = Date.parse('2026-01-19T00:31:00Z');
  stops = [];
});

afterEach(() => stops.forEach((stop) => stop()));

/** An outbox that has read the disk and may send. */
async function opened(more: Partial<OutboxOptions> = {}): Promise<Outbox> {
  const box = new Outbox({
    db,
    name: 'phone',
    owner: 'siti',
    send: server.send,
    key,
    now: () => clock++,
    random: () => 0,
    ...more,
  });
  stops.push(box.start());
  await box.refresh();
  await box.flush();
  return box;
}

/** Adds punches while nothing can be sent. */
async function backlog(count: number, owner = 'siti'): Promise<string[]> {
  const box = await opened({ owner, maySend: () => false });
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push((await box.add(draft(i))).id);
  return ids;
}

const refusing =
  (status: number, retryAfter: number | null = null) =>
  () => {
    throw new Problem(status, {}, retryAfter);
  };

describe('an outbox', () => {
  it('sends a punch and keeps it with both times and its receipt', async () => {
    const box = await opened();

    const { id } = await box.add(draft());
    await box.flush();

    expect(box.waiting).toEqual([]);
    expect(box.kept[0]).toMatchObject({
      id,
      answer: { status: 'stored', receivedAt: '2026-01-19T00:31:10.000Z', receipt: { index: 0, size: 1 } },
    });
    expect(server.stored.get(id)?.signature).toBeTruthy();
  });

  it('sends the freshest alone first, then the others, newest first, at most 50 at once', async () => {
    const ids = await backlog(120);
    const newestFirst = [...ids].reverse();

    const box = await opened();

    expect(server.requests.map((request) => request.length)).toEqual([1, 50, 50, 19]);
    expect(server.requests.flat()).toEqual(newestFirst);
    expect(box.waiting).toEqual([]);
    expect(box.kept).toHaveLength(120);
  });

  it('shares one disk with another tab: nothing lost, nothing twice, one chain', async () => {
    const [one, two] = [await opened(), await opened()];

    await Promise.all([
      ...Array.from({ length: 12 }, (_, i) => one.add(draft(i))),
      ...Array.from({ length: 12 }, (_, i) => two.add(draft(i + 20))),
    ]);
    await Promise.all([one.flush(), two.flush()]);
    await one.flush();
    await two.flush();

    const seqs = [...server.stored.values()].map((punch) => punch.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(new Set([...server.stored.values()].map((punch) => punch.prev)).size).toBe(24);
    expect(await db.count('queue')).toBe(0);
    expect(await db.count('kept')).toBe(24);
  });

  it('keeps everything when the session has ended, and goes on after signing in', async () => {
    const ids = await backlog(3);
    server.before = refusing(401);
    const box = await opened();
    expect(box.state).toBe('signIn');
    expect(box.waiting).toHaveLength(3);

    server.before = () => undefined;
    await box.flush();

    expect(box.state).toBe('idle');
    expect([...server.stored.keys()].sort()).toEqual([...ids].sort());
  });

  it('keeps what was not answered when the session ends in the middle', async () => {
    await backlog(60);
    let requests = 0;
    server.before = () => {
      if (++requests === 2) throw new Problem(401, {});
    };

    const box = await opened();

    expect(box.kept).toHaveLength(1);
    expect(box.waiting).toHaveLength(59);
  });

  it('leaves a busy server alone for as long as it asks', async () => {
    await backlog(1);
    server.before = refusing(503, 120);
    const box = await opened();
    expect(box.state).toBe('waiting');
    expect(box.nextTryAt).toBeGreaterThanOrEqual(clock + 119_000);

    server.before = () => undefined;
    await box.flush();
    expect(server.requests).toHaveLength(1);

    clock += 121_000;
    await box.flush();
    expect(box.waiting).toEqual([]);
  });

  it('finds the punch a request is refused for, sends the others and drops none', async () => {
    const ids = await backlog(20);
    const bad = ids[7];
    server.before = (punches) => {
      if (punches.some(({ id }) => id === bad)) throw new Problem(413, { code: 'too_large' });
    };

    const box = await opened();

    expect(box.waiting.map(({ id }) => id)).toEqual([bad]);
    expect(box.waiting[0]?.trouble).toMatchObject({ status: 413, code: 'too_large' });
    expect(server.stored.size).toBe(19);
  });

  it('keeps punches whose result is missing or in words it does not know', async () => {
    const ids = await backlog(4);
    server.change = (answer) => ({
      ...answer,
      results: answer.results
        .filter(({ id }) => id !== ids[0])
        .map((result) => (result.id === ids[1] ? { ...result, status: 'later' as 'stored' } : result))
        .concat([{ id: 'somebody-else', status: 'stored' }]),
    });

    const box = await opened();

    expect(box.waiting.map(({ id }) => id).sort()).toEqual([ids[0], ids[1]].sort());
    expect(box.kept).toHaveLength(2);
  });

  it('shows a refused punch with its reason and sends it no more', async () => {
    await backlog(1);
    server.change = (answer) => ({
      ...answer,
      receipt: null,
      results: answer.results.map(({ id }) => ({
        id,
        status: 'refused',
        code: 'id_reused',
        detail: 'Nomor tap ini sudah dipakai dengan isi lain.',
      })),
    });

    const box = await opened();
    await box.flush();

    expect(server.requests).toHaveLength(1);
    expect(box.kept[0]?.answer).toMatchObject({ status: 'refused', code: 'id_reused' });
  });

  it('stores once what was sent twice because the answer got lost', async () => {
    await backlog(1);
    server.after = refusing(0);
    const box = await opened();
    expect(box.waiting).toHaveLength(1);

    server.after = () => undefined;
    await box.flush();

    expect(server.stored.size).toBe(1);
    expect(box.kept[0]?.answer.status).toBe('repeated');
  });

  it('sends smaller requests after a big one got lost', async () => {
    await backlog(60);
    server.before = (punches) => {
      if (punches.length > 10) throw new Problem(0, {});
    };
    const box = await opened();

    for (let i = 0; i < 8 && box.waiting.length > 0; i++) await box.retryNow();

    expect(box.waiting).toEqual([]);
    expect(server.stored.size).toBe(60);
  });

  it('never sends what belongs to somebody else, and only counts it', async () => {
    const hers = await backlog(2, 'siti');
    const his = await opened({ owner: 'budi' });

    expect(his.others).toBe(2);
    expect(his.waiting).toEqual([]);
    expect(server.requests).toEqual([]);

    await opened({ owner: 'siti' });
    expect([...server.stored.keys()].sort()).toEqual([...hers].sort());
  });

  it('puts down what the server answers after it was stopped', async () => {
    await backlog(1);
    const box = new Outbox({ db, name: 'phone', owner: 'siti', send: server.send, key });
    let answers: () => void = () => undefined;
    server.after = () => new Promise((resolve) => (answers = resolve));
    const stop = box.start();
    await vi.waitFor(() => expect(server.stored.size).toBe(1));

    const sending = box.flush();
    stop();
    answers();
    await sending;

    expect(box.kept).toHaveLength(1);
    expect(await db.count('queue')).toBe(0);
  });

  it('shows only the newest of what it keeps where it is told to, and keeps everything', async () => {
    await backlog(6);
    const box = await opened({ keptInView: 4 });
    expect(box.kept.map(({ seq }) => seq)).toEqual([6, 5, 4, 3]);

    clock -= 365 * 24 * 3600_000;
    await box.add(draft(7));
    await box.flush();
    expect(box.kept.map(({ seq }) => seq).sort()).toEqual([4, 5, 6, 7]);
    expect(await db.count('kept')).toBe(7);

    server.stored.clear();
    expect(await box.offerAgain({ deviceKey: key?.deviceKey ?? '', count: 0, lastSeq: 0 })).toBe(7);
    expect(server.stored.size).toBe(7);
  });

  it('stops when another person signs in between two requests', async () => {
    await backlog(60);
    let asked = 0;
    const box = await opened({ stillOwner: async () => ++asked < 2 });

    expect(box.kept).toHaveLength(1);
    expect(box.waiting).toHaveLength(59);
  });
});

describe('a server that came back from an older backup', () => {
  const phone = (stored_count: number, last_seq: number) => ({
    device_key: key?.deviceKey ?? '',
    state: 'active' as const,
    has_passkey: false,
    stored_count,
    last_seq,
  });

  it('is noticed by its count or its last seq, and gets everything again once', async () => {
    await backlog(5);
    const box = await opened();
    const before = { acknowledged: await getFact(db, 'acknowledged', 'phone:siti'), enrolled: true };
    const mine = key?.deviceKey ?? '';
    expect(hasForgotten(before, phone(5, 5), mine)).toBe(false);
    expect(hasForgotten(before, phone(9, 9), mine)).toBe(false);
    expect(hasForgotten(before, phone(3, 5), mine)).toBe(true);
    expect(hasForgotten(before, phone(5, 4), mine)).toBe(true);
    expect(hasForgotten(before, null, mine)).toBe(true);
    expect(hasForgotten({ ...before, enrolled: false }, null, mine)).toBe(false);

    const [first, second] = [...server.stored.keys()];
    const older = new Map<string, NewPunch>(
      [...server.stored].filter(([id]) => id === first || id === second),
    );
    server.stored = older;
    await box.offerAgain({ deviceKey: mine, count: 2, lastSeq: 5 });

    expect(server.stored.size).toBe(5);
    expect(box.waiting).toEqual([]);
    expect(box.kept).toHaveLength(5);
    expect(box.kept[0]?.earlier).toHaveLength(1);
    const after = { acknowledged: await getFact(db, 'acknowledged', 'phone:siti'), enrolled: true };
    expect(hasForgotten(after, phone(5, 5), mine)).toBe(false);
  });
});

describe('the ledger', () => {
  it('seals a punch only under the promised commitment, and another one is kept to be shown', async () => {
    await backlog(3);
    let position: number | null = null;
    const box = await opened({
      askSeals: async (ids) => ({
        items: ids.map((id, i) => ({
          id,
          stored: true,
          commitment: i === 2 ? commitmentOf('forged') : commitmentOf(id),
          position,
        })),
      }),
    });

    await box.lookAtSeals();
    expect(box.kept.map((item) => item.sealed)).toEqual([null, null, null]);
    position = 123;
    await box.lookAtSeals();

    expect(box.kept.filter((item) => item.sealed?.position === 123)).toHaveLength(2);
    expect(box.kept.filter((item) => item.mismatch === commitmentOf('forged'))).toHaveLength(1);
  });

  it('that does not hold an acknowledged punch gets it again', async () => {
    const [lost] = await backlog(2);
    const box = await opened({
      askSeals: async (ids) => ({
        items: ids.map((id) => ({ id, stored: id !== lost, commitment: null, position: null })),
      }),
    });
    server.stored.delete(lost ?? '');

    await box.lookAtSeals();

    expect(server.stored.size).toBe(2);
    expect(box.waiting).toEqual([]);
  });
});

describe('a photo', () => {
  const photo = { type: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]).buffer };

  it('follows its punch, is tried again, and is let go once sent', async () => {
    let status = 503;
    const sent: string[] = [];
    const box = await opened({
      sendPhoto: async (id) => {
        if (status !== 204) throw new Problem(status, {});
        sent.push(id);
      },
    });

    const { id } = await box.add(draft(0, { selfie_sha256: 'ab' }), photo);
    await box.flush();
    expect(box.kept[0]?.photo).toBe('waiting');
    status = 204;
    await box.retryNow();

    expect(sent).toEqual([id]);
    expect(box.kept[0]?.photo).toBe('sent');
    expect(await db.count('photos')).toBe(0);
  });

  it('the server will never take is said so', async () => {
    const box = await opened({
      sendPhoto: async () => {
        throw new Problem(409, { code: 'photo_differs' });
      },
    });

    await box.add(draft(0, { selfie_sha256: 'ab' }), photo);
    await box.flush();

    expect(box.kept[0]?.photo).toBe('refused');
    expect(box.state).toBe('idle');
  });
});
