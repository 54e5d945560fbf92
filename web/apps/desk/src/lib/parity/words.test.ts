import { expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en, id } from './words';

it('the words of the comparison say the same in both languages and leave nothing empty', () => {
  expect(differences(id, en)).toEqual([]);
});
