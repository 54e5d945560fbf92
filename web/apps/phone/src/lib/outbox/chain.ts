import type { NewPunch } from '@hadir/api';
import { punchBytes, sha256B64u } from '../canonical';
import type { DeviceKey } from '../device-key';
import { factKey, getFact } from '../store/facts';
import type { Store } from '../store/db';
import { withLock } from './locks';
import type { ChainHead, Draft, KeptPhoto, QueueItem } from './types';

export interface ChainBox {
  name: string;
  owner: string;
  key: DeviceKey | null;
  /** Wall clock, ms. */
  now: () => number;
}

/** A place in the chain is contested by another tab this often at most; then something else is wrong. */
const MOST_TRIES = 50;

/**
 * Gives a draft its place in the chain, signs it and stores it; afterwards it is safe on this phone.
 *
 * Signing is asynchronous and an IndexedDB transaction ends while one waits, so the punch is signed for the head of
 * the chain that was read, and stored in one transaction only if that head is still the newest. The lock between tabs
 * spares the second try; the comparison makes it right without the lock too.
 *
 * **Invariant:** no seq is given twice and no two punches follow the same one.
 *
 * A draft whose id is stored already changes nothing.
 */
export function addToChain(
  db: Store,
  box: ChainBox,
  draft: Draft,
  photo: Omit<KeptPhoto, 'id' | 'owner' | 'tries'> | null = null,
): Promise<QueueItem> {
  return withLock(`hadir-chain-${box.name}`, async () => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const head = await getFact(db, 'head', box.name);
      const { punch, next } = await link(draft, head, box.key);
      const item = await storeIfNewest(db, box, head, next, punch, photo);
      if (item) return item;
    }
    throw new Error('the chain of punches did not come to rest');
  });
}

/** The punch that follows `head`, and the head after it. A new key begins a new chain. */
async function link(
  draft: Draft,
  head: ChainHead | null,
  key: DeviceKey | null,
): Promise<{ punch: NewPunch; next: ChainHead }> {
  const deviceKey = key?.deviceKey ?? null;
  const before = head?.deviceKey === deviceKey ? head : null;
  const punch: NewPunch = {
    ...draft,
    seq: (before?.seq ?? 0) + 1,
    prev: before?.hash ?? null,
    device_key: deviceKey,
  };
  const bytes = punchBytes(punch);
  if (key) punch.signature = await key.sign(bytes);
  return { punch, next: { seq: punch.seq, hash: key ? await sha256B64u(bytes) : null, deviceKey } };
}

async function storeIfNewest(
  db: Store,
  box: ChainBox,
  head: ChainHead | null,
  next: ChainHead,
  punch: NewPunch,
  photo: Omit<KeptPhoto, 'id' | 'owner' | 'tries'> | null,
): Promise<QueueItem | null> {
  const tx = db.transaction(['queue', 'kept', 'facts', 'pending', 'photos'], 'readwrite', {
    // The tap must be on disk, not only handed to the system, before the screen says it is safe.
    durability: 'strict',
  });
  const queue = tx.objectStore('queue');
  const there = (await queue.get(punch.id)) ?? (await tx.objectStore('kept').get(punch.id));
  if (there) {
    await tx.objectStore('pending').delete(punch.id);
    await tx.done;
    return { tries: 0, trouble: null, ...there };
  }
  const now = (await tx.objectStore('facts').get(factKey('head', box.name))) as ChainHead | undefined;
  if ((now?.seq ?? 0) !== (head?.seq ?? 0) || (now?.deviceKey ?? null) !== (head?.deviceKey ?? null)) {
    await tx.done;
    return null;
  }
  const item: QueueItem = {
    id: punch.id,
    outbox: box.name,
    owner: box.owner,
    seq: punch.seq,
    punch,
    addedAt: box.now(),
    tries: 0,
    trouble: null,
    earlier: [],
  };
  await queue.add(item);
  await tx.objectStore('facts').put(next, factKey('head', box.name));
  await tx.objectStore('pending').delete(punch.id);
  if (photo) await tx.objectStore('photos').put({ ...photo, id: punch.id, owner: box.owner, tries: 0 });
  await tx.done;
  return item;
}
