import type { IndicationRow } from '@hadir/api';
import { expect, it } from 'vitest';
import { openingDraft, openingOf, type OpeningDraft } from './opening';

const words = (days: number) => `Tidak masuk ${days} hari.`;
const row = {
  person: { id: 'p1', name: 'Siti' },
  days: ['2026-01-05', '2026-01-06', '2026-01-07'],
  indication: { sanction: 'teguran_lisan' },
} as IndicationRow;

function filled(draft: OpeningDraft): OpeningDraft {
  const people = draft.people.map((one, at) => ({
    ...one,
    person: { id: `d${at}`, name: 'X' },
    office: 'administrator' as const,
  }));
  return { ...draft, office: 'pelaksana', people };
}

it('an indication fills in the person, the days and what it indicates', () => {
  const opening = openingOf(filled(openingDraft(row, words)), 'key');

  expect(opening).toEqual({
    id: 'key',
    person: 'p1',
    office: 'pelaksana',
    origin: 'indikasi',
    breaches: [
      {
        article: 'PP 94/2021 Ps 4 huruf f',
        text: 'Tidak masuk 3 hari.',
        attendance: true,
        days: row.days,
        indicated: 'teguran_lisan',
      },
    ],
    people: [
      { duty: 'atasan_langsung', person: 'd0', office: 'administrator' },
      { duty: 'bkpsdm', person: 'd1', office: 'administrator' },
    ],
  });
});

it('nothing is opened before superior and BKPSDM officer are named, and something is alleged', () => {
  const whole = filled(openingDraft(row, words));
  const [first, second] = whole.people;
  if (!first || !second) throw new Error('two have a duty');

  expect(openingOf(openingDraft(row, words), 'key')).toBeNull();
  expect(openingOf({ ...whole, people: [first, { ...second, duty: 'majelis' }] }, 'key')).toBeNull();
  expect(openingOf({ ...whole, breaches: [] }, 'key')).toBeNull();
  expect(openingOf(filled({ ...openingDraft(null, words), origin: 'laporan_atasan' }), 'key')).toBeNull();
});
