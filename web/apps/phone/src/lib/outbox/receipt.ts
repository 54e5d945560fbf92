import type { PunchAnswer } from '@hadir/api';
import { fromB64u, toB64u } from '@hadir/api/ledger/bytes';
import { verifiedNatively } from '@hadir/api/ledger/native';
import { receiptBytes } from '@hadir/api/ledger/receipt';
import { leafHash, pathOf, rootOf } from '@hadir/api/ledger/tree';
import type { KeptReceipt } from './types';

/** Null where it cannot be told: no Ed25519 in the browser, a page without HTTPS, or bytes that are none. */
async function signedBy(
  publicKey: string,
  signature: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean | null> {
  try {
    return await verifiedNatively(fromB64u(publicKey), fromB64u(signature), bytes);
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
