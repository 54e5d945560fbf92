import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';

it('has every word of the page of a service post in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
