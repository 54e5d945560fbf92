import { equal, joined, sha256, type Bytes } from './bytes';

/** No proof of a log that fits into 2^63 leaves is longer. */
const LONGEST = 64;

/** RFC 6962: the hash of a leaf over its entry. */
export async function leafHash(entry: Bytes): Promise<Bytes> {
  return sha256(joined([new Uint8Array([0]), entry]));
}

async function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(joined([new Uint8Array([1]), left, right]));
}

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** RFC 6962 tree hash over leaf hashes. */
export async function rootOf(leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length === 1 && leaves[0]) return leaves[0];
  if (leaves.length === 0) return sha256(new Uint8Array());
  const k = split(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, k)), await rootOf(leaves.slice(k)));
}

/** RFC 6962 audit path of a leaf, from the leaf up. */
export async function pathOf(leaves: readonly Bytes[], index: number): Promise<Bytes[]> {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...(await pathOf(leaves.slice(0, k), index)), await rootOf(leaves.slice(k))]
    : [...(await pathOf(leaves.slice(k), index - k)), await rootOf(leaves.slice(0, k))];
}

const isPlace = (number: number) => Number.isSafeInteger(number) && number >= 0;

/** Two places on their way up, as numbers that may be beyond 32 bits. */
const half = (number: number) => Math.floor(number / 2);

/** The root that an entry and its path lead to (RFC 9162, 2.1.3.2); null when the path does not fit. */
export async function rootFrom(
  entry: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (!isPlace(index) || !isPlace(size) || index >= size || path.length > LONGEST) return null;
  let [fn, sn] = [index, size - 1];
  let hash = await leafHash(entry);
  for (const sibling of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 ? hash : null;
}

/** A state of a log: how many leaves, and the root over them. */
export interface TreeState {
  size: number;
  root: Bytes;
}

/** Whether one state is the beginning of the other (RFC 9162, 2.1.4.2): nothing before it was changed or removed. */
export async function isConsistent(
  from: TreeState,
  to: TreeState,
  proof: readonly Bytes[],
): Promise<boolean> {
  if (!isPlace(from.size) || !isPlace(to.size) || from.size > to.size || proof.length > LONGEST * 2)
    return false;
  if (from.size === to.size) return proof.length === 0 && equal(from.root, to.root);
  if (from.size === 0) return proof.length === 0 && equal(from.root, await rootOf([]));

  const rest = [...proof];
  const whole = Number.isInteger(Math.log2(from.size)) && 2 ** Math.log2(from.size) === from.size;
  const first = whole ? from.root : rest.shift();
  if (!first) return false;
  let [fn, sn] = [from.size - 1, to.size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [old, now] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      old = await nodeHash(sibling, old);
      now = await nodeHash(sibling, now);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      now = await nodeHash(now, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(old, from.root) && equal(now, to.root);
}
