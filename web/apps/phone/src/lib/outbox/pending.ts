import { bootId } from '../moment';
import type { Store } from '../store/db';
import type { Outbox } from '../outbox.svelte';
import { ifFree, withLock } from './locks';
import type { Draft, Pending } from './types';

const lockOf = (id: string) => `hadir-pending-${id}`;

/**
 * Writes a press of the button down before anything else is asked of the phone.
 *
 * A cheap phone may end the page while the camera is open or a position is looked for; what was written down becomes
 * a punch at the next start, with what there was.
 *
 * Answers a function that says the press is dealt with; until then no other tab takes it up.
 */
export async function begin(db: Store, pending: Omit<Pending, 'bootId'>): Promise<() => void> {
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  if (globalThis.navigator?.locks) void withLock(lockOf(pending.id), () => finished);
  await db.put('pending', { ...pending, bootId }, undefined);
  return done;
}

/** Writes down what has been found out since. */
export async function update(db: Store, id: string, draft: Draft): Promise<void> {
  const tx = db.transaction('pending', 'readwrite');
  const there = await tx.store.get(id);
  if (there) await tx.store.put({ ...there, draft });
  await tx.done;
}

/** Makes punches of presses that were interrupted. Those another tab is dealing with are left to it. */
export async function recoverPending(db: Store, outbox: Outbox | null): Promise<number> {
  if (!outbox) return 0;
  let recovered = 0;
  for (const pending of await db.getAll('pending')) {
    if (pending.outbox !== outbox.name || pending.owner !== outbox.owner || pending.bootId === bootId)
      continue;
    const item = await ifFree(lockOf(pending.id), () => outbox.add(pending.draft));
    if (item) recovered += 1;
  }
  return recovered;
}
