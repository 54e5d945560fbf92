import { serverClock, type ServerClock } from '@hadir/api';

type Heard = Pick<ServerClock, 'now' | 'known' | 'inDoubt' | 'uncertaintyMs' | 'wallOffsetMs'>;

/**
 * The server's time at a station, also after a start without a network.
 *
 * In a page life that has heard the server its clock runs on the browser's monotonic time. That one may stand still
 * while the device sleeps, and it begins anew with each page; then the device's wall clock goes on with the
 * difference that was last measured.
 */
export class StationClock {
  /** Server minus wall clock as an earlier page life measured it, ms. */
  keptOffsetMs: number | null = null;
  readonly #server: Heard;
  readonly #wall: () => number;

  constructor(server: Heard = serverClock, wall: () => number = Date.now) {
    this.#server = server;
    this.#wall = wall;
  }

  /** The server's time in ms since 1970, or null when nothing is known of it. */
  now(): number | null {
    if (this.heard) return this.#server.now();
    return this.offsetMs === null ? null : this.#wall() + this.offsetMs;
  }

  /** Whether the server was heard in this page life, and the device has not slept since. */
  get heard(): boolean {
    return this.#server.known && !this.#server.inDoubt;
  }

  /** Server minus wall clock, as last measured, ms. */
  get offsetMs(): number | null {
    return this.#server.wallOffsetMs ?? this.keptOffsetMs;
  }

  /** How wrong the time may be, ms; null where the server was not heard in this page life. */
  get uncertaintyMs(): number | null {
    return this.heard ? this.#server.uncertaintyMs : null;
  }
}
