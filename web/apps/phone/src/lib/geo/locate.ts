import type { Fix } from '@hadir/api';

/** A reading as the browser gives it, kept with the phone's own clock. */
export interface Reading {
  lat: number;
  lon: number;
  accuracyM: number;
  altitudeM: number | null;
  speedMps: number | null;
  /** Wall clock, ms. */
  at: number;
}

/** Why there is no position. */
export type NoFix = 'denied' | 'unavailable' | 'timeout' | 'unsupported' | 'demo';

export interface Located {
  readings: Reading[];
  /** Null when there is at least one reading. */
  missing: NoFix | null;
}

interface Limits {
  /** Accurate enough to wait no longer. */
  goodM: number;
  most?: number;
  mostMs?: number;
  /** A reading of a moment ago, which counts as the first. */
  first?: Reading | null;
  /** Ends at once with what there is, as when the page is put away. */
  signal?: AbortSignal;
  onreading?: (reading: Reading) => void;
}

/** The contract takes at most five readings, and nobody waits longer at a gate. */
const MOST = 5;
const MOST_MS = 8_000;

/** After a good reading one more is waited for this long: two show that somebody stands there. */
const SECOND_MS = 1_200;

/**
 * A short burst of readings. It never fails and never lasts longer than its limit: without permission or signal the
 * answer says why, and the punch is stored all the same.
 */
export function locate(geolocation: Geolocation | undefined, limits: Limits): Promise<Located> {
  const { goodM, most = MOST, mostMs = MOST_MS, first, signal, onreading } = limits;
  if (!geolocation) return Promise.resolve({ readings: [], missing: 'unsupported' });

  return new Promise((resolve) => {
    const readings: Reading[] = [];
    let refused: NoFix = 'timeout';
    let timer = setTimeout(end, mostMs);
    let ended = false;

    let watch: number | null = null;
    watch = geolocation.watchPosition(
      (position) => {
        if (!ended) take(readingOf(position));
      },
      (error) => {
        refused = error.code === 1 ? 'denied' : error.code === 3 ? 'timeout' : 'unavailable';
        // No permission will not become one; a lost signal may come back within the limit.
        if (error.code === 1) end();
      },
      { enableHighAccuracy: true, maximumAge: 3_000, timeout: mostMs },
    );
    // A browser may answer before the watch has its number.
    if (ended) stop();
    signal?.addEventListener('abort', end);
    if (first) take(first);
    if (signal?.aborted) end();

    function take(reading: Reading) {
      readings.push(reading);
      onreading?.(reading);
      if (readings.length >= most) end();
      else if (reading.accuracyM <= goodM) {
        clearTimeout(timer);
        timer = setTimeout(end, SECOND_MS);
      }
    }

    // At once: a watch that begins while another runs may wait in vain for a change of place.
    function stop() {
      if (watch !== null) geolocation?.clearWatch(watch);
    }

    function end() {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      stop();
      resolve({ readings, missing: readings.length > 0 ? null : refused });
    }
  });
}

export function readingOf({ coords, timestamp }: GeolocationPosition): Reading {
  return {
    lat: coords.latitude,
    lon: coords.longitude,
    accuracyM: coords.accuracy,
    altitudeM: coords.altitude,
    speedMps: coords.speed,
    at: timestamp,
  };
}

/** The most accurate reading, the newest of equals. */
export function best(readings: readonly Reading[]): Reading | null {
  return readings.reduce<Reading | null>(
    (chosen, one) => (chosen === null || one.accuracyM <= chosen.accuracyM ? one : chosen),
    null,
  );
}

const rounded = (n: number, digits: number) => Number(n.toFixed(digits));

/** As it is signed and sent; `instant` writes the phone's wall clock as the punch's own time. */
export function fixOf(reading: Reading, instant: (wallMs: number) => string): Fix {
  const { lat, lon, accuracyM, altitudeM, speedMps, at } = reading;
  return {
    lat: rounded(lat, 7),
    lon: rounded(lon, 7),
    accuracy_m: rounded(accuracyM, 1),
    altitude_m: altitudeM === null ? null : rounded(altitudeM, 1),
    speed_mps: speedMps === null || Number.isNaN(speedMps) ? null : rounded(speedMps, 1),
    fixed_at: instant(at),
    mock: null,
  };
}
