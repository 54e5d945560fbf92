import { describe, expect, it } from 'vitest';
import { StationClock } from './clock';
import { directionByTime } from './direction';

const NOON_UTC = Date.parse('2026-01-19T12:00:00Z');

describe('the clock of a station', () => {
  const clockOf = (heard: number | null, wall: number, { inDoubt = false } = {}) =>
    new StationClock(
      {
        now: () => heard,
        known: heard !== null,
        inDoubt,
        uncertaintyMs: 500,
        wallOffsetMs: heard === null ? null : -90_000,
      },
      () => wall,
    );

  it('knows nothing before the server was ever heard', () => {
    expect(clockOf(null, NOON_UTC).now()).toBeNull();
  });

  it('starts without a network from the difference measured last time', () => {
    const clock = clockOf(null, NOON_UTC);
    clock.keptOffsetMs = -90_000;

    expect(clock.now()).toBe(NOON_UTC - 90_000);
    expect(clock.heard).toBe(false);
    expect(clock.uncertaintyMs).toBeNull();
  });

  it('follows the server whatever the wall clock says', () => {
    expect(clockOf(NOON_UTC, NOON_UTC - 3_600_000).now()).toBe(NOON_UTC);
  });

  it('follows the wall clock when the device slept meanwhile', () => {
    const clock = clockOf(NOON_UTC, NOON_UTC + 7_200_000, { inDoubt: true });

    expect(clock.now()).toBe(NOON_UTC + 7_200_000 - 90_000);
    expect(clock.heard).toBe(false);
  });
});

describe('the direction', () => {
  it('is in until noon and out from then on, where the office is', () => {
    const elevenInJakarta = Date.parse('2026-01-19T04:59:59Z');

    expect(directionByTime(elevenInJakarta, 'Asia/Jakarta')).toBe('in');
    expect(directionByTime(elevenInJakarta + 1000, 'Asia/Jakarta')).toBe('out');
    expect(directionByTime(elevenInJakarta, 'Asia/Jayapura')).toBe('out');
    expect(directionByTime(Date.parse('2026-01-18T17:00:00Z'), 'Asia/Jakarta')).toBe('in');
  });
});
