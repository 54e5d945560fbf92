import { asProblem } from '@hadir/api';
import {
  checkSealProof,
  follows,
  hashOf,
  publicLog,
  readKeys,
  seenOf,
  stateOfSeen,
  type OpenedCheckpoint,
  type PublicLog,
  type ReadKeys,
  type SealProof,
  type SeenCheckpoint,
} from '@hadir/api/ledger';
import type { Store } from '../store/db';
import { getFact, putFact, type LogFault } from '../store/facts';
import type { KeptItem, KeptProof } from './types';

/** So many proofs are asked for at one look; the others come with the next. */
const AT_ONCE = 50;

export interface ProofBox {
  name: string;
  owner: string;
  /** Code of the government body whose log it is. */
  code: string;
  /** Wall clock, ms. */
  now: () => number;
}

/**
 * Fetches the proofs of kept punches that have their place in the log, and checks them here: the path to the signed
 * checkpoint, and that this checkpoint goes on from the one this phone saw last.
 *
 * **Invariant:** a proof is written down as held only after all of it was computed on this phone.
 */
export async function proveSeals(db: Store, box: ProofBox, log: PublicLog = publicLog): Promise<void> {
  const kept = await db.getAllFromIndex('kept', 'owner', [box.name, box.owner]);
  const wanted = kept
    .filter((item) => item.sealed !== null && item.proof?.state !== 'held')
    .slice(0, AT_ONCE);
  if (wanted.length === 0) return;
  const keys = await readKeys(await log.keys(box.code));
  for (const item of wanted) {
    const proof = await proofOf(db, box, item, keys, log);
    if (proof) await writeDown(db, item.id, proof);
  }
}

async function proofOf(
  db: Store,
  box: ProofBox,
  item: KeptItem,
  keys: ReadKeys,
  log: PublicLog,
): Promise<KeptProof | null> {
  const commitment = item.answer.receipt?.commitment ?? item.answer.commitment ?? item.sealed?.commitment;
  if (!commitment || hashOf(commitment) === null) return null;
  let said: SealProof;
  try {
    said = await log.proof(item.id);
  } catch (thrown) {
    const problem = asProblem(thrown);
    // The server has told this place before; that it knows nothing of it now is no slip of the network.
    if (problem.status === 404) return wrong('unknown_record', null, box.now());
    throw problem;
  }
  if (said.waiting) return null;
  const checked = await checkSealProof(commitment, said, keys.log);
  if (typeof checked === 'string') return wrong(checked, said.proof, box.now());
  const goesOn = await goesOnFrom(db, box, checked, said.checkpoint ?? '', keys, log);
  if (!goesOn) return wrong('forked', said.proof, box.now());
  return {
    state: 'held',
    why: null,
    text: said.proof,
    position: checked.index,
    size: checked.size,
    checkedAt: box.now(),
  };
}

const wrong = (why: string, text: string | null, checkedAt: number): KeptProof => ({
  state: 'wrong',
  why,
  text,
  position: null,
  size: null,
  checkedAt,
});

/** Holds a checkpoint to the one this phone saw last, and keeps the larger. False when the two contradict. */
async function goesOnFrom(
  db: Store,
  { code, now }: ProofBox,
  checkpoint: OpenedCheckpoint,
  text: string,
  keys: ReadKeys,
  log: PublicLog,
): Promise<boolean> {
  const fresh = seenOf(checkpoint, text, now());
  const seen = await getFact(db, 'logSeen', code);
  if (seen) {
    const how = await follows(stateOfSeen(seen), checkpoint, { code, epochs: keys.epochs }, log.consistency);
    if (how === 'forked' || how === 'other' || how === 'restarted') {
      await keepFault(db, code, { kind: how, seen, now: fresh });
      if (how !== 'restarted') return false;
    }
    if (how === 'same' || how === 'older') return true;
  }
  await putFact(db, 'logSeen', fresh, code);
  return true;
}

/** The first of its kind stays: it is the evidence. */
async function keepFault(db: Store, code: string, fault: LogFault): Promise<void> {
  const before = (await getFact(db, 'logFaults', code)) ?? [];
  const same = (one: LogFault) =>
    one.kind === fault.kind && one.seen.root === fault.seen.root && one.now.root === fault.now.root;
  if (!before.some(same)) await putFact(db, 'logFaults', [...before, fault].slice(-10), code);
}

async function writeDown(db: Store, id: string, proof: KeptProof): Promise<void> {
  const tx = db.transaction('kept', 'readwrite');
  const item = await tx.store.get(id);
  if (item) await tx.store.put(withProof(item, proof));
  await tx.done;
}

/** A wrong answer stays beside a right one that came later: it was given. */
export function withProof(item: KeptItem, proof: KeptProof): KeptItem {
  const wrongProof = item.wrongProof ?? (proof.state === 'wrong' ? proof : null);
  return { ...item, proof, wrongProof };
}

export type { SeenCheckpoint };
