import type { RosterCell } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';
import { dutyOf, hoursOf } from './words';

const cell = (change: Partial<RosterCell>): RosterCell => ({
  date: '2026-01-05',
  kind: 'turn',
  code: 'M',
  starts: '21:00',
  ends: '07:00',
  source: 'pattern',
  leave: null,
  off: null,
  open: true,
  begun: false,
  conflicts: [],
  ...change,
});

it('says that a night ends on the next day', () => {
  expect(hoursOf(cell({}))).toBe('21.00–07.00 (sampai besok)');
  expect(hoursOf(cell({ starts: '07:00', ends: '14:00' }))).toBe('07.00–14.00');
  expect(hoursOf(cell({ kind: 'off', starts: null, ends: null }))).toBe('');
});

it('names the turn, the holiday or office hours', () => {
  expect(dutyOf(cell({}), [])).toBe('M');
  expect(dutyOf(cell({ kind: 'off', off: 'Isra Mikraj' }), [])).toBe('Isra Mikraj');
  expect(dutyOf(cell({ kind: 'office', code: null }), [])).toBe('Jam kantor');
});

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
