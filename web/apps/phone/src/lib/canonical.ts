import { bytesOf, sha256, toB64u } from '@hadir/api/ledger/bytes';

export { bytesOf, fromB64u, sha256, toB64u, toHex } from '@hadir/api/ledger/bytes';

/** What every signed punch begins with, so that its bytes never mean anything else. */
const PUNCH_PREFIX = 'hadir-punch-v1\n';

/**
 * RFC 8785 (JCS): one text for one JSON value, whoever writes it.
 *
 * JavaScript's own writing of numbers and strings is what the RFC prescribes; keys are sorted by UTF-16 units, which
 * is how JavaScript compares texts. A property that is `undefined` is left out, as it is in the JSON that is sent.
 *
 * @throws TypeError for what JSON cannot say: NaN, infinities, half a surrogate pair, functions.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (wellFormed(value) !== value) throw new TypeError('half a surrogate pair');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${canonical(name)}:${canonical(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`JSON has no ${typeof value}`);
}

/** A text somebody typed, with half surrogate pairs (a cut emoji) replaced, so that it can always be signed. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, (pair) =>
    pair.length === 2 ? pair : '\uFFFD',
  );
}

/** The bytes of a punch that are signed and chained: everything but the signature. */
export function punchBytes(punch: object): Uint8Array<ArrayBuffer> {
  return bytesOf(PUNCH_PREFIX + canonical({ ...punch, signature: undefined }));
}

export async function sha256B64u(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  return toB64u(await sha256(bytes));
}
