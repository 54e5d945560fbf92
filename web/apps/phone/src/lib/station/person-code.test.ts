import { describe, expect, it } from 'vitest';
import { bytesOf, toB64u } from '../canonical';
import { ageOf, readPersonCode } from './person-code';

const MADE = Date.parse('2026-01-19T00:20:00.000Z');
const payload = {
  at: '2026-01-19T00:20:00.000Z',
  k: 'LoN4fZB2X0jI3QF7hmBZ6DCEjPAGIindhlyVE5EGJa0',
  n: 'c2VjcmV0LTEy',
  name: 'Ni Luh Wulandari Ç',
  p: '0199a3c8-1111-7000-8000-000000000001',
};
const codeOf = (said: unknown, signature = 'c2ln') =>
  `HP1.${toB64u(bytesOf(JSON.stringify(said)))}.${signature}`;

describe('a person code', () => {
  it('says who shows it, from which phone and when', () => {
    expect(readPersonCode(codeOf(payload))).toEqual({
      text: codeOf(payload),
      at: MADE,
      person: payload.p,
      name: payload.name,
      deviceKey: payload.k,
      nonce: payload.n,
    });
  });

  it('is nothing else: no office code, no address, no half of one', () => {
    for (const text of [
      'HC1.S01.117839012.xYk5-yJ4b2ezqYYh',
      'https://example.com',
      '',
      'HP1..c2ln',
      codeOf(payload, ''),
      `${codeOf(payload)}.more`,
      codeOf({ ...payload, n: 7 }),
      codeOf({ ...payload, at: 'kemarin' }),
      codeOf(null),
      'HP1.%%%.c2ln',
    ]) {
      expect(readPersonCode(text), text).toBeNull();
    }
  });

  it('counts 60 seconds by the clock of the kiosk, whichever clock is ahead', () => {
    const code = readPersonCode(codeOf(payload));
    if (!code) throw new Error('unread');

    expect(ageOf(code, MADE + 60_000)).toBe('fresh');
    expect(ageOf(code, MADE + 60_001)).toBe('old');
    expect(ageOf(code, MADE - 60_001)).toBe('ahead');
  });
});
