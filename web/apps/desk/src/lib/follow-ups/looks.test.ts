import type { FollowUpItem, InstructionItem } from '@hadir/api';
import { expect, it } from 'vitest';
import { shownIn as instructionsIn } from '../instructions/looks';
import { decisionsIn, shownIn } from './looks';

const explanation = (id: string, part: Partial<FollowUpItem>) =>
  ({
    id,
    state: 'explained',
    overdue: false,
    can: [],
    due_on: '2026-01-21',
    answer_until: '2026-01-20',
    ...part,
  }) as FollowUpItem;
const instruction = (id: string, part: Partial<InstructionItem>) =>
  ({ id, state: 'given', overdue: false, due_on: '2026-01-21', ...part }) as InstructionItem;
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

it('shows explanations that wait for the reader, and the late first', () => {
  const items = [
    explanation('asked', { state: 'asked', can: ['withdraw'] }),
    explanation('mine', { can: ['accept', 'to_council'] }),
    explanation('late', { can: ['accept'], overdue: true, due_on: '2026-01-22' }),
    explanation('done', { state: 'accepted', due_on: null }),
  ];

  expect(ids(shownIn(items, 'mine'))).toEqual(['late', 'mine']);
  expect(ids(shownIn(items, 'open'))).toEqual(['late', 'asked', 'mine']);
  expect(ids(shownIn(items, 'late'))).toEqual(['late']);
  expect(shownIn(items, 'all')).toHaveLength(4);
  expect(decisionsIn({ can: ['explain', 'withdraw', 'accept'] })).toEqual(['accept', 'withdraw']);
});

it('shows open instructions by their day, and the late first', () => {
  const items = [
    instruction('later', { due_on: '2026-02-01' }),
    instruction('late', { overdue: true, due_on: '2026-01-02' }),
    instruction('said', { state: 'said_done', due_on: '2026-01-10' }),
    instruction('done', { state: 'verified' }),
  ];

  expect(ids(instructionsIn(items, 'open'))).toEqual(['late', 'said', 'later']);
  expect(ids(instructionsIn(items, 'late'))).toEqual(['late']);
  expect(instructionsIn(items, 'all')).toHaveLength(4);
});
