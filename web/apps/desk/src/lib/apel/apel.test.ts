import type { ApelPerson } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, test } from 'vitest';
import { en, id } from './i18n';
import { asSent, fitting, nowhere, standings } from './looks';

const row = (name: string, standing: ApelPerson['standing']) =>
  ({ person: { id: name, name }, unit: { id: 'u', code: 'U', name: 'Sekretariat' }, standing }) as ApelPerson;

test('a search finds names and units, and a standing leaves those that have it', () => {
  const people = [row('Ani', 'hadir'), row('Budi', 'belum_tercatat')];

  expect(fitting(people, 'sekre', '')).toHaveLength(2);
  expect(fitting(people, 'an', '')).toHaveLength(1);
  expect(fitting(people, '', 'belum_tercatat').map(({ person }) => person.name)).toEqual(['Budi']);
});

test('the form is sent with its site, or with a point of its own', () => {
  expect(asSent({ ...nowhere(), site: 'S1', starts: '' })).toEqual({
    hours: { from: '07:00', to: '07:45' },
    place: { site: 'S1' },
  });
  expect(asSent({ ...nowhere(), name: ' Alun-alun ', lat: '-5,11', lon: '105.3' }).place).toEqual({
    name: 'Alun-alun',
    lat: -5.11,
    lon: 105.3,
    radius_m: 100,
  });
});

test('both languages have the same words, and each standing has one', () => {
  expect(differences(id, en)).toEqual([]);
  for (const standing of standings) expect(id[`standing.${standing}`]).toBeTruthy();
});
