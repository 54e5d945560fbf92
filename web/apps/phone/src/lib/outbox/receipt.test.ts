import type { Receipt } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { receiptBytes, receiptText } from '@hadir/api/ledger/receipt';
import { rootFrom, rootOf } from '@hadir/api/ledger/tree';
import { bytesOf, fromB64u, sha256, toB64u } from '../canonical';
import { receiptsOf } from './receipt';

const commitment = (n: number) => sha256(bytesOf(`tap ${n}`));
const leaf = async (n: number) => sha256(new Uint8Array([0, ...(await commitment(n))]));

async function signed(count: number, key: CryptoKeyPair): Promise<Receipt> {
  const commitments = await Promise.all(
    Array.from({ length: count }, async (_, n) => toB64u(await commitment(n))),
  );
  const said = {
    instansi: 'kota',
    key_id: 'k1',
    received_at: '2026-01-19T00:31:10Z',
    include_by: '2026-01-20T00:31:10Z',
  };
  const root = toB64u(await rootOf(await Promise.all(Array.from({ length: count }, (_, n) => leaf(n)))));
  const bytes = receiptBytes(said, root, count);
  return {
    ...said,
    commitments,
    signature: toB64u(await crypto.subtle.sign('Ed25519', key.privateKey, bytes)),
  };
}

describe('a receipt', () => {
  it('is checked against the key of the server', async () => {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const publicKey = toB64u(await crypto.subtle.exportKey('raw', pair.publicKey));
    const receipt = await signed(5, pair);
    const forged = { ...receipt, include_by: '2027-01-20T00:31:10Z' };
    const valid = async (of: Receipt, id: string) =>
      [...(await receiptsOf({ receipt: of }, { id, public_key: publicKey })).values()][2]?.valid;

    expect(await valid(receipt, 'k1')).toBe(true);
    expect(await valid(forged, 'k1')).toBe(false);
    // Signed with a key this phone does not know: nothing can be said.
    expect(await valid(receipt, 'k2')).toBeNull();
  });

  it('of one tap carries its own proof in its code', async () => {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const receipt = await signed(3, pair);
    const kept = (await receiptsOf({ receipt }, null)).get(receipt.commitments[1] ?? '');

    const text = kept ? receiptText(kept) : '';
    const said = JSON.parse(new TextDecoder().decode(fromB64u(text.slice(4))));

    expect(text.slice(0, 4)).toBe('HR1.');
    expect(said).toMatchObject({ c: receipt.commitments[1], i: 1, n: 3, o: 'kota', k: 'k1' });
    const root = await rootFrom(fromB64u(said.c), said.i, said.n, said.p.map(fromB64u));
    const leaves = await Promise.all([leaf(0), leaf(1), leaf(2)]);
    expect(root).toEqual(await rootOf(leaves));
  });

  it('is absent where the server gave none', async () => {
    expect((await receiptsOf({ receipt: null }, null)).size).toBe(0);
  });
});
