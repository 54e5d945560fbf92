import { dataClasses, erasureGrounds } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';

it('says everything about erasures in both languages', () => {
  expect(differences(id, en)).toEqual([]);
  for (const one of dataClasses) expect(id).toHaveProperty([`class.${one}`]);
  for (const one of erasureGrounds) expect(id).toHaveProperty([`ground.${one}`]);
});
