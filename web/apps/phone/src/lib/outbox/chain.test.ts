import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { fromB64u, punchBytes, sha256B64u } from '../canonical';
import { deviceKey } from '../device-key';
import type { Store } from '../store/db';
import { addToChain } from './chain';
import { draft, emptyStore } from './testing';

let db: Store;
const now = () => 1_000;
const box = (owner: string, key: Awaited<ReturnType<typeof deviceKey>>) => ({
  name: 'phone',
  owner,
  key,
  now,
});

beforeEach(async () => {
  db = await emptyStore();
});

describe('a key of this phone', () => {
  it('is the same for two tabs that make it at once, and cannot be read out', async () => {
    const [one, two] = await Promise.all([deviceKey(db, 'phone'), deviceKey(db, 'phone')]);

    expect(one?.deviceKey).toBe(two?.deviceKey);
    expect((await db.get('keys', 'phone'))?.pair.privateKey.extractable).toBe(false);
  });

  it('is named by the digest of its public half', async () => {
    const key = await deviceKey(db, 'phone');

    expect(key?.deviceKey).toBe(await sha256B64u(fromB64u(key?.publicKey ?? '')));
  });
});

describe('the chain', () => {
  it('gives every punch a seq of its own and the digest of the one before, also when many are added at once', async () => {
    const key = await deviceKey(db, 'phone');
    const drafts = Array.from({ length: 25 }, (_, i) => draft(i));

    await Promise.all(drafts.map((one) => addToChain(db, box('siti', key), one)));

    const items = (await db.getAll('queue')).sort((a, b) => a.seq - b.seq);
    expect(items.map((item) => item.seq)).toEqual(drafts.map((_, i) => i + 1));
    for (const [i, { punch }] of items.entries()) {
      const before = items[i - 1];
      expect(punch.prev).toBe(before ? await sha256B64u(punchBytes(before.punch)) : null);
    }
  });

  it('carries a signature over the canonical bytes', async () => {
    const key = await deviceKey(db, 'phone');
    const { punch } = await addToChain(db, box('siti', key), draft());

    const pair = (await db.get('keys', 'phone'))?.pair;
    const right = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      pair?.publicKey as CryptoKey,
      fromB64u(punch.signature ?? ''),
      punchBytes(punch),
    );
    expect(right).toBe(true);
    expect(punch.device_key).toBe(key?.deviceKey);
  });

  it('stores a draft once, however often it is added', async () => {
    const key = await deviceKey(db, 'phone');
    const one = draft();
    await db.put('pending', { id: one.id, outbox: 'phone', owner: 'siti', draft: one, bootId: 'boot' });

    await Promise.all([addToChain(db, box('siti', key), one), addToChain(db, box('siti', key), one)]);

    expect(await db.count('queue')).toBe(1);
    expect(await db.count('pending')).toBe(0);
  });

  it('goes on without a key, unsigned, and begins anew when there is one', async () => {
    const unsigned = await addToChain(db, box('siti', null), draft(1));
    const second = await addToChain(db, box('siti', null), draft(2));
    const signed = await addToChain(db, box('siti', await deviceKey(db, 'phone')), draft(3));

    expect([unsigned.seq, second.seq, signed.seq]).toEqual([1, 2, 1]);
    expect(second.punch).toMatchObject({ prev: null, device_key: null });
    expect(second.punch.signature).toBeUndefined();
  });

  it('is one for all people of this phone', async () => {
    const key = await deviceKey(db, 'phone');

    const hers = await addToChain(db, box('siti', key), draft(1));
    const his = await addToChain(db, box('budi', key), draft(2));

    expect(his.seq).toBe(2);
    expect(his.punch.prev).toBe(await sha256B64u(punchBytes(hers.punch)));
  });
});
