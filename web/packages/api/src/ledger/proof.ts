import { equal, fromB64, type Bytes } from './bytes';
import { openCheckpoint, type OpenedCheckpoint, type Unopened } from './checkpoint';
import type { Verifier } from './note';
import { rootFrom } from './tree';

const HEAD = 'c2sp.org/tlog-proof@v1';

/** Place, path and checkpoint of an entry (C2SP tlog-proof). */
export interface Proof {
  index: number;
  /** From the entry to the root, the nearest first. */
  path: Bytes[];
  /** The signed checkpoint. */
  checkpoint: string;
}

/** Whether a text begins as a proof does. */
export const looksLikeProof = (text: string) => text.startsWith(`${HEAD}\n`);

/** Reads the text of a proof; null when it is none. */
export function parseProof(text: string): Proof | null {
  const at = text.indexOf('\n\n');
  if (at < 0) return null;
  const [head, ...lines] = text.slice(0, at).split('\n');
  if (head !== HEAD) return null;
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index)) || lines.length > 63) return null;
  const path = lines.map(fromB64);
  if (!path.every((hash) => hash?.length === 32)) return null;
  return { index: Number(index), path: path as Bytes[], checkpoint: text.slice(at + 2) };
}

/** Why a proof does not hold: its checkpoint does not, or the path does not lead from the entry to its root. */
export type Unproved = Unopened | 'wrong_path';

/** Checks that an entry is in the log the keys belong to; answers the checkpoint it was proved against. */
export async function checkProof(
  entry: Bytes,
  proof: Proof,
  keys: readonly Verifier[],
): Promise<OpenedCheckpoint | Unproved> {
  const checkpoint = await openCheckpoint(proof.checkpoint, keys);
  if (typeof checkpoint === 'string') return checkpoint;
  const root = await rootFrom(entry, proof.index, checkpoint.size, proof.path);
  return root && equal(root, checkpoint.root) ? checkpoint : 'wrong_path';
}
