import { bytesOf, fromB64u, hashOf, joined, sha256, toB64u, toHex, type Bytes } from './bytes';
import { verified } from './ed25519';
import type { Verifier } from './note';
import { rootFrom } from './tree';

const PREFIX = 'HR1.';

/** The server's signed promise about one record: what leads from its commitment to the signed root. */
export interface OneReceipt {
  instansi: string;
  key_id: string;
  received_at: string;
  include_by: string;
  signature: string;
  commitment: string;
  index: number;
  size: number;
  /** From the commitment to the root. */
  path: string[];
}

/** What the server signs: a name, and RFC 8785 of what it says. The names stand in their order, all values are plain. */
export function receiptBytes(
  of: Pick<OneReceipt, 'include_by' | 'instansi' | 'key_id' | 'received_at'>,
  root: string,
  size: number,
): Bytes {
  const { include_by, instansi, key_id, received_at } = of;
  return bytesOf(
    `hadir-receipt-v1\n${JSON.stringify({ include_by, instansi, key_id, received_at, root, size })}`,
  );
}

/** The text of a receipt's QR: all an inspector needs to check one record against the server's key. */
export function receiptText(of: OneReceipt): string {
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
  return `${PREFIX}${toB64u(bytesOf(JSON.stringify(short)))}`;
}

/** Reads the text of a receipt; null when it is none. */
export function parseReceipt(text: string): OneReceipt | null {
  if (!text.startsWith(PREFIX) || text.length > 8000) return null;
  try {
    const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromB64u(text.slice(4))));
    const texts = [said.c, said.r, said.b, said.o, said.k, said.s];
    const fits =
      texts.every((one) => typeof one === 'string') &&
      [said.i, said.n].every((one) => Number.isSafeInteger(one)) &&
      Array.isArray(said.p) &&
      said.p.every((one: unknown) => typeof one === 'string' && hashOf(one) !== null) &&
      hashOf(said.c) !== null;
    if (!fits) return null;
    return {
      instansi: said.o,
      key_id: said.k,
      received_at: said.r,
      include_by: said.b,
      signature: said.s,
      commitment: said.c,
      index: said.i,
      size: said.n,
      path: said.p,
    };
  } catch {
    return null;
  }
}

/** What holds of a receipt: signed, not signed so, or by a key that is not among those of the log. */
export type ReceiptSaid = 'signed' | 'forged' | 'unknown_key';

/** Checks a receipt against the log's keys for receipts. */
export async function checkReceipt(of: OneReceipt, keys: readonly Verifier[]): Promise<ReceiptSaid> {
  let key: Verifier | null = null;
  for (const one of keys) {
    if (toHex((await sha256(one.key)).slice(0, 8)) === of.key_id) key = one;
  }
  if (!key) return 'unknown_key';
  const [commitment, path] = [hashOf(of.commitment), of.path.map(hashOf)];
  if (!commitment || !path.every((hash) => hash !== null)) return 'forged';
  const root = await rootFrom(commitment, of.index, of.size, path);
  let signature: Bytes;
  try {
    signature = fromB64u(of.signature);
  } catch {
    return 'forged';
  }
  const holds = root && (await verified(key.key, signature, receiptBytes(of, toB64u(root), of.size)));
  return holds ? 'signed' : 'forged';
}

/** SHA-256 over the name of a kind, the salt and the body: what stands for a record in the log. */
export async function commitmentOf(kind: string, salt: Bytes, body: string): Promise<Bytes> {
  return sha256(joined([bytesOf(`hadir-leaf-v1\n${kind}\n`), salt, bytesOf(body)]));
}
