import type { PhoneStatus } from '@hadir/api';
import type { Store } from '../store/db';
import { factKey, getFact, type Acknowledged } from '../store/facts';
import type { KeptItem, QueueItem } from './types';

/** What this phone had been told before the server was asked. */
export interface Before {
  acknowledged: Acknowledged | null;
  /** The key was known to the server. */
  enrolled: boolean;
}

/** Taken before asking, so that punches sent meanwhile do not look like lost ones. */
export async function beforeAsking(
  db: Store,
  name: string,
  owner: string,
  deviceKey: string,
): Promise<Before> {
  const enrolled = await getFact(db, 'enrolled', name);
  return {
    acknowledged: await getFact(db, 'acknowledged', `${name}:${owner}`),
    enrolled: enrolled?.deviceKey === deviceKey,
  };
}

/** True when the server holds less than it has acknowledged: it came back from an older backup. */
export function hasForgotten(
  before: Before,
  holds: Pick<PhoneStatus, 'stored_count' | 'last_seq'> | null,
  deviceKey: string,
): boolean {
  const told = before.acknowledged;
  if (!told || told.deviceKey !== deviceKey || told.count === 0) return false;
  if (holds === null) return before.enrolled;
  return holds.stored_count < told.count || holds.last_seq < told.lastSeq;
}

/**
 * Puts acknowledged punches back into the queue; the server answers "repeated" for those it still has.
 *
 * The count of what the server has acknowledged starts anew from what it holds now, so that one restore is one
 * round of offers. `which` limits it to some.
 */
export async function offerAgain(
  db: Store,
  name: string,
  owner: string,
  holds: Acknowledged | null,
  which: (item: KeptItem) => boolean = () => true,
): Promise<number> {
  const tx = db.transaction(['queue', 'kept', 'facts'], 'readwrite', { durability: 'strict' });
  const kept = await tx.objectStore('kept').index('owner').getAll([name, owner]);
  let offered = 0;
  for (const item of kept) {
    if (item.answer.status === 'refused' || !which(item)) continue;
    await tx.objectStore('queue').put(again(item));
    await tx.objectStore('kept').delete(item.id);
    offered += 1;
  }
  const counted = factKey('acknowledged', `${name}:${owner}`);
  if (holds) {
    await tx.objectStore('facts').put(holds, counted);
  } else if (offered > 0) {
    const told = (await tx.objectStore('facts').get(counted)) as Acknowledged | undefined;
    if (told)
      await tx.objectStore('facts').put({ ...told, count: Math.max(0, told.count - offered) }, counted);
  }
  await tx.done;
  return offered;
}

function again({ id, outbox, owner, seq, punch, addedAt, answer, earlier }: KeptItem): QueueItem {
  return { id, outbox, owner, seq, punch, addedAt, tries: 0, trouble: null, earlier: [...earlier, answer] };
}
