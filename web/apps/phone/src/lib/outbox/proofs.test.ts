import 'fake-indexeddb/auto';
import { Problem } from '@hadir/api';
import type { PublicLog } from '@hadir/api/ledger';
import {
  CODE,
  commitmentAt,
  fixture,
  grownFrom,
  logOfFixture,
  proofAt,
  type Size,
} from '@hadir/api/ledger/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/db';
import { getFact } from '../store/facts';
import { proveSeals } from './proofs';
import { isProved } from './seals';
import type { KeptItem } from './types';

let db: Store;
let count = 0;
beforeEach(async () => {
  db = await openStore(`proofs-${++count}`);
});

const box = { name: 'phone', owner: 'siti', code: CODE, now: () => 1000 };

/** A tap whose commitment is at a place of the fixture's log. */
async function keep(place: number, more: Partial<KeptItem> = {}): Promise<string> {
  const commitment = commitmentAt(place);
  const item = {
    id: `tap-${place}`,
    outbox: 'phone',
    owner: 'siti',
    seq: place,
    answer: { status: 'stored', commitment, receipt: null },
    sealed: { position: place, commitment, seenAt: 0 },
    mismatch: null,
    ...more,
  } as KeptItem;
  await db.put('kept', item);
  return item.id;
}

/** The server knows taps by their id. */
function served(size: Size, otherwise: Partial<PublicLog> = {}): PublicLog {
  return logOfFixture(size, {
    proof: (id) => logOfFixture(size).proof(commitmentAt(Number(id.replace('tap-', '')))),
    ...otherwise,
  });
}

const kept = async (id: string) => (await db.get('kept', id)) as KeptItem;

describe('the proof of a tap', () => {
  it('is held after it was computed here, and its checkpoint is kept', async () => {
    const id = await keep(3);
    await proveSeals(db, box, served(7));

    const item = await kept(id);
    expect(isProved(item)).toBe(true);
    expect(item.proof).toMatchObject({ state: 'held', position: 3, size: 7, text: proofAt(3, 7).proof });
    expect(await getFact(db, 'logSeen', CODE)).toMatchObject({ size: 7, root: fixture.roots[7] });
    expect(await getFact(db, 'logFaults', CODE)).toBeNull();
  });

  it('goes on from the checkpoint seen before', async () => {
    await keep(3);
    await proveSeals(db, box, served(7));
    const later = await keep(9);
    await proveSeals(db, box, served(12));

    expect(isProved(await kept(later))).toBe(true);
    expect(await getFact(db, 'logSeen', CODE)).toMatchObject({ size: 12 });
  });

  it('is wrong when its path was altered, and right once it is right; the wrong answer is kept', async () => {
    const id = await keep(3);
    const proof = proofAt(3, 7);
    const altered = async () => ({
      ...proof,
      path: [...proof.path].reverse(),
      proof: proof.proof?.replace(/\nindex 3\n.*\n/, (line) => line.replace(/[AB]/, 'C')) ?? null,
    });
    await proveSeals(db, box, served(7, { proof: altered }));
    expect(isProved(await kept(id))).toBe(false);
    expect((await kept(id)).proof).toMatchObject({ state: 'wrong', why: 'other_place' });
    expect(await getFact(db, 'logSeen', CODE)).toBeNull();

    await proveSeals(db, box, served(7));
    expect(isProved(await kept(id))).toBe(true);
    expect((await kept(id)).wrongProof).toMatchObject({ why: 'other_place' });
  });

  it('is wrong for another record, under a stranger, or when the server no longer knows the tap', async () => {
    const id = await keep(3);
    const why = async (otherwise: Partial<PublicLog>) => {
      await proveSeals(db, box, served(7, otherwise));
      return (await kept(id)).proof?.why;
    };
    expect(await why({ proof: async () => proofAt(4, 7) })).toBe('other_commitment');
    expect(
      await why({
        proof: async () => ({
          ...proofAt(3, 12),
          proof: proofAt(3, 12).proof?.replace(fixture.checkpoints[12], fixture.by_stranger) ?? null,
        }),
      }),
    ).toBe('unsigned');
    expect(await why({ proof: () => Promise.reject(new Problem(404, { code: 'unknown_record' })) })).toBe(
      'unknown_record',
    );
  });

  it('is wrong when the log was forked since this phone looked, and both checkpoints are kept', async () => {
    await keep(3);
    await proveSeals(db, box, served(7));
    const id = await keep(4);
    // A server that shows a log that does not go on from the seen one: no proof can lead there.
    const forked = served(12, {
      consistency: async (from, to) => ({ ...grownFrom(from, to ?? 12), proof: grownFrom(4, 12).proof }),
    });
    await proveSeals(db, box, forked);

    expect((await kept(id)).proof).toMatchObject({ state: 'wrong', why: 'forked' });
    expect(await getFact(db, 'logFaults', CODE)).toMatchObject([
      { kind: 'forked', seen: { size: 7 }, now: { size: 12 } },
    ]);
    expect(await getFact(db, 'logSeen', CODE)).toMatchObject({ size: 7 });
    // Told once, however often it is looked at.
    await proveSeals(db, box, forked);
    expect(await getFact(db, 'logFaults', CODE)).toHaveLength(1);
  });

  it('is not asked for before the tap has its place, nor written down while the server cannot be reached', async () => {
    const id = await keep(3, { sealed: null });
    await proveSeals(db, box, served(7, { keys: () => Promise.reject(new Error('asked')) }));
    expect((await kept(id)).proof).toBeUndefined();

    const placed = await keep(4);
    const away = served(7, { proof: () => Promise.reject(new Problem(503, { code: 'timed_out' })) });
    await expect(proveSeals(db, box, away)).rejects.toBeInstanceOf(Problem);
    expect((await kept(placed)).proof).toBeUndefined();
    // Has a place, and the next checkpoint is not signed yet.
    await keep(9);
    await proveSeals(db, box, served(7));
    expect((await kept('tap-9')).proof).toBeUndefined();
  });
});
