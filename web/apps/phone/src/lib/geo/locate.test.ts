import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { best, fixOf, locate, type Reading } from './locate';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const reading = (accuracyM: number, at = 0): Reading => ({
  lat: -5.123456789,
  lon: 105.3,
  accuracyM,
  altitudeM: 41.04,
  speedMps: Number.NaN,
  at,
});

/** A phone whose readings are given by hand. */
function phone() {
  let good: PositionCallback = () => undefined;
  let bad: PositionErrorCallback = () => undefined;
  const clearWatch = vi.fn();
  const geolocation = {
    watchPosition: (success: PositionCallback, error: PositionErrorCallback) => {
      [good, bad] = [success, error];
      return 7;
    },
    clearWatch,
    getCurrentPosition: () => undefined,
  } as unknown as Geolocation;
  const coords = { latitude: -5.1, longitude: 105.3, altitude: null, speed: null };
  return {
    geolocation,
    clearWatch,
    read: (accuracy: number) =>
      good({ coords: { ...coords, accuracy }, timestamp: 1000 } as unknown as GeolocationPosition),
    refuse: (code: number) => bad({ code } as GeolocationPositionError),
  };
}

describe('a burst of readings', () => {
  it('ends soon after a good one', async () => {
    const { geolocation, read, clearWatch } = phone();
    const located = locate(geolocation, { goodM: 50 });

    read(400);
    read(12);
    await vi.advanceTimersByTimeAsync(1300);

    expect((await located).readings.map((one) => one.accuracyM)).toEqual([400, 12]);
    expect(clearWatch).toHaveBeenCalledWith(7);
  });

  it('takes five at most and waits eight seconds at most', async () => {
    const many = phone();
    const first = locate(many.geolocation, { goodM: 5 });
    for (let i = 0; i < 9; i++) many.read(100);
    expect((await first).readings).toHaveLength(5);

    const none = phone();
    const second = locate(none.geolocation, { goodM: 5 });
    none.refuse(2);
    await vi.advanceTimersByTimeAsync(8000);
    expect(await second).toEqual({ readings: [], missing: 'unavailable' });
  });

  it('counts a reading of a moment ago as the first', async () => {
    const { geolocation } = phone();
    const located = locate(geolocation, { goodM: 50, first: reading(12) });

    await vi.advanceTimersByTimeAsync(1300);

    expect((await located).readings).toEqual([reading(12)]);
  });

  it('ends at once without permission, without a receiver, and when the page is put away', async () => {
    const { geolocation, refuse } = phone();
    const located = locate(geolocation, { goodM: 5 });
    refuse(1);
    expect(await located).toEqual({ readings: [], missing: 'denied' });
    expect((await locate(undefined, { goodM: 5 })).missing).toBe('unsupported');

    const away = new AbortController();
    const { geolocation: other, read } = phone();
    const left = locate(other, { goodM: 5, signal: away.signal });
    read(80);
    away.abort();
    expect((await left).readings).toHaveLength(1);
  });
});

describe('a reading', () => {
  it('is chosen by its accuracy and sent with sober figures', () => {
    expect(best([reading(90), reading(20, 5), reading(20, 9)])?.at).toBe(9);
    expect(best([])).toBeNull();
    expect(fixOf(reading(12.345), (ms) => `at ${ms}`)).toEqual({
      lat: -5.1234568,
      lon: 105.3,
      accuracy_m: 12.3,
      altitude_m: 41,
      speed_mps: null,
      fixed_at: 'at 0',
      mock: null,
    });
  });
});
