import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';
import { isOver, leftUntil } from './left';

const ends = '2026-01-19T02:10:00Z';

it('counts down by the clock it is given and stops at nought', () => {
  expect(leftUntil(ends, Date.parse('2026-01-19T02:00:55Z'))).toBe('9.05');
  expect(leftUntil(ends, Date.parse('2026-01-19T02:09:59.500Z'))).toBe('0.01');
  expect(leftUntil(ends, Date.parse('2026-01-19T03:00:00Z'))).toBe('0.00');
  expect(isOver(ends, Date.parse(ends))).toBe(true);
  expect(isOver(ends, Date.parse(ends) - 1)).toBe(false);
});

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
