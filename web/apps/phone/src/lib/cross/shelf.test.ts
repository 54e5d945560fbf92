import type { MyCrossChecks } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import {
  nothing,
  settled,
  toSend,
  withAnswer,
  without,
  type KeptAnswer,
  type KeptCrossChecks,
} from './shelf';
import { en, id } from './words';

const answer = (person: string, seen: KeptAnswer['seen'] = 'present'): KeptAnswer => ({
  id: `id-${person}-${seen}`,
  list: 'L',
  person,
  name: person,
  seen,
  at: '2026-01-19T02:00:00Z',
});

const mine = {
  lists: [{ id: 'L', names: ['siti', 'budi'].map((one) => ({ person: { id: one }, answer: null })) }],
} as unknown as MyCrossChecks;

it('keeps one answer a name: the newest, until it is taken back', () => {
  const kept = withAnswer(withAnswer(nothing, answer('siti')), answer('siti', 'absent'));

  expect(kept.answers.map(({ seen }) => seen)).toEqual(['absent']);
  expect(without(kept, 'L', 'siti').answers).toEqual([]);
  expect(without(kept, 'other', 'siti').answers).toHaveLength(1);
});

it('drops what the server has, shows it as said, and keeps what it refused with the reason', () => {
  const kept = ['siti', 'budi', 'dewi'].reduce<KeptCrossChecks>((sum, one) => withAnswer(sum, answer(one)), {
    ...nothing,
    mine,
  });

  const after = settled(kept, 'L', {
    now: '',
    results: [
      { id: 'id-siti-present', status: 'stored', code: null, detail: null },
      { id: 'id-budi-present', status: 'refused', code: 'future_check', detail: 'Atur jamnya.' },
    ],
  });

  expect(after.answers.map(({ person, refused }) => [person, refused])).toEqual([
    ['budi', 'Atur jamnya.'],
    ['dewi', undefined],
  ]);
  expect(after.mine?.lists[0]?.names[0]?.answer?.seen).toBe('present');
  expect(after.mine?.lists[0]?.names[1]?.answer).toBeNull();
  expect([...toSend(after).values()].flat().map(({ person }) => person)).toEqual(['dewi']);
});

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
