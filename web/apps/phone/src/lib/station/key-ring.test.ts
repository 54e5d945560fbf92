import { describe, expect, it } from 'vitest';
import { isUsable, keyFor, outdated, worksUntil, type KeptOfficeKey } from './key-ring';

const HOUR = 3_600_000;
/** Monday 5 January 2026, day 20458, 03:00 UTC. */
const FETCHED = Date.parse('2026-01-05T03:00:00Z');

const key = (day: number, fetchedAt = FETCHED): KeptOfficeKey => ({
  day,
  fetchedAt,
  key: {} as CryptoKey,
});
const threeDays = [key(20458), key(20459), key(20460)];

describe('the keys of a screen', () => {
  it('serve the day they are for', () => {
    expect(keyFor(threeDays, FETCHED)?.day).toBe(20458);
    expect(keyFor(threeDays, Date.parse('2026-01-06T00:00:00Z'))?.day).toBe(20459);
    expect(keyFor(threeDays, Date.parse('2026-01-08T00:00:00Z'))).toBeNull();
  });

  it('are not used from the 72nd hour after they were fetched', () => {
    const later = [key(20461)];

    expect(keyFor(later, FETCHED + 72 * HOUR - 1)?.day).toBe(20461);
    expect(keyFor(later, FETCHED + 72 * HOUR)).toBeNull();
    expect(isUsable(key(20461), FETCHED + 72 * HOUR)).toBe(false);
  });

  it('are not used by a clock that stands before they were fetched', () => {
    expect(isUsable(key(20458), FETCHED - HOUR)).toBe(false);
  });

  it('last until the last day they cover ends', () => {
    expect(worksUntil(threeDays, FETCHED)).toBe(Date.parse('2026-01-08T00:00:00Z'));
  });

  it('last no longer than 72 hours however many days they cover', () => {
    expect(worksUntil([...threeDays, key(20461)], FETCHED)).toBe(FETCHED + 72 * HOUR);
  });

  it('do not last past a day that is missing', () => {
    expect(worksUntil([key(20458), key(20460)], FETCHED)).toBe(Date.parse('2026-01-06T00:00:00Z'));
    expect(worksUntil([key(20460)], FETCHED)).toBeNull();
  });

  it('are destroyed when they are too old or their day is over', () => {
    const now = FETCHED + 50 * HOUR;

    expect(outdated([key(20457), ...threeDays, key(20462, FETCHED - 30 * HOUR)], now)).toEqual([
      20457, 20458, 20462,
    ]);
  });
});
