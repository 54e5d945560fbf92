import type { Bytes } from './bytes';
import { verifiedNatively } from './native';

/** Whether a key signed a message. Rejects only where there is no WebCrypto at all (a page without HTTPS). */
export async function verified(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  return (await verifiedNatively(key, signature, message)) ?? verifiedInScript(key, signature, message);
}

/** The same without the browser's own; its code is loaded only then. */
export async function verifiedInScript(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const { verifyAsync } = await import('@noble/ed25519');
  try {
    return await verifyAsync(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
