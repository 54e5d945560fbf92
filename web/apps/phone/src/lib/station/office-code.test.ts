import { describe, expect, it } from 'vitest';
import { dayOfStep, importOfficeKey, officeCode, restOfStep, stepAt } from './office-code';

/** The bytes 0 to 31, and what Python's hmac makes of them for this site and step. */
const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const CODE = 'HC1.S01.117839012.xYk5-yJ4b2ezqYYh';
const STEP_117839012 = Date.parse('2026-01-05T03:53:00Z');

describe('the office code', () => {
  it('is the one another program computes', async () => {
    expect(await officeCode(await importOfficeKey(SECRET), 'S01', 117839012)).toBe(CODE);
  });

  it('holds from the first to the last millisecond of its 15 seconds', () => {
    expect(stepAt(STEP_117839012)).toBe(117839012);
    expect(stepAt(STEP_117839012 + 14_999)).toBe(117839012);
    expect(stepAt(STEP_117839012 + 15_000)).toBe(117839013);
    expect(restOfStep(STEP_117839012)).toBe(15_000);
    expect(restOfStep(STEP_117839012 + 14_999)).toBe(1);
  });

  it('changes its key at midnight UTC, on a step of its own', () => {
    const midnight = Date.parse('2026-01-06T00:00:00Z');

    expect(dayOfStep(stepAt(midnight - 1))).toBe(20458);
    expect(dayOfStep(stepAt(midnight))).toBe(20459);
    expect(restOfStep(midnight)).toBe(15_000);
  });

  it('is made by a key that cannot be read out again', async () => {
    const key = await importOfficeKey(SECRET);

    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });
});
