import { bytesOf, canonical, toB64u } from '../canonical';
import type { DeviceKey } from '../device-key';

const PREFIX = 'hadir-person-v1\n';

/** A kiosk takes a code for 60 s; a new one every 20 s leaves time to hold it up. */
export const NEW_EVERY_MS = 20_000;

export interface CodeOf {
  person: { id: string; name: string };
  /** The server's time as far as this phone knows it, ms. */
  at: number;
  nonce: Uint8Array;
}

/** The text a kiosk scans: who, when, once, signed by this phone. */
export async function personCode(key: DeviceKey, { person, at, nonce }: CodeOf): Promise<string> {
  const payload = canonical({
    at: new Date(at).toISOString(),
    k: key.deviceKey,
    n: toB64u(nonce),
    name: person.name,
    p: person.id,
  });
  const signature = await key.sign(bytesOf(PREFIX + payload));
  return `HP1.${toB64u(bytesOf(payload))}.${signature}`;
}
