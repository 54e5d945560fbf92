import type { Bytes } from './bytes';

/** A key of RFC 8032's first example: what a browser must be able to read before it is trusted with others. */
const SOME_KEY = Uint8Array.from(
  'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'.match(/../g) ?? [],
  (byte) => parseInt(byte, 16),
);

let native: Promise<boolean> | null = null;

function hasNative(): Promise<boolean> {
  native ??= crypto.subtle.importKey('raw', SOME_KEY, 'Ed25519', false, ['verify']).then(
    () => true,
    () => false,
  );
  return native;
}

/**
 * Whether a key signed a message; null where the browser has no Ed25519 itself (before 2025 most had not).
 *
 * For the service worker, which cannot load code later. Rejects only where there is no WebCrypto at all.
 */
export async function verifiedNatively(
  key: Bytes,
  signature: Bytes,
  message: Bytes,
): Promise<boolean | null> {
  if (key.length !== 32 || signature.length !== 64) return false;
  if (!(await hasNative())) return null;
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, message);
  } catch {
    return false;
  }
}
