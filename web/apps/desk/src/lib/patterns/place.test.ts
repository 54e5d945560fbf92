import { expect, test } from 'vitest';
import { isReadAtOnce, placeOf, subjectOf } from './place';

const of = (query: string) => placeOf(new URLSearchParams(query), '2026-03-01');

test('without an address the last thirty days are shown', () => {
  expect(of('')).toEqual({
    view: 'points',
    from: '2026-01-31',
    to: '2026-03-01',
    cell: null,
    key: null,
    person: null,
  });
  expect(of('view=nothing').view).toBe('points');
});

test('a dossier is about what is opened, a person before a phone', () => {
  expect(subjectOf(of(''))).toBeNull();
  expect(subjectOf(of('cell=7.1.1'))).toEqual({ of: 'point', id: '7.1.1' });
  expect(subjectOf(of('view=phones&key=k'))).toEqual({ of: 'phone', id: 'k' });
  expect(subjectOf(of('view=timeline&person=p'))).toEqual({ of: 'person', id: 'p' });
});

test('at most 92 days are read at once, the first day first', () => {
  expect(isReadAtOnce({ from: '2026-01-01', to: '2026-04-03' })).toBe(true);
  expect(isReadAtOnce({ from: '2026-01-01', to: '2026-04-04' })).toBe(false);
  expect(isReadAtOnce({ from: '2026-01-02', to: '2026-01-01' })).toBe(false);
  expect(isReadAtOnce({ from: '', to: '2026-01-01' })).toBe(true);
});
