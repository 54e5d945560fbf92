import { requestStates } from '@hadir/api';
import { expect, it } from 'vitest';
import { hasEnded, stepsOf, stepsOfWaiting } from './steps';

const states = (steps: ReturnType<typeof stepsOf>) => steps.map(({ state }) => state);

it('a request on the phone is only kept; one refused is not said to be received', () => {
  expect(states(stepsOfWaiting({ refused: null }))).toEqual(['done', 'todo', 'todo']);
  const refused = { status: 422, code: 'overlaps', detail: null, detailEn: null };
  expect(states(stepsOfWaiting({ refused }))).toEqual(['done', 'wrong', 'todo']);
});

it('one the server has is decided only once somebody decided', () => {
  expect(states(stepsOf('pending'))).toEqual(['done', 'done', 'todo']);
  expect(states(stepsOf('approved'))).toEqual(['done', 'done', 'done']);
  expect(states(stepsOf('rejected'))).toEqual(['done', 'done', 'wrong']);
  expect(stepsOf('returned')[2]?.text).toBe('Dikembalikan');
  expect(requestStates.filter(hasEnded)).toEqual(['approved', 'rejected', 'postponed', 'withdrawn']);
});
