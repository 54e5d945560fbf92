import { expect, it } from 'vitest';
import { differences } from '../../i18n/compare';
import { en } from './en';
import { id } from './id';

it('the words about requests say the same things in both languages and leave nothing empty', () => {
  expect(differences(id, en)).toEqual([]);
});
