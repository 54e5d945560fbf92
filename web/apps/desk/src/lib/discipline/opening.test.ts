import type { CaseDraft, IndicationRow } from '@hadir/api';
import { expect, it } from 'vitest';
import { FREE, fromRow, openingDraft, openingIn, openingOf, type OpeningDraft } from './opening';
import { en, id } from './sourceWords';

const words = (days: number) => `Tidak masuk ${days} hari.`;
const days = ['2026-01-05', '2026-01-06', '2026-01-07'];
const row = {
  person: { id: 'p1', name: 'Siti' },
  days,
  indication: { sanction: 'teguran_lisan' },
} as IndicationRow;
const found = {
  origin: 'indikasi',
  source: null,
  person: { id: 'p1', name: 'Siti' },
  unit: null,
  employee_type: 'PNS',
  breaches: [
    {
      article: 'PP 94/2021 Ps 4 huruf f',
      text: 'Tidak masuk 3 hari.',
      attendance: true,
      days,
      indicated: null,
    },
  ],
  articles: [{ article: 'Ps 3 e', text: 'Kejujuran', attendance: false, source: 'x', confirmed: false }],
} as CaseDraft;
const nothing = { ...found, person: null, breaches: [] } as CaseDraft;

function filled(draft: OpeningDraft): OpeningDraft {
  const people = draft.people.map((one, at) => ({
    ...one,
    person: { id: `d${at}`, name: 'X' },
    office: 'administrator' as const,
  }));
  return { ...draft, office: 'pelaksana', people };
}

it('what was found fills in the person, the days and the words, and what it indicates is left to the server', () => {
  const from = fromRow(row, '2026');
  const opening = openingOf(filled(openingDraft(from, found, words)), 'key');

  expect(from).toEqual({ origin: 'indikasi', person: 'p1', year: '2026' });
  expect(opening).toEqual({
    id: 'key',
    person: 'p1',
    office: 'pelaksana',
    origin: 'indikasi',
    breaches: [{ article: 'PP 94/2021 Ps 4 huruf f', text: 'Tidak masuk 3 hari.', attendance: true, days }],
    people: [
      { duty: 'atasan_langsung', person: 'd0', office: 'administrator' },
      { duty: 'bkpsdm', person: 'd1', office: 'administrator' },
    ],
  });
});

it('days below the ladder are a report of a superior, never an indication', () => {
  const from = fromRow({ ...row, indication: null }, '2026');
  const draft = openingDraft(from, { ...found, breaches: [] }, words);

  expect(FREE).toContain(from.origin);
  expect(draft.breaches).toEqual([
    { article: 'Ps 3 e', text: 'Tidak masuk 3 hari.', attendance: 'yes', days, indicated: null },
  ]);
});

it('the address of the page says where a case is opened from', () => {
  const asked = (text: string) => openingIn(new URLSearchParams(text));

  expect(asked('open=temuan_sidak&source=f1')).toEqual({
    origin: 'temuan_sidak',
    source: 'f1',
    person: null,
  });
  expect(asked('open=karangan')).toBeNull();
  expect(asked('case=c1')).toBeNull();
});

it('the record a case comes from is sent with it', () => {
  const from = { origin: 'penyalahgunaan', source: 'd1' } as const;
  const opening = openingOf(filled(openingDraft(from, { ...found, source: 'd1' }, words)), 'key');

  expect(opening).toMatchObject({ origin: 'penyalahgunaan', source: 'd1' });
});

it('nothing is opened before superior and BKPSDM officer are named, and something is alleged', () => {
  const from = fromRow(row, '2026');
  const whole = filled(openingDraft(from, found, words));
  const [first, second] = whole.people;
  if (!first || !second) throw new Error('two have a duty');

  expect(openingOf(openingDraft(from, found, words), 'key')).toBeNull();
  expect(openingOf({ ...whole, people: [first, { ...second, duty: 'majelis' }] }, 'key')).toBeNull();
  expect(openingOf({ ...whole, breaches: [] }, 'key')).toBeNull();
  const report = openingDraft({ origin: 'laporan_atasan' }, nothing, words);
  expect(openingOf(filled(report), 'key')).toBeNull();
});

it('both languages say the same on pages of findings', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
});
