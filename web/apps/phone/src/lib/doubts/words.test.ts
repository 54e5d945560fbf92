import { expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en, id } from './words';

it('has every word of doubts in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
