import type { PersonCode } from './person-code';

/** A code read again within this time is not noted down twice. */
export const REMEMBER_MS = 120_000;

/** A phone held before the camera is read many times a second; a pause this long ends the showing. */
export const SHOWING_MS = 3_000;

/** new: to be noted down; still: the same showing goes on; again: it was shown before. */
export type Sight = { kind: 'new' } | { kind: 'still' } | { kind: 'again'; notedAt: number };

interface Noted {
  /** The code that was noted down, and those the phone changed to during the same showing. */
  nonces: Set<string>;
  deviceKey: string;
  person: string;
  direction: string;
  fresh: boolean;
  notedAt: number;
  readAt: number;
}

/**
 * What was read at this kiosk in the last two minutes.
 *
 * Only a code itself is remembered, never a person: the code of another phone that claims the same person must not
 * keep that person from being noted down. The one exception is a phone that stays before the camera while its code
 * changes.
 */
export class Seen {
  #noted: Noted[] = [];

  /** Judges a reading; what is new is remembered. */
  look(code: PersonCode, direction: string, fresh: boolean, nowMs: number): Sight {
    // The clock may be put right backward between two readings; that must not look like a new showing.
    this.#noted = this.#noted.filter((one) => Math.abs(nowMs - one.notedAt) < REMEMBER_MS);
    const same = this.#noted.find((one) => one.nonces.has(code.nonce));
    const staying = this.#noted.find(
      (one) =>
        one.fresh &&
        one.deviceKey === code.deviceKey &&
        one.person === code.person &&
        one.direction === direction &&
        nowMs - one.readAt < SHOWING_MS,
    );

    if (same) {
      const pause = nowMs - same.readAt;
      same.readAt = nowMs;
      return pause < SHOWING_MS ? { kind: 'still' } : { kind: 'again', notedAt: same.notedAt };
    }
    if (staying) {
      staying.nonces.add(code.nonce);
      staying.readAt = nowMs;
      return { kind: 'still' };
    }
    const { nonce, deviceKey, person } = code;
    this.#noted.push({
      nonces: new Set([nonce]),
      deviceKey,
      person,
      direction,
      fresh,
      notedAt: nowMs,
      readAt: nowMs,
    });
    return { kind: 'new' };
  }

  /** Takes back what was remembered, when it could not be noted down after all. */
  forget(code: PersonCode): void {
    this.#noted = this.#noted.filter((one) => !one.nonces.has(code.nonce));
  }
}
