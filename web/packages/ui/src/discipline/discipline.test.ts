import type { CaseStep, CaseView } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../i18n/compare';
import { factsOf, namesIn } from './facts';
import { en, id } from './words';

const names = new Map([
  ['p1', 'Siti'],
  ['p2', 'Budi'],
]);
const values = (step: CaseStep) => factsOf(step, names).map(({ term, value }) => `${term}: ${value}`);

describe('the shared words of discipline', () => {
  it('are the same in both languages', () => {
    expect(differences(id, en)).toEqual([]);
  });
});

describe('what a step says', () => {
  it('names people, and says so where the file does not', () => {
    const summons = { number: 'P-1', examine_on: '2026-02-02', at: '09:00:00', place: 'Ruang rapat' };
    expect(values({ step: 'summon', ...summons, before: 'p1' })).toContain('Menghadap: Siti');
    expect(values({ step: 'summon', ...summons, before: 'px' })).toContain(
      'Menghadap: Orang yang tidak tercatat di berkas ini',
    );
  });

  it('takes the rest from whoever sees more', () => {
    const step: CaseStep = { step: 'free_from_duties', number: 'B-1', from: '2026-02-02' };
    const more = () => [{ term: 'Mulai', value: '2 Februari' }];

    expect(factsOf(step, names).map(({ value }) => value)).toEqual(['B-1']);
    expect(factsOf(step, names, more).map(({ value }) => value)).toEqual(['B-1', '2 Februari']);
  });

  it('tells who signed a record and why somebody did not', () => {
    const said = values({
      step: 'examine',
      number: 'BAP-1',
      exchanges: [],
      statement: null,
      signatures: [
        { person: 'p1', signed: false, reason: 'menolak' },
        { person: 'p2', signed: true, reason: null },
      ],
    });

    expect(said).toEqual(['Nomor: BAP-1', 'Menandatangani: Budi', 'Tidak menandatangani: Siti: menolak']);
  });

  it('has each term once, so that the list can be drawn', () => {
    const decided: CaseStep = {
      step: 'decide',
      decision: {
        number: 'SK-1',
        punishment: { kind: 'none', text: 'tidak terbukti' },
        articles: ['PP 94/2021 Ps 4 huruf f'],
        office: 'jpt_pratama',
        text: 'karena',
      },
    };
    const terms = factsOf(decided, names).map(({ term }) => term);

    expect(new Set(terms).size).toBe(terms.length);
    expect(terms).toContain('Ketentuan yang dilanggar');
  });
});

it('a file names everybody who is in it', () => {
  const of = {
    person: { id: 'p1', name: 'Siti' },
    people: [{ duty: 'bkpsdm', person: { id: 'p2', name: 'Budi' }, office: 'pengawas' }],
    team: [],
    summons: [],
    due: [],
    acts: [{ by: { id: 'p3', name: 'Rina', login: 'rina' } }],
    decision: null,
  } as unknown as CaseView;

  expect([...namesIn(of)]).toEqual([
    ['p1', 'Siti'],
    ['p2', 'Budi'],
    ['p3', 'Rina'],
  ]);
});
