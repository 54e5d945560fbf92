import { bytesOf, fromB64u, toB64u } from '../canonical';

/** Seconds one office code is shown. */
export const STEP_S = 15;

const STEP_MS = STEP_S * 1000;
const DAY_MS = 86_400_000;

/** How much of the MAC stands in the code: 16 letters are 96 bits. */
const MAC_LETTERS = 16;

/** The number of the step an instant lies in. */
export function stepAt(ms: number): number {
  return Math.floor(ms / STEP_MS);
}

/** The UTC day (days since 1970) whose key makes the codes of a step. */
export function dayOfStep(step: number): number {
  return Math.floor((step * STEP_MS) / DAY_MS);
}

/** How long the code of this moment is still shown, ms. */
export function restOfStep(ms: number): number {
  return STEP_MS - (ms - stepAt(ms) * STEP_MS);
}

/** Takes a day's secret (32 bytes, base64url) in a form that can make codes but not be read out again. */
export function importOfficeKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', fromB64u(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** The text of the QR code of a site in a step. */
export async function officeCode(key: CryptoKey, site: string, step: number): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', key, bytesOf(`hadir-office-code-v1\n${site}\n${step}`));
  return `HC1.${site}.${step}.${toB64u(mac).slice(0, MAC_LETTERS)}`;
}
