import type { Store } from '../store/db';
import type { KeptItem } from './types';

/** The kept punches of an owner; with `most` only so many, those furthest along the chain. */
export async function keptOf(
  db: Store,
  name: string,
  owner: string,
  most: number | null = null,
): Promise<KeptItem[]> {
  if (most === null) return db.getAllFromIndex('kept', 'owner', [name, owner]);
  const found: KeptItem[] = [];
  // By the chain and not by the time: a wall clock may have been wrong for days.
  const chain = IDBKeyRange.bound([name, owner], [name, owner, []]);
  let at = await db.transaction('kept').store.index('order').openCursor(chain, 'prev');
  for (; at && found.length < most; at = await at.continue()) found.push(at.value);
  return found;
}
