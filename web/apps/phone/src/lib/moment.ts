import { serverClock, type PunchClock, type ServerClock } from '@hadir/api';
import { toB64u } from './canonical';
import type { KeptToken } from './store/facts';

/** Names this page life: browsers tell nobody about the start of the device. */
export const bootId = toB64u(crypto.getRandomValues(new Uint8Array(12)));

/** Time within this page life, whole ms. */
export const monotonicMs = () => Math.floor(performance.now());

/** A moment on both clocks of this device. */
export interface Press {
  monotonicMs: number;
  wallMs: number;
}

export const pressNow = (): Press => ({ monotonicMs: monotonicMs(), wallMs: Date.now() });

/** What time it was, and how it is known. */
export interface Told {
  ms: number;
  /** server: heard in this page life and not in doubt; phone: its own clock, right or wrong. */
  basis: PunchClock['basis'];
  uncertaintyMs: number | null;
  offsetMs: number | null;
}

type Heard = Pick<ServerClock, 'now' | 'inDoubt' | 'uncertaintyMs' | 'wallOffsetMs'>;

/**
 * The time of a press. The server's clock wins where it was heard, also when it was heard a moment after the press;
 * after a sleep of the device, or without any word of the server, only the phone's own clock is left.
 *
 * @param nowMonotonicMs the page clock now, from which the server's time is counted back
 * @param keptOffsetMs server minus wall clock from an earlier page life: said, but not used
 */
export function tell(
  press: Press,
  nowMonotonicMs: number,
  keptOffsetMs: number | null,
  clock: Heard = serverClock,
): Told {
  const heard = clock.now();
  if (heard === null || clock.inDoubt) {
    return {
      ms: press.wallMs,
      basis: 'phone',
      uncertaintyMs: null,
      offsetMs: clock.wallOffsetMs ?? keptOffsetMs,
    };
  }
  const ms = heard - (nowMonotonicMs - press.monotonicMs);
  return { ms, basis: 'server', uncertaintyMs: clock.uncertaintyMs, offsetMs: ms - press.wallMs };
}

/** What a punch says about its time. */
export function punchClock(press: Press, told: Told, token: KeptToken | null, zone: string): PunchClock {
  return {
    basis: told.basis,
    wall_at: instantIn(zone, press.wallMs),
    offset_ms: told.offsetMs === null ? null : Math.round(told.offsetMs),
    uncertainty_ms: told.uncertaintyMs === null ? null : Math.round(told.uncertaintyMs),
    token_monotonic_ms: token ? Math.floor(token.monotonicMs) : null,
    token_boot_id: token?.bootId ?? null,
  };
}

/** An instant with the clock of a zone: `2026-01-19T07:21:05.120+07:00`. */
export function instantIn(zone: string, ms: number): string {
  const whole = Math.floor(ms);
  const shown = new Date(whole + offsetMs(zone, whole)).toISOString().slice(0, 23);
  const minutes = Math.round(offsetMs(zone, whole) / 60_000);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${shown}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

/** The local clock of a zone minus UTC at an instant. */
export function offsetMs(zone: string, ms: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return local - Math.floor(ms / 1000) * 1000;
}
