import { sha256B64u, toB64u } from './canonical';
import type { Store, StoredKey } from './store/db';

/** A key that never leaves this phone. */
export interface DeviceKey {
  /** SPKI, base64url. */
  publicKey: string;
  /** base64url SHA-256 of the SPKI: how the server names this phone. */
  deviceKey: string;
  /** Wall clock at which it was made, ms. */
  madeAt: number;
  /** base64url r‖s of ECDSA P-256 with SHA-256. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/**
 * The key of that name, made on first use.
 *
 * Two tabs that make it at once end with the same one: the first to be stored stays. Null where the browser offers
 * no WebCrypto (a page without HTTPS) or cannot keep a key; punches then go unsigned and the server labels them.
 */
export async function deviceKey(db: Store, name: string): Promise<DeviceKey | null> {
  if (!globalThis.crypto?.subtle) return null;
  try {
    const kept = await db.get('keys', name);
    return usable(kept ?? (await keepFirst(db, name, await make())));
  } catch {
    return null;
  }
}

async function make(): Promise<StoredKey> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  const spki = await crypto.subtle.exportKey('spki', pair.publicKey);
  return { pair, publicKey: toB64u(spki), deviceKey: await sha256B64u(spki), madeAt: Date.now() };
}

async function keepFirst(db: Store, name: string, made: StoredKey): Promise<StoredKey> {
  const tx = db.transaction('keys', 'readwrite');
  const there = await tx.store.get(name);
  if (!there) await tx.store.put(made, name);
  await tx.done;
  return there ?? made;
}

function usable({ pair, publicKey, deviceKey, madeAt }: StoredKey): DeviceKey {
  return {
    publicKey,
    deviceKey,
    madeAt,
    sign: async (bytes) => toB64u(await crypto.subtle.sign(SIGNING, pair.privateKey, bytes)),
  };
}
