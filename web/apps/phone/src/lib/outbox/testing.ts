import { IDBFactory } from 'fake-indexeddb';
import { newId, type NewPunch, type PunchAnswer, type PunchResult } from '@hadir/api';
import { openStore, type Store } from '../store/db';
import type { Draft } from './types';

let nextStore = 1;

/** An empty store of its own. */
export function emptyStore(): Promise<Store> {
  globalThis.indexedDB ??= new IDBFactory();
  return openStore(`test-${nextStore++}`);
}

/** A punch as the button makes it; `minute` orders them. */
export function draft(minute = 0, more: Partial<Draft> = {}): Draft {
  return {
    id: newId(),
    kind: 'in',
    claimed_at: `2026-01-19T07:${String(minute % 60).padStart(2, '0')}:05.120+07:00`,
    monotonic_ms: 83_211_000 + minute,
    boot_id: 'boot',
    fix: null,
    server_token: null,
    clock: {
      basis: 'phone',
      wall_at: '2026-01-19T07:21:05.120+07:00',
      offset_ms: null,
      uncertainty_ms: null,
      token_monotonic_ms: null,
      token_boot_id: null,
    },
    client: { platform: 'other', version: '0', standalone: false },
    ...more,
  };
}

/** A commitment that depends on the punch alone, as base64url of 32 bytes. */
export function commitmentOf(id: string): string {
  return id.replaceAll('-', '').padEnd(43, 'A').slice(0, 42) + 'A';
}

/** A server that stores what it is sent, and answers as the real one does. */
export class FakeServer {
  /** Every request, as ids in the order sent. */
  requests: string[][] = [];
  stored = new Map<string, NewPunch>();

  /** Looked at before anything is stored; may throw a Problem. */
  before: (punches: NewPunch[]) => void | Promise<void> = () => undefined;
  /** Looked at after all is stored; may throw, as when the answer gets lost. */
  after: () => void | Promise<void> = () => undefined;
  change: (answer: PunchAnswer) => PunchAnswer = (answer) => answer;

  send = async (punches: NewPunch[]): Promise<PunchAnswer> => {
    this.requests.push(punches.map(({ id }) => id));
    await this.before(punches);
    const results = punches.map((punch): PunchResult => {
      const status = this.stored.has(punch.id) ? 'repeated' : 'stored';
      this.stored.set(punch.id, punch);
      return {
        id: punch.id,
        status,
        labels: [],
        commitment: commitmentOf(punch.id),
        received_at: '2026-01-19T00:31:10.000Z',
      };
    });
    await this.after();
    return this.change({
      results,
      receipt: {
        instansi: 'kota',
        key_id: 'k1',
        received_at: '2026-01-19T00:31:10.000Z',
        include_by: '2026-01-19T00:32:10.000Z',
        commitments: results.map(({ commitment }) => commitment ?? ''),
        signature: 'AA',
      },
      server_token: 'token',
      server_time: '2026-01-19T00:31:10.000Z',
    });
  };
}
