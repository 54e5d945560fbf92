import type { SeenCheckpoint } from '@hadir/api/ledger';
import type { LeaveYear, MySidak, PunchingHome, Request } from '@hadir/api';
import type { KeptMonth } from '../allowance/kept';
import type { KeptCrossChecks } from '../cross/shelf';
import type { KeptDayRolls } from '../roll/shelf';
import type { ChainHead } from '../outbox/types';
import type { Photo } from '../punch/photo';
import type { KeptVisits } from '../visits/shelf';
import type { KeptRoll } from '../sidak/roll';
import type { Store } from './db';
import type { Cleared } from './marker';

/** Who may use this phone without asking the server: the last one who signed in and did not sign out. */
export interface Remembered {
  /** Null for an account that stands for nobody of the roster, such as an inspector's. */
  person: { id: string; name: string } | null;
  login: string;
  instansi: { code: string; name: string; zone: string; demo: boolean };
}

/** The newest word of the server with a date, which bounds what a phone can claim. */
export interface KeptToken {
  token: string;
  /** Page clock and page life at which it came, ms. */
  monotonicMs: number;
  bootId: string;
  /** Server minus wall clock at that time, ms. */
  offsetMs: number | null;
}

/** How many punches of this owner the server has acknowledged under a key. */
export interface Acknowledged {
  deviceKey: string | null;
  count: number;
  lastSeq: number;
}

/** The newest requests as the server last told them, newest first. */
export interface KeptList {
  at: number;
  items: Request[];
  /** How many things this phone itself has put in: a list asked for before the last one does not know it. */
  taken?: number;
}

/** Two checkpoints that do not go together, kept as evidence. */
export interface LogFault {
  kind: 'forked' | 'other' | 'restarted';
  seen: SeenCheckpoint;
  now: SeenCheckpoint;
}

/** Facts by name; those about an outbox or an owner carry it behind a colon. */
interface Facts {
  who: Remembered;
  token: KeptToken;
  home: { at: number; home: PunchingHome };
  head: ChainHead;
  acknowledged: Acknowledged;
  /** The phone's key was known to the server. */
  enrolled: { deviceKey: string };
  /** When the seals of all kept punches were last looked at, ms. */
  sealsLookedAt: number;
  /** The checkpoint of a government body's log that this phone checked last. */
  logSeen: SeenCheckpoint;
  logFaults: LogFault[];
  /** The newest requests as the server last told them. */
  requestList: KeptList;
  /** What is left of my leave, and when that was asked. */
  leave: { at: number; leave: LeaveYear };
  /** The newest months of the own allowance. */
  allowance: KeptMonth[];
  /** Lists of the head's cross-check, and answers on their way. */
  crossCheck: KeptCrossChecks;
  /** Rolls of a head, what is said so far, and those on their way. */
  dayRoll: KeptDayRolls;
  /** Tours and visits of an inspector. */
  visits: KeptVisits;
  /** A photo or signature of a visit on its way, by its hash. */
  visitFile: Photo;
  /** What sidak ask of a person, as the server last told it. */
  sidakMine: MySidak;
  /** The head's roll of an office in a sidak, with the receipt once there is one. */
  sidakRoll: KeptRoll;
  /** What was cleared from this phone and not yet read about. */
  cleared: Cleared;
  /** Simulated place of the demo. */
  demoPlace: string;
}

export type FactName = keyof Facts;

export function factKey(name: FactName, of?: string): string {
  return of === undefined ? name : `${name}:${of}`;
}

export async function getFact<Name extends FactName>(
  db: Store,
  name: Name,
  of?: string,
): Promise<Facts[Name] | null> {
  return ((await db.get('facts', factKey(name, of))) as Facts[Name] | undefined) ?? null;
}

export async function putFact<Name extends FactName>(
  db: Store,
  name: Name,
  value: Facts[Name] | null,
  of?: string,
): Promise<void> {
  if (value === null) await db.delete('facts', factKey(name, of));
  else await db.put('facts', value, factKey(name, of));
}
