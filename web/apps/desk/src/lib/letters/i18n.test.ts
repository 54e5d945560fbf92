import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';
import { linesOf, lineOf } from './lines';

it('has every word of the letters page in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('takes a letterhead line by line, without empty ones', () => {
  expect(linesOf(' Pemerintah Kota Contoh \n\n Dinas Contoh\n')).toEqual([
    'Pemerintah Kota Contoh',
    'Dinas Contoh',
  ]);
  expect(linesOf('  \n')).toEqual([]);
});

it('finds the line a complaint is about', () => {
  expect([lineOf('text.17'), lineOf('text'), lineOf('names')]).toEqual([17, null, null]);
});
