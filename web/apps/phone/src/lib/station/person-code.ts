import { fromB64u } from '../canonical';

/** What an employee's phone shows to a kiosk, as far as a kiosk can read it. Its signature is for the server. */
export interface PersonCode {
  /** The whole text, sent as it was read. */
  text: string;
  /** When the phone made it, ms. */
  at: number;
  person: string;
  /** The name the phone says; shown at once, the server's name follows. */
  name: string;
  deviceKey: string;
  nonce: string;
}

/** A code counts this long; an older one is still noted down, and the employee is told. */
export const FRESH_MS = 60_000;

/** Reads the text of a QR code; null when it is no person code at all. */
export function readPersonCode(text: string): PersonCode | null {
  const [kind, payload, signature, ...more] = text.trim().split('.');
  if (kind !== 'HP1' || !payload || !signature || more.length > 0) return null;
  try {
    const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromB64u(payload))) as unknown;
    if (said === null || typeof said !== 'object') return null;
    const { at, k, n, name, p } = said as Record<string, unknown>;
    const when = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (!isText(k) || !isText(n) || !isText(name) || !isText(p) || !Number.isFinite(when)) return null;
    return { text: text.trim(), at: when, person: p, name, deviceKey: k, nonce: n };
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** fresh: made around now by the kiosk's clock; old, or ahead: so the phone's clock is wrong. */
export type Age = 'fresh' | 'old' | 'ahead';

export function ageOf(code: PersonCode, nowMs: number): Age {
  const age = nowMs - code.at;
  if (age > FRESH_MS) return 'old';
  return age < -FRESH_MS ? 'ahead' : 'fresh';
}
