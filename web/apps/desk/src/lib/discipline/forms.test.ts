import type { CaseStepWord, CaseView } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { emptyDraft, forms, missingIn, numbered, stepOf, type Draft, type Form } from './forms';

const me = { id: 'me', name: 'Atasan' };
const of = {
  id: 'case',
  person: { id: 'p1', name: 'Siti' },
  employee_type: 'PNS',
  today: '2026-03-10',
  breaches: [
    { article: 'PP 94/2021 Ps 4 huruf f', text: 'x', attendance: true, days: ['2026-01-06', '2026-01-05'] },
    { article: 'PP 94/2021 Ps 4 huruf f', text: 'y', attendance: false, days: ['2026-02-02'] },
  ],
  people: [
    { duty: 'atasan_langsung', duty_text: 'atasan langsung', person: me, office: 'administrator' },
    { duty: 'pejabat_berwenang', duty_text: 'pejabat', person: { id: 'd', name: 'Pejabat' }, office: 'ppk' },
  ],
  team: [],
} as unknown as CaseView;

function begun(
  word: CaseStepWord,
  text: Record<string, string> = {},
  who = me,
): { form: Form; draft: Draft } {
  const form = forms[word];
  if (!form) throw new Error(word);
  const draft = emptyDraft(form, of, who);
  return { form, draft: { ...draft, text: { ...draft.text, ...text } } };
}

const made = (word: CaseStepWord, text: Record<string, string>, more: Partial<Draft> = {}) => {
  const { form, draft } = begun(word, text);
  const whole = { ...draft, ...more };
  expect([...missingIn(form, whole, of)], word).toEqual([]);
  return stepOf(word, whole, of);
};
const missing = (word: CaseStepWord, text: Record<string, string> = {}, more: Partial<Draft> = {}) => {
  const { form, draft } = begun(word, text);
  return [...missingIn(form, { ...draft, ...more }, of)];
};

describe('a step as the server takes it', () => {
  it('asks with a day, and summons with a time of seconds', () => {
    expect(made('ask', { text: ' Di mana Anda? ', until: '2026-03-20' })).toEqual({
      step: 'ask',
      text: 'Di mana Anda?',
      until: '2026-03-20',
    });
    const summons = { number: 'P-1', examine_on: '2026-03-24', at: '09:30', place: 'Ruang rapat' };
    expect(made('summon', summons)).toEqual({ step: 'summon', ...summons, at: '09:30:00', before: 'me' });
  });

  it('gives and takes duties', () => {
    const person = { id: 'p2', name: 'Budi' };
    expect(made('assign', { duty: 'majelis', office: 'administrator' }, { person })).toEqual({
      step: 'assign',
      assigned: { duty: 'majelis', office: 'administrator', person: 'p2' },
    });
    expect(made('release', { holder: 'atasan_langsung me', involved: 'yes', text: 'terlibat' })).toEqual({
      step: 'release',
      duty: 'atasan_langsung',
      person: 'me',
      involved: true,
      text: 'terlibat',
    });
  });

  it('recommends by consensus or by votes, and a moral form only with a moral sanction', () => {
    expect(made('recommend', { view: 'ke_disiplin', text: 'x', moral: 'pernyataan_terbuka' })).toEqual({
      step: 'recommend',
      view: 'ke_disiplin',
      moral: null,
      votes: null,
      text: 'x',
    });
    const both = { view: 'sanksi_moral_dan_disiplin', moral: 'pernyataan_tertutup', text: 'x' };
    expect(made('recommend', { ...both, votesFor: '2', votesAgainst: '1' })).toMatchObject({
      moral: 'pernyataan_tertutup',
      votes: [2, 1],
    });
    expect(missing('recommend', { ...both, votesFor: '2' })).toEqual(['votesAgainst']);
    expect(missing('recommend', { ...both, votesFor: 'dua', votesAgainst: '1' })).toEqual(['votesFor']);
    expect(missing('recommend', { view: 'sanksi_moral', text: 'x' })).toEqual(['moral']);
  });

  it('verifies a level or finds no breach', () => {
    expect(made('verify', { level: 'sedang', text: 'x' })).toMatchObject({ level: 'sedang' });
    expect(made('verify', { level: 'none', text: 'x' })).toMatchObject({ level: null });
  });

  it('forms a team of parts and a council without', () => {
    const seats: Draft['seats'] = [
      { person: me, office: 'administrator', element: 'atasan_langsung', role: 'chair' },
      { person: { id: 'p2', name: 'Budi' }, office: 'pengawas', element: 'kepegawaian', role: '' },
    ];
    expect(made('form_team', { number: 'T-1' }, { seats })).toEqual({
      step: 'form_team',
      number: 'T-1',
      members: [
        { person: 'me', office: 'administrator', element: 'atasan_langsung', chair: true, secretary: false },
        { person: 'p2', office: 'pengawas', element: 'kepegawaian', chair: false, secretary: false },
      ],
    });
    const council = made('form_council', { number: 'M-1' }, { seats });
    expect('members' in council && council.members[0]).toEqual({
      person: 'me',
      office: 'administrator',
      chair: true,
      secretary: false,
    });
    expect(missing('form_team', { number: 'T-1' })).toEqual(['members']);
  });

  it('opens the examination with questions and both signatures, and refuses holes', () => {
    const { draft } = begun('examine');
    expect(draft.exchanges.map(({ question }) => question !== '')).toEqual([true, true, false, true, true]);
    expect(draft.signatures.map(({ person }) => person.id)).toEqual(['p1', 'me']);
    expect(missing('examine', { number: 'BAP-1' })).toEqual(['exchanges']);

    const exchanges = [{ question: ' Di mana? ', answer: 'Di rumah' }];
    const refused: Draft['signatures'] = [
      { person: of.person, signed: 'no', reason: '' },
      { person: me, signed: 'yes', reason: 'x' },
    ];
    expect(missing('examine', { number: 'BAP-1' }, { exchanges, signatures: refused })).toEqual([
      'signatures',
    ]);
    const signatures = refused.map((one) => (one.signed === 'no' ? { ...one, reason: 'menolak' } : one));
    expect(made('examine', { number: 'BAP-1' }, { exchanges, signatures })).toEqual({
      step: 'examine',
      number: 'BAP-1',
      exchanges: [{ question: 'Di mana?', answer: 'Di rumah' }],
      statement: null,
      signatures: [
        { person: 'p1', signed: false, reason: 'menolak' },
        { person: 'me', signed: true, reason: null },
      ],
    });
  });

  it('decides with the articles of the breaches and the office of who decides', () => {
    const { draft } = begun('decide', {}, { id: 'd', name: 'Pejabat' });
    expect(draft.text).toMatchObject({ articles: 'PP 94/2021 Ps 4 huruf f', office: 'ppk' });
    const punishment: Draft['punishment'] = {
      ...draft.punishment,
      kind: 'listed',
      sanction: 'tunda_kgb_1th',
    };
    const text = { number: 'SK-1', office: 'ppk', text: 'x', articles: 'Ps 4 f\n\n Ps 5 a ' };
    expect(made('decide', text, { punishment })).toEqual({
      step: 'decide',
      decision: {
        number: 'SK-1',
        punishment: { kind: 'listed', sanction: 'tunda_kgb_1th' },
        articles: ['Ps 4 f', 'Ps 5 a'],
        office: 'ppk',
        text: 'x',
      },
    });
    expect(missing('decide', text)).toEqual(['punishment']);
  });

  it('asks for another punishment only where one changes', () => {
    expect(made('answer_objection', { outcome: 'tetap', number: 'K-1', text: 'x' })).toEqual({
      step: 'answer_objection',
      outcome: 'tetap',
      instead: null,
      number: 'K-1',
      text: 'x',
    });
    expect(missing('answer_objection', { outcome: 'diringankan', number: 'K-1', text: 'x' })).toEqual([
      'instead',
    ]);
    const review = forms.review?.fields.find(({ name }) => name === 'outcome');
    const offered = review?.kind === 'choice' ? review.options(of).map(({ value }) => value) : [];
    expect(offered).not.toContain('diperberat');
  });

  it('recounts with the days of attendance that are left', () => {
    const { draft } = begun('recount');
    expect(draft.days).toEqual(['2026-01-05', '2026-01-06']);
    expect(made('recount', { indicated: 'none', text: 'x' }, { days: [] })).toEqual({
      step: 'recount',
      indicated: null,
      days: [],
      text: 'x',
    });
  });

  it('recounts with what is left by the days as they are now', () => {
    const ground = { gone: ['2026-01-06'], taken: [], left: ['2026-01-05'], waiting: [], since: null };
    const form = forms.recount;
    if (!form) throw new Error('recount');
    const now = { ...of, ground: { ...ground, before: 'teguran_lisan', now: null } } as CaseView;
    const draft = emptyDraft(form, now, me);

    expect([draft.days, draft.text.indicated]).toEqual([['2026-01-05'], 'none']);
  });

  it('hands over with yes or no and a record with a number of its own', () => {
    expect(made('hand_over', { present: 'no', number: ' BAPK-1 ' })).toEqual({
      step: 'hand_over',
      present: false,
      number: 'BAPK-1',
    });
    expect(missing('hand_over', { present: 'yes' })).toEqual(['number']);
    expect(numbered).toContain('hand_over');
  });
});

it('no step is of a day that has not come', () => {
  expect(missing('reply_appeal', { number: 'B-1' }, { on: '2026-03-11' })).toEqual(['on']);
  expect(missing('reply_appeal', { number: 'B-1' }, { on: '' })).toEqual(['on']);
});

it('every form can be opened and misses its content at first', () => {
  for (const word of Object.keys(forms) as CaseStepWord[])
    expect(missing(word).length, word).toBeGreaterThan(0);
});
