import { expect, test } from 'vitest';
import { layOut } from './graph';

const person = (id: string) => ({ person: id, name: id, number: '', unit: '' });
const use = (key: string, who: string, punches = 1) => ({
  key,
  person: who,
  punches,
  days: 1,
  first_at: '',
  last_at: '',
  on_record: true,
});

test('keys stand beside the people who use them', () => {
  const graph = layOut({
    people: [person('a'), person('b'), person('c')],
    keys: ['k-of-c', 'k-of-a'],
    uses: [use('k-of-c', 'c'), use('k-of-a', 'a'), use('k-of-a', 'b')],
  });

  expect(graph.keys.map((key) => key.id)).toEqual(['k-of-a', 'k-of-c']);
  expect(graph.ties).toHaveLength(3);
  expect(graph.ties.every((tie) => tie.from > 0 && tie.to > 0 && tie.to < graph.height)).toBe(true);
});

test('many punches make a wider line, up to a limit', () => {
  const widthOf = (punches: number) =>
    layOut({ people: [person('a')], keys: ['k'], uses: [use('k', 'a', punches)] }).ties[0]?.width ?? 0;

  expect(widthOf(1)).toBe(2);
  expect(widthOf(20)).toBeGreaterThan(widthOf(2));
  expect(widthOf(100_000)).toBe(8);
});
