import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { contentOf, en, id, missingOf, paperKinds, type PaperDraft } from './papers';

const empty: PaperDraft = { person: null, meetOn: '', at: '', place: ' ', text: '', year: '' };
const full: PaperDraft = {
  person: 'p1',
  meetOn: '2026-05-04',
  at: '09:00',
  place: ' Ruang rapat ',
  text: ' Ia sakit. ',
  year: '2026',
};

it('has every word in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('asks for what a paper is not whole without, and for nothing else', () => {
  expect(paperKinds.map((kind) => [...missingOf(kind, empty)])).toEqual([
    [],
    ['year'],
    ['person', 'meetOn', 'at', 'place'],
    ['person', 'text'],
    ['text'],
  ]);
  for (const kind of paperKinds) expect(missingOf(kind, full).size).toBe(0);
});

it('sends each paper as the server takes it', () => {
  expect(paperKinds.map((kind) => contentOf(kind, full))).toEqual([
    { paper: 'chronology' },
    { paper: 'recap', year: 2026 },
    { paper: 'receive_summons', before: 'p1', meet_on: '2026-05-04', at: '09:00', place: 'Ruang rapat' },
    { paper: 'colleague', said_by: 'p1', text: 'Ia sakit.' },
    { paper: 'power_note', text: 'Ia sakit.' },
  ]);
});
