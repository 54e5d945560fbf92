import { asProblem, type NewPunch, type Problem, type PunchAnswer } from '@hadir/api';
import type { Store } from '../store/db';
import type { ReceiptKey } from './receipt';
import { settle } from './settle';
import { BATCH, type QueueItem } from './types';

export interface FlushBox {
  name: string;
  owner: string;
  send: (punches: NewPunch[]) => Promise<PunchAnswer>;
  /** Wall clock, ms. */
  now: () => number;
  /** Checks the server's receipts, where known. */
  receiptKey?: () => ReceiptKey | null;
  /** False when what is under way must stop: another person signed in meanwhile. */
  mayGoOn?: () => Promise<boolean>;
  /** Called after each answer that moved something. */
  onmoved?: () => void | Promise<void>;
  onanswer?: (answer: PunchAnswer) => void | Promise<void>;
}

/** How a run ended: nothing left to send, to be tried later, or the server asks for a sign-in. */
export type FlushEnd =
  | { kind: 'done' }
  | { kind: 'signIn'; problem: Problem }
  | { kind: 'later'; problem: Problem | null }
  | { kind: 'stopped' };

/** How big requests are. */
export interface Pace {
  size: number;
  /** Not more than this got through lately: halved by a loss, one more after each success. */
  most: number;
}

export const fullPace = (): Pace => ({ size: BATCH, most: BATCH });

/** So many punches refused one after the other are no longer their own fault. */
const ALONE_AT_FAULT = 3;

/** The owner's punches in the order they are sent: newest first, those that made trouble last. */
export async function toSend(db: Store, name: string, owner: string): Promise<QueueItem[]> {
  const items = await db.getAllFromIndex('queue', 'owner', [name, owner]);
  return items.sort(
    (a, b) =>
      Number(a.trouble !== null) - Number(b.trouble !== null) || b.addedAt - a.addedAt || b.seq - a.seq,
  );
}

/**
 * Sends what waits: the freshest punch alone, then the others, newest first, in requests of at most 50.
 *
 * A refusal of a whole request that may come from one punch halves the next until that one is found; it stays, the
 * others go past it.
 */
export async function flush(db: Store, box: FlushBox, pace: Pace): Promise<FlushEnd> {
  const passed = new Set<string>();
  let first = true;
  let atFault = 0;
  for (;;) {
    if (box.mayGoOn && !(await box.mayGoOn())) return { kind: 'stopped' };
    const waiting = (await toSend(db, box.name, box.owner)).filter((item) => !passed.has(item.id));
    const batch = nextBatch(waiting, first ? 1 : pace.size);
    if (batch.length === 0) return passed.size === 0 ? { kind: 'done' } : { kind: 'later', problem: null };
    first = false;

    let answer: PunchAnswer;
    try {
      answer = await box.send(batch.map((item) => item.punch));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 401) return { kind: 'signIn', problem };
      if (!mayBeOnePunch(problem)) {
        if (batch.length > 1) pace.size = pace.most = halved(batch.length);
        return { kind: 'later', problem };
      }
      if (batch.length > 1) {
        pace.size = halved(batch.length);
        continue;
      }
      for (const { id } of batch) {
        passed.add(id);
        await markTrouble(db, id, problem);
      }
      if (++atFault >= ALONE_AT_FAULT) return { kind: 'later', problem };
      continue;
    }

    const { done, left } = await settle(db, batch, answer, box.now(), box.receiptKey?.() ?? null);
    for (const id of left) passed.add(id);
    if (done > 0) {
      atFault = 0;
      pace.most = Math.min(BATCH, pace.most + 1);
      pace.size = Math.min(pace.most, pace.size * 2);
      await box.onmoved?.();
    }
    await box.onanswer?.(answer);
  }
}

const halved = (length: number) => Math.max(1, Math.floor(length / 2));

/** Those that made trouble are sent alone, so that they hold up nobody. */
function nextBatch(waiting: readonly QueueItem[], size: number): QueueItem[] {
  if (waiting[0]?.trouble) return waiting.slice(0, 1);
  const clean = waiting.findIndex((item) => item.trouble);
  return waiting.slice(0, Math.min(size, clean < 0 ? waiting.length : clean));
}

/** Refusals that one bad punch can bring upon a whole request. */
function mayBeOnePunch({ status }: Problem): boolean {
  return status === 400 || status === 413 || status === 415 || status === 422;
}

async function markTrouble(db: Store, id: string, problem: Problem): Promise<void> {
  const tx = db.transaction('queue', 'readwrite');
  const item = await tx.store.get(id);
  if (item) {
    const { status, code, detail, detailEn } = problem;
    await tx.store.put({ ...item, tries: item.tries + 1, trouble: { status, code, detail, detailEn } });
  }
  await tx.done;
}
