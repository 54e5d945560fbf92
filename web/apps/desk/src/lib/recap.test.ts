import type { Recap, RecapPerson } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { notAddingUp } from './recap';

const person = (key: string, totals: Record<string, number>): RecapPerson => ({
  person: key,
  name: key,
  codes: {},
  marks: {},
  provisional: [],
  apel: { attended: 0, excused: 0, late: 0, missed: 0 },
  totals,
});
const recap = (people: RecapPerson[]): Recap => ({
  month: '2026-02',
  unit: 'DINKES',
  people,
  totals: {},
  incomplete_sources: [],
  reporting: { machines: 0, machines_silent: 0, others: 0, others_silent: 0 },
  deltas: [],
});

describe('a recap', () => {
  it('names everybody whose codes are not the days of the month', () => {
    const people = [
      person('siti', { H: 20, LIBUR: 8 }),
      person('budi', { H: 20, LIBUR: 9 }),
      person('ani', { H: 20 }),
    ];

    expect(notAddingUp(recap(people))).toEqual(['budi', 'ani']);
  });
});
