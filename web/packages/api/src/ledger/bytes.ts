/** Bytes in the form WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = new TextEncoder();

/** The bytes of a text, in the form WebCrypto takes. */
export function bytesOf(text: string): Bytes {
  return utf8.encode(text) as Bytes;
}

/** One after the other. */
export function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function toB64(bytes: ArrayBuffer | Uint8Array): string {
  let text = '';
  for (const byte of bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes))
    text += String.fromCharCode(byte);
  return btoa(text);
}

/** base64url without padding. */
export function toB64u(bytes: ArrayBuffer | Uint8Array): string {
  return toB64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @throws when the text is not base64. */
export function fromB64u(text: string): Bytes {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Padded base64 as notes have it; null when the text is not the one way to write those bytes. */
export function fromB64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return toB64(bytes) === text ? bytes : null;
}

/** The 32 bytes of a hash in base64url; null when they are not. */
export function hashOf(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return null;
  return fromB64u(text);
}

export async function sha256(bytes: Bytes | ArrayBuffer): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
