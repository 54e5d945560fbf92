import type { RequestState } from '@hadir/api';
import { tr } from '@hadir/ui/requests';
import type { RequestItem } from './queue/types';
import { tq } from './words';

export interface StepShown {
  text: string;
  state: 'done' | 'wrong' | 'todo';
  note?: string;
}

const ENDED: readonly RequestState[] = ['approved', 'rejected', 'postponed', 'withdrawn'];

export const hasEnded = (state: RequestState) => ENDED.includes(state);

const todo = (text: string): StepShown => ({ text, state: 'todo', note: tq('queue.notYet') });

/** Where a request on this phone stands: kept here, and not with the server or refused by it. */
export function stepsOfWaiting({ refused }: Pick<RequestItem, 'refused'>): StepShown[] {
  return [
    { text: tq('queue.saved'), state: 'done' },
    refused ? { text: tq('queue.refused'), state: 'wrong' } : todo(tq('queue.received')),
    todo(tq('queue.decided')),
  ];
}

/** Where one stands that the server has. */
export function stepsOf(state: RequestState): StepShown[] {
  const decided = hasEnded(state) || state === 'returned';
  return [
    { text: tq('queue.saved'), state: 'done' },
    { text: tq('queue.received'), state: 'done' },
    decided
      ? { text: tr(`state.${state}`), state: state === 'approved' ? 'done' : 'wrong' }
      : todo(tq('queue.decided')),
  ];
}
