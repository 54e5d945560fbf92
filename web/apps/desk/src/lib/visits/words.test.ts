import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './words';

it('has every word of visits in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
