import { expect, it } from 'vitest';
import { differences } from '../../../../../../packages/ui/src/i18n/compare';
import { en } from './en';
import { id } from './id';

it('the words of requests at the desk say the same in both languages and leave nothing empty', () => {
  expect(differences(id, en)).toEqual([]);
});
