import type { PunchAnswer, Receipt } from '@hadir/api';
import { bytesOf, canonical, fromB64u, sha256, toB64u } from '../canonical';
import type { KeptReceipt } from './types';

const RECEIPT_PREFIX = 'hadir-receipt-v1\n';

type Bytes = Uint8Array<ArrayBuffer>;

async function leafHash(commitment: Bytes): Promise<Bytes> {
  return sha256(joined([new Uint8Array([0]), commitment]));
}

async function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(joined([new Uint8Array([1]), left, right]));
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
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

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); null when the path does not fit. */
export async function rootFrom(
  commitment: Bytes,
  index: number,
  size: number,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (index >= size) return null;
  let [fn, sn] = [index, size - 1];
  let hash = await leafHash(commitment);
  for (const sibling of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? hash : null;
}

/** What the server signs in a receipt. */
export function receiptBytes(
  of: Omit<Receipt, 'commitments' | 'signature'>,
  root: string,
  size: number,
): Bytes {
  const { include_by, instansi, key_id, received_at } = of;
  return bytesOf(RECEIPT_PREFIX + canonical({ include_by, instansi, key_id, received_at, root, size }));
}

/** Ed25519 in the browser; null where it has none (before 2025 most had not). */
async function signedBy(publicKey: string, signature: string, bytes: Bytes): Promise<boolean | null> {
  try {
    const key = await crypto.subtle.importKey('raw', fromB64u(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, fromB64u(signature), bytes);
  } catch {
    return null;
  }
}

export interface ReceiptKey {
  id: string;
  public_key: string;
}

/**
 * The receipt of each commitment of an answer, by commitment, with all it takes to prove one of them alone.
 *
 * Empty where the server gave no receipt, or where this browser has no SHA-256 (a page without HTTPS).
 */
export async function receiptsOf(
  answer: Pick<PunchAnswer, 'receipt'>,
  key: ReceiptKey | null,
): Promise<Map<string, KeptReceipt>> {
  const found = new Map<string, KeptReceipt>();
  const receipt = answer.receipt;
  if (!receipt || receipt.commitments.length === 0 || !globalThis.crypto?.subtle) return found;

  const { commitments, signature, ...said } = receipt;
  const leaves = await Promise.all(commitments.map((one) => leafHash(fromB64u(one))));
  const root = toB64u(await rootOf(leaves));
  const valid =
    key?.id === receipt.key_id
      ? await signedBy(key.public_key, signature, receiptBytes(said, root, leaves.length))
      : null;
  for (const [index, commitment] of commitments.entries()) {
    found.set(commitment, {
      ...said,
      signature,
      commitment,
      index,
      size: leaves.length,
      path: (await pathOf(leaves, index)).map(toB64u),
      valid,
    });
  }
  return found;
}

/** The text of a receipt's QR: all an inspector needs to check one punch against the server's key. */
export function receiptText(of: KeptReceipt): string {
  const short = {
    c: of.commitment,
    i: of.index,
    n: of.size,
    p: of.path,
    r: of.received_at,
    b: of.include_by,
    o: of.instansi,
    k: of.key_id,
    s: of.signature,
  };
  return `HR1.${toB64u(bytesOf(JSON.stringify(short)))}`;
}
