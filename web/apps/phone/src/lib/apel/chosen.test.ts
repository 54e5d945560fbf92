import type { ApelPerson, MyApel } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, test } from 'vitest';
import { mayTap, phaseOf, shownRows, whenOf } from './chosen';
import { en, id } from './i18n';

const row = (name: string, standing: ApelPerson['standing']) =>
  ({ person: { id: name, name }, standing }) as ApelPerson;
const mine = {
  event: { date: '2026-01-19' },
  from_at: '2026-01-19T00:00:00Z',
  to_at: '2026-01-19T00:45:00Z',
} as MyApel;

test('those not recorded come first, and a search leaves those that fit', () => {
  const budi = row('Budi', 'hadir');
  const people = [budi, row('Citra', 'belum_tercatat'), row('Ani', 'hadir')];

  expect(shownRows(people, '', false).map(({ person }) => person.name)).toEqual(['Citra', 'Ani', 'Budi']);
  expect(shownRows(people, 'bu', false)).toHaveLength(1);
  expect(shownRows(people, '', true)).toHaveLength(1);
  expect(mayTap(budi, 'Budi')).toBe(false);
});

test('an event is today, and a punch counts within its hours', () => {
  expect(whenOf(mine, '2026-01-19')).toBe('today');
  expect(whenOf(mine, '2026-01-20')).toBe('past');
  expect(phaseOf(mine, Date.parse('2026-01-18T23:59:00Z'))).toBe('early');
  expect(phaseOf(mine, Date.parse('2026-01-19T00:45:00Z'))).toBe('now');
  expect(phaseOf(mine, Date.parse('2026-01-19T00:46:00Z'))).toBe('over');
});

test('both languages have the same words', () => {
  expect(differences(id, en)).toEqual([]);
});
