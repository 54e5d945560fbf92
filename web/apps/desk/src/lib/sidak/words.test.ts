import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from '../instructions/words';
import { en as followEn, id as followId } from '../follow-ups/words';
import { en as sidakEn } from './en';
import { id as sidakId } from './id';

it('has every word of sidak, instructions and explanations in both languages', () => {
  expect(differences(sidakId, sidakEn)).toEqual([]);
  expect(differences(id, en)).toEqual([]);
  expect(differences(followId, followEn)).toEqual([]);
});

it('calls nobody absent', () => {
  const words = Object.entries(sidakId).filter(
    ([key]) => key.startsWith('state.') || key.startsWith('roll.'),
  );
  for (const [, word] of words) expect(word).not.toMatch(/alpa|mangkir|tidak hadir|bolos/i);
});
