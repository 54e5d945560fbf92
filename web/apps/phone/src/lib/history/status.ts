import { isProved, promiseBroken } from '../outbox/seals';
import type { KeptItem, QueueItem } from '../outbox/types';

export type Tap = QueueItem | KeptItem;

/** `placed`: the server says where it stands in the log, and this phone has not checked the proof yet. */
export type TapState =
  'waiting' | 'trouble' | 'received' | 'placed' | 'late' | 'sealed' | 'refused' | 'mismatch';

export const isKept = (tap: Tap): tap is KeptItem => 'answer' in tap;

/** Where a tap stands on its way. */
export function stateOf(tap: Tap, now: number): TapState {
  if (!isKept(tap)) return tap.trouble ? 'trouble' : 'waiting';
  if (tap.answer.status === 'refused') return 'refused';
  const wrong = tap.mismatch !== null || tap.answer.receipt?.valid === false || tap.proof?.state === 'wrong';
  if (wrong) return 'mismatch';
  if (isProved(tap)) return 'sealed';
  if (tap.sealed) return 'placed';
  return promiseBroken(tap, now) ? 'late' : 'received';
}

/** Of the three steps of a tap (phone, server, ledger), how many are done. */
export function stepsDone(state: TapState): 1 | 2 | 3 {
  if (state === 'sealed') return 3;
  return state === 'waiting' || state === 'trouble' ? 1 : 2;
}

/** All taps of an outbox, newest first. */
export function tapsOf(of: { waiting: readonly QueueItem[]; kept: readonly KeptItem[] }): Tap[] {
  return [...of.waiting, ...of.kept].sort((a, b) => b.addedAt - a.addedAt || b.seq - a.seq);
}
