import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';

it('has every word of service posts in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
