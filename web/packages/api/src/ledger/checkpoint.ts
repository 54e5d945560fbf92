import { fromB64, type Bytes } from './bytes';
import { checkNote, parseNote, type Note, type Verifier } from './note';
import type { TreeState } from './tree';

/** What a log says of itself (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeState {
  /** Which log; also the name of the key that signs. */
  origin: string;
}

/** Reads the text of a checkpoint; null when it is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith('\n')) return null;
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined || extensions.includes('')) return null;
  if (!/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) return null;
  const hash = fromB64(root);
  return hash?.length === 32 ? { origin, size: Number(size), root: hash } : null;
}

/** Who dated a checkpoint beside the log itself. */
export interface Cosigned {
  name: string;
  /** Seconds since 1970. */
  at: number;
}

export interface OpenedCheckpoint extends Checkpoint {
  note: Note;
  /** Signatures with a date that hold: of the log's own clock, and of witnesses. */
  cosigned: Cosigned[];
}

/** Why a checkpoint does not hold: not readable, signed by none of the keys, or a signature that does not fit. */
export type Unopened = 'unreadable' | 'unsigned' | 'forged';

/** Reads a signed checkpoint and checks that one of the log's keys signed it under the log's name. */
export async function openCheckpoint(
  text: string,
  keys: readonly Verifier[],
): Promise<OpenedCheckpoint | Unopened> {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) return 'unreadable';
  let signed = false;
  let forged = false;
  const cosigned: Cosigned[] = [];
  for (const key of keys) {
    const said = await checkNote(note, key);
    const own = key.algorithm === 'ed25519' && key.name === checkpoint.origin;
    if (said.signed && own) signed = true;
    if (said.signed && said.at !== null) cosigned.push({ name: key.name, at: said.at });
    if (!said.signed && said.forged) forged = true;
  }
  if (forged) return 'forged';
  return signed ? { ...checkpoint, note, cosigned } : 'unsigned';
}

export function sameState(a: TreeState, b: TreeState): boolean {
  return a.size === b.size && sameBytes(a.root, b.root);
}

const sameBytes = (a: Bytes, b: Bytes) => a.length === b.length && a.every((byte, i) => byte === b[i]);
