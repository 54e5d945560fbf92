/** One look at the server's clock: its time, and the local moments around the question, all in ms. */
export interface ClockReading {
  /** The server's wall clock as it said it. */
  serverMs: number;
  /** The local monotonic clock when the question left and when the answer came. */
  sentMs: number;
  receivedMs: number;
}

/** An HTTP `Date` is cut to whole seconds; on average half a second is lost. */
export const DATE_HEADER_CUT_MS = 500;

/** A reading this old no longer beats a slower one: clocks drift. */
const FRESH_MS = 10 * 60 * 1000;

/** The wall clock this far ahead of the monotonic one: the device slept, or somebody put the clock forward. */
const SLEPT_MS = 5_000;

/**
 * The server's time, kept on the browser's monotonic clock.
 *
 * A phone whose own clock is wrong, or is put back while the page is open, shows the right time all the same.
 * The reading with the shortest round trip wins, for its error is at most half of it.
 *
 * In many browsers the monotonic clock stands still while the device sleeps. Afterwards the time is in doubt until the
 * server is heard again, and whatever it says then is taken.
 */
export class ServerClock {
  #offset: number | null = null;
  #roundTrip = Number.POSITIVE_INFINITY;
  #readAt = Number.NEGATIVE_INFINITY;
  /** Wall minus monotonic clock at the reading. */
  #apart = 0;
  readonly #monotonic: () => number;
  readonly #wall: () => number;

  constructor(monotonic: () => number, wall: () => number = () => Date.now()) {
    this.#monotonic = monotonic;
    this.#wall = wall;
  }

  /** False until the server has been heard once; then its time must not be shown as if it were known. */
  get known(): boolean {
    return this.#offset !== null;
  }

  /** True when the device seems to have slept since the server was heard. */
  get inDoubt(): boolean {
    return this.known && this.#wall() - this.#monotonic() - this.#apart > SLEPT_MS;
  }

  /** Server minus wall clock when the server was heard, ms. */
  get wallOffsetMs(): number | null {
    return this.#offset === null ? null : this.#offset - this.#apart;
  }

  /** The server's time in ms since 1970, or null before the first reading. */
  now(): number | null {
    return this.#offset === null ? null : this.#monotonic() + this.#offset;
  }

  /** Half of the best round trip plus what the header cuts off: how wrong the time may be, in ms. */
  get uncertaintyMs(): number {
    return this.#roundTrip / 2 + DATE_HEADER_CUT_MS;
  }

  observe(reading: ClockReading): void {
    const roundTrip = reading.receivedMs - reading.sentMs;
    if (!Number.isFinite(reading.serverMs) || roundTrip < 0) return;

    const stale = reading.receivedMs - this.#readAt > FRESH_MS;
    if (roundTrip > this.#roundTrip && !stale && !this.inDoubt) return;

    this.#offset = reading.serverMs - (reading.sentMs + reading.receivedMs) / 2;
    this.#roundTrip = roundTrip;
    this.#readAt = reading.receivedMs;
    this.#apart = this.#wall() - this.#monotonic();
  }

  /** Reads the `Date` header of an answer. */
  observeHeader(date: string | null, sentMs: number, receivedMs: number): void {
    const said = date === null ? Number.NaN : Date.parse(date);
    this.observe({ serverMs: said + DATE_HEADER_CUT_MS, sentMs, receivedMs });
  }
}
