import type { PunchSite } from '@hadir/api';
import { demo } from '../demo.svelte';
import { best, locate, type Located, type NoFix, type Reading } from './locate';

/** Enough for a line on the screen; a tap reads its own position. */
const LOOK_MS = 6_000;

/** A reading of this age is still where one stands. */
const FRESH_MS = 8_000;

/** Readings of this phone, or of the simulated one in the demo. */
export async function whereNow(
  sites: readonly PunchSite[],
  goodM: number,
  signal?: AbortSignal,
  onreading?: (reading: Reading) => void,
  more: { mostMs?: number; first?: Reading | null } = {},
): Promise<Located> {
  if (demo.simulates) return demo.located(sites, Date.now());
  return locate(navigator.geolocation, { goodM, signal, onreading, ...more });
}

/** Where this phone stands, for the home and the map. */
class Here {
  reading = $state.raw<Reading | null>(null);
  missing = $state<NoFix | null>(null);
  busy = $state(false);
  #away = new AbortController();

  /** Looks only where that asks the person nothing. */
  async lookQuietly(sites: readonly PunchSite[], goodM: number): Promise<void> {
    if (demo.simulates || (await allowed())) await this.look(sites, goodM);
  }

  async look(sites: readonly PunchSite[], goodM: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.#away = new AbortController();
    const { signal } = this.#away;
    const seen = (reading: Reading) => (this.reading = reading);
    const located = await whereNow(sites, goodM, signal, seen, { mostMs: LOOK_MS });
    if (signal !== this.#away.signal) return;
    this.busy = false;
    if (!signal.aborted) this.take(located);
  }

  /** Ends a look that is under way, so that a tap has the receiver for itself, and gives what was just read. */
  handOver(): Reading | null {
    this.#away.abort();
    const { reading } = this;
    return reading && Math.abs(Date.now() - reading.at) < FRESH_MS ? reading : null;
  }

  /** The phone was put somewhere else, as only a demo can. */
  forget(): void {
    this.#away.abort();
    [this.reading, this.missing, this.busy] = [null, null, false];
  }

  take({ readings, missing }: Located): void {
    this.reading = best(readings);
    this.missing = missing;
  }
}

/** Whether the position may be read without a question to the person. Unknown counts as no. */
async function allowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  } catch {
    return false;
  }
}

export const here = new Here();
