import type { Seal } from '@hadir/api';
import type { Store } from '../store/db';
import { getFact, putFact } from '../store/facts';
import type { KeptItem } from './types';

/** The server answers for so many at once. */
const AT_ONCE = 100;

/** Also what is sealed is looked at again, to notice a server that has lost or changed it. */
const LOOK_AT_ALL_MS = 24 * 3600_000;

export type AskSeals = (ids: string[]) => Promise<{ items: Seal[] }>;

/**
 * Asks where the kept punches stand in the ledger and writes it down. Answers the ids the server says it does not
 * have, though it acknowledged them: they are to be offered again.
 */
export async function lookAtSeals(
  db: Store,
  box: { name: string; owner: string; now: () => number },
  ask: AskSeals,
): Promise<string[]> {
  const of = `${box.name}:${box.owner}`;
  const kept = (await db.getAllFromIndex('kept', 'owner', [box.name, box.owner])).filter(
    (item) => item.answer.status !== 'refused',
  );
  const all = box.now() - ((await getFact(db, 'sealsLookedAt', of)) ?? 0) > LOOK_AT_ALL_MS;
  const wanted = kept.filter((item) => all || item.sealed === null);
  const missing: string[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const { items } = await ask(wanted.slice(at, at + AT_ONCE).map((item) => item.id));
    for (const seal of items) {
      if (!seal.stored) missing.push(seal.id);
      else await writeDown(db, seal, box.now());
    }
  }
  if (all && wanted.length > 0) await putFact(db, 'sealsLookedAt', box.now(), of);
  return missing;
}

async function writeDown(db: Store, seal: Seal, now: number): Promise<void> {
  const tx = db.transaction('kept', 'readwrite');
  const item = await tx.store.get(seal.id);
  if (item) await tx.store.put(withSeal(item, seal, now));
  await tx.done;
}

/** A punch is sealed when it has a position and the commitment is the promised one; another commitment is said. */
export function withSeal(item: KeptItem, seal: Seal, now: number): KeptItem {
  const promised = item.answer.receipt?.commitment ?? item.answer.commitment;
  if (seal.commitment !== null && promised !== null && seal.commitment !== promised)
    return { ...item, sealed: null, mismatch: seal.commitment };
  if (seal.position === null || seal.commitment === null) return { ...item, sealed: null, mismatch: null };
  return {
    ...item,
    mismatch: null,
    sealed:
      item.sealed?.position === seal.position
        ? item.sealed
        : { position: seal.position, commitment: seal.commitment, seenAt: now },
  };
}

/** Sealed is what this phone computed itself, not what the server says of a place. */
export const isProved = (item: KeptItem): boolean => item.sealed !== null && item.proof?.state === 'held';

/** True when the server promised to have sealed a punch by now, and this phone has not seen it. */
export function promiseBroken(item: KeptItem, now: number): boolean {
  const by = item.answer.receipt?.include_by;
  return by !== undefined && item.sealed === null && Date.parse(by) < now;
}
