import type { PublicTable } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../i18n/compare';
import { isMerged, nameOf, percentOf, shownDefinitions, sumOf, toneOf } from './looks';
import { en, id } from './words';

const definition = (group: string, merged: string[] = []) => ({
  group,
  name: group.toUpperCase(),
  name_en: group,
  text: '',
  text_en: '',
  merged,
});

const table = {
  definitions: [
    definition('hadir', ['tepat_waktu', 'terlambat']),
    definition('tepat_waktu'),
    definition('terlambat'),
    definition('tk'),
  ],
  rows: [{ opd: 'Dinas', counted: 49, figures: [{ group: 'hadir', count: 49 }] }],
} as unknown as PublicTable;

describe('published tables', () => {
  it('are told in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });

  it('say which figures are merged, and explain those shown with their parts only', () => {
    expect([isMerged(table, 'hadir'), isMerged(table, 'tk')]).toEqual([true, false]);
    expect(shownDefinitions(table).map((one) => one.group)).toEqual(['hadir', 'tepat_waktu', 'terlambat']);
    expect(nameOf(table, 'hadir')).toBe('HADIR');
  });

  it('add up, and print tenths of a percent as they are', () => {
    expect(
      sumOf([
        { group: 'a', count: 2 },
        { group: 'b', count: 3 },
      ]),
    ).toBe(5);
    expect([percentOf(816, ','), percentOf(1000, '.'), percentOf(5, ',')]).toEqual(['81,6', '100.0', '0,5']);
  });

  it('colour a sidak as a day', () => {
    expect([toneOf('sidak_hadir'), toneOf('hadir'), toneOf('selebihnya')]).toEqual([
      'good',
      'good',
      'unheard',
    ]);
  });
});
