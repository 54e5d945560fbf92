import type { PunchClient, PunchKind } from '@hadir/api';
import { wellFormed } from '../canonical';
import { best, fixOf, type Reading } from '../geo/locate';
import { bootId, instantIn, punchClock, type Press, type Told } from '../moment';
import type { Draft } from '../outbox/types';
import type { KeptToken } from '../store/facts';

export interface Pressed {
  id: string;
  kind: PunchKind;
  press: Press;
  told: Told;
  /** The person's zone, in which the punch says its time. */
  zone: string;
  readings: readonly Reading[];
  reason: string;
  officeCode: string | null;
  selfieSha256: string | null;
  token: KeptToken | null;
  client: PunchClient;
  demoPlace: 'kantor' | 'rumah' | null;
}

/** No reason is longer; the rest of a pasted letter is cut. */
export const REASON_MOST = 500;

/** The punch of a press, before it has its place in the chain. */
export function draftOf(of: Pressed): Draft {
  const { press, told, zone, readings } = of;
  // The phone's clock stamps its readings; they are told on the punch's own clock, so that the two can be compared.
  const shift = told.ms - press.wallMs;
  const instant = (wallMs: number) => instantIn(zone, wallMs + shift);
  const chosen = best(readings);
  const reason = wellFormed(of.reason.trim()).slice(0, REASON_MOST);
  return {
    id: of.id,
    kind: of.kind,
    claimed_at: instantIn(zone, told.ms),
    monotonic_ms: press.monotonicMs,
    boot_id: bootId,
    fix: chosen ? fixOf(chosen, instant) : null,
    ...(readings.length > 1 ? { fixes: readings.map((reading) => fixOf(reading, instant)) } : {}),
    office_code: of.officeCode,
    selfie_sha256: of.selfieSha256,
    reason: reason === '' ? null : wellFormed(reason),
    server_token: of.token?.token ?? null,
    clock: punchClock(press, told, of.token, zone),
    client: of.client,
    ...(of.demoPlace ? { demo_place: of.demoPlace } : {}),
  };
}
