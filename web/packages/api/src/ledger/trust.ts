import { asProblem } from '../problem';
import { equal, fromB64u, hashOf, toB64u, type Bytes } from './bytes';
import { openCheckpoint, type Checkpoint, type OpenedCheckpoint, type Unopened } from './checkpoint';
import type { Consistency, LogKeys, PublicLog, SealProof } from './log';
import { parseKeys, type Verifier } from './note';
import { checkProof, parseProof, type Unproved } from './proof';
import { isConsistent, type TreeState } from './tree';

/** The keys of a log, read. */
export interface ReadKeys {
  /** Of checkpoints: the log's own and those that date them. */
  log: Verifier[];
  receipts: Verifier[];
  epochs: LogKeys['epochs'];
}

export async function readKeys(keys: LogKeys): Promise<ReadKeys> {
  const of = (wanted: (purpose: string) => boolean) =>
    parseKeys(keys.keys.filter((key) => wanted(key.purpose)).map((key) => key.vkey));
  return {
    log: await of((purpose) => purpose !== 'receipt'),
    receipts: await of((purpose) => purpose === 'receipt'),
    epochs: keys.epochs,
  };
}

/** A checkpoint that was looked at before, kept to hold later ones to it. */
export interface SeenCheckpoint {
  origin: string;
  size: number;
  /** base64url. */
  root: string;
  /** The signed note. */
  text: string;
  /** Wall clock when it was seen, ms. */
  at: number;
}

export function seenOf(checkpoint: OpenedCheckpoint, text: string, at: number): SeenCheckpoint {
  const { origin, size, root } = checkpoint;
  return { origin, size, root: toB64u(root), text, at };
}

/**
 * How a state of a log goes with one that was seen earlier.
 *
 * `grown` and `older` are proved; `forked`: the two contradict each other or nobody can show that they do not;
 * `restarted`: the log began anew after a restore, and what the earlier state had beyond that is gone; `other`: two
 * different logs.
 */
export type Follows = 'same' | 'grown' | 'older' | 'forked' | 'restarted' | 'other';

export type AskConsistency = PublicLog['consistency'];

/** Holds a checkpoint to one seen earlier. Rejects with a Problem only when the server cannot be asked now. */
export async function follows(
  seen: TreeState & { origin: string },
  now: TreeState & { origin: string },
  log: { code: string; epochs: LogKeys['epochs'] },
  ask: AskConsistency,
): Promise<Follows> {
  if (seen.origin !== now.origin) {
    const [old, fresh] = [seen, now].map((one) => log.epochs.find((epoch) => epoch.origin === one.origin));
    if (!old || !fresh) return 'other';
    const later = old.epoch < fresh.epoch ? fresh : old;
    const earlier = old.epoch < fresh.epoch ? seen : now;
    if (earlier.size > later.from_position) return 'restarted';
  }
  if (seen.size === now.size) return equal(seen.root, now.root) ? 'same' : 'forked';
  if (now.size < seen.size) return (await viaLatest(seen, now, log.code, ask)) ? 'older' : 'forked';
  if (seen.size === 0) return 'grown';
  const said = await answerOr(ask(seen.size, now.size, log.code));
  // Checkpoints that are old are thinned out; then both are held to the newest.
  if (said === 'unknown_checkpoint') return (await viaLatest(seen, now, log.code, ask)) ? 'grown' : 'forked';
  return said !== 'refused' && (await proves(seen, now, said)) ? 'grown' : 'forked';
}

/** A server that has the log can always answer; what it refuses speaks against it. */
async function answerOr(
  asked: Promise<Consistency>,
): Promise<Consistency | 'unknown_checkpoint' | 'refused'> {
  try {
    return await asked;
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code === 'unknown_checkpoint') return 'unknown_checkpoint';
    if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) return 'refused';
    throw problem;
  }
}

async function proves(from: TreeState, to: TreeState, said: Consistency): Promise<boolean> {
  const proof = said.proof.map(hashOf);
  return proof.every((hash) => hash !== null) && (await isConsistent(from, to, proof));
}

/** Whether two states are beginnings of one and the same later one, whatever it is. */
async function viaLatest(a: TreeState, b: TreeState, code: string, ask: AskConsistency): Promise<boolean> {
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  const last = await answerOr(ask(more.size, null, code));
  if (typeof last === 'string') return false;
  const [size, root] = [last.to, hashOf(last.to_root)];
  if (!root || size < more.size || !(await proves(more, { size, root }, last))) return false;
  if (less.size === 0) return true;
  const first = await answerOr(ask(less.size, size, code));
  return typeof first !== 'string' && (await proves(less, { size, root }, first));
}

export function stateOfSeen(seen: SeenCheckpoint): TreeState & { origin: string } {
  return { origin: seen.origin, size: seen.size, root: fromB64u(seen.root) };
}

/** Why a server's answer about a record does not hold. */
export type NotHeld = Unproved | 'unreadable_proof' | 'other_commitment' | 'other_place';

/** Checks a server's whole answer about a record, whose commitment is known from elsewhere. */
export async function checkSealProof(
  commitment: string,
  said: SealProof,
  keys: readonly Verifier[],
): Promise<(OpenedCheckpoint & { index: number }) | NotHeld> {
  if (said.commitment !== commitment) return 'other_commitment';
  const entry = hashOf(commitment);
  const proof = said.proof === null ? null : parseProof(said.proof);
  if (!entry || !proof) return 'unreadable_proof';
  const samePath =
    said.path.length === proof.path.length &&
    proof.path.every((hash, i) => said.path[i] === toB64u(hash)) &&
    proof.index === said.position;
  if (!samePath) return 'other_place';
  const checkpoint = await checkProof(entry, proof, keys);
  return typeof checkpoint === 'string' ? checkpoint : { ...checkpoint, index: proof.index };
}

/** The newest published checkpoint, checked. */
export async function latestCheckpoint(
  code: string,
  keys: ReadKeys,
  log: Pick<PublicLog, 'checkpoint'>,
): Promise<{ text: string; opened: OpenedCheckpoint | Unopened }> {
  const text = await log.checkpoint(code);
  return { text, opened: await openCheckpoint(text, keys.log) };
}

/** The date a checkpoint's own clock or a witness gave it, ms; null when nobody dated it. */
export function datedAt(checkpoint: OpenedCheckpoint): number | null {
  const [first] = checkpoint.cosigned;
  return first ? Math.max(...checkpoint.cosigned.map((one) => one.at)) * 1000 : null;
}

export type { Bytes, Checkpoint };
