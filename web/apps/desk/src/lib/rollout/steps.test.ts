import { expect, it } from 'vitest';
import { needs, type CardsState, type Need, type ReadinessList } from '@hadir/api';
import { cardsFor, gateOf, stepsDone } from './steps';

function list(people: number, lacking: Partial<Record<Need, number>> = {}): ReadinessList {
  const gates = needs.map((need) => ({
    need,
    ready: people - (lacking[need] ?? 0),
    lacking: lacking[need] ?? 0,
    not_needed: 0,
    hundredths: null,
  }));
  const most = Math.max(0, ...gates.map((gate) => gate.lacking));
  return {
    unit: null,
    as_of: '2026-01-19T00:31:10Z',
    from: '2026-01-19',
    to: '2026-02-01',
    counts: { people, ready: people - most, hundredths: null, gates },
    facts: { sites: 1, sites_without_point: 0, machines: 0, machines_waiting: 0, heads: 1, admins: 1 },
    machines_nowhere: 0,
    units: [],
    opds: [],
    people: [],
  };
}

it('an office where nobody misses anything has done every step', () => {
  expect(stepsDone(list(4))).toEqual([true, true, true, true, true]);
});

it('an empty office has done nothing but the terminals it does not have', () => {
  expect(stepsDone(list(0))).toEqual([false, false, true, false, false]);
});

it('each step is held up by its own lack', () => {
  expect(stepsDone(list(4, { roster: 1 }))).toEqual([false, true, true, true, false]);
  expect(stepsDone(list(4, { site: 1 }))).toEqual([true, false, true, true, false]);
  expect(stepsDone(list(4, { pin: 1 }))).toEqual([true, true, false, true, false]);
  expect(stepsDone(list(4, { first_login: 2 }))).toEqual([true, true, true, false, false]);
  expect(gateOf(list(4, { phone: 3 }).counts, 'phone').lacking).toBe(3);
});

it('as many cards are announced as the server prints', () => {
  const state = {
    counts: { no_account: 5, no_code: 1, code_open: 2, signed_in: 4, higher_role: 3, blocked: 1 },
  } as unknown as CardsState;

  expect([cardsFor(state, 'missing'), cardsFor(state, 'unused'), cardsFor(state, 'all')]).toEqual([6, 8, 12]);
});
