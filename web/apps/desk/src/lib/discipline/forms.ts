import type { Chosen } from '$lib/people/choice';
import {
  caseDuties,
  caseOffices,
  caseOutcomes,
  closeReasons,
  councilViews,
  headViews,
  moralForms,
  sanctionLevels,
  sanctions,
  type CaseStep,
  type CaseStepWord,
  type CaseView,
  type EmployeeType,
  type Office,
  type Punishment,
  type Sanction,
  type SanctionLevel,
  type TeamElement,
} from '@hadir/api';
import type { CaseKey } from '@hadir/ui/discipline';
import type { DisciplineKey } from './i18n';
import { fitsType, officeOf } from './looks';

export type { Chosen };

export interface SeatDraft {
  person: Chosen | null;
  office: Office | '';
  element: TeamElement | '';
  role: '' | 'chair' | 'secretary';
}

export interface SignatureDraft {
  person: Chosen;
  signed: 'yes' | 'no';
  reason: string;
}

export interface PunishmentDraft {
  kind: '' | Punishment['kind'];
  sanction: Sanction | '';
  level: SanctionLevel | '';
  text: string;
  source: string;
}

/** What a form holds while somebody fills it in. A step has at most one of each part that is more than text. */
export interface Draft {
  on: string;
  /** Lines, days and choices by the name of their field. */
  text: Record<string, string>;
  person: Chosen | null;
  days: string[];
  seats: SeatDraft[];
  exchanges: { question: string; answer: string }[];
  signatures: SignatureDraft[];
  punishment: PunishmentDraft;
}

/** Words of a choice: the ones shared with the phone, or the desk's own. */
type Word = { shared: CaseKey } | { own: DisciplineKey } | { said: string };
export interface Option {
  value: string;
  word: Word;
}

interface Named {
  name: string;
  label: DisciplineKey;
  hint?: DisciplineKey;
  optional?: boolean;
  /** Shown only then. */
  when?: (draft: Draft, of: CaseView) => boolean;
}

export type Field = Named &
  (
    | { kind: 'line' | 'text'; start?: (of: CaseView) => string }
    | { kind: 'date' | 'time' }
    | {
        kind: 'choice';
        options: (of: CaseView) => Option[];
        start?: (of: CaseView, me: string | null) => string;
      }
    | { kind: 'person' | 'days' | 'exchanges' | 'signatures' | 'punishment' }
    | { kind: 'seats'; team: boolean }
  );

export interface Form {
  fields: readonly Field[];
  /** Others rely on it at once and it is never taken back: somebody makes sure first. */
  grave?: boolean;
}

const shared = <Value extends string>(prefix: string, values: readonly Value[]): Option[] =>
  values.map((value) => ({ value, word: { shared: `${prefix}.${value}` as CaseKey } }));
const own = <Value extends string>(prefix: string, values: readonly Value[]): Option[] =>
  values.map((value) => ({ value, word: { own: `${prefix}.${value}` as DisciplineKey } }));
const yesNo: Option[] = [
  { value: 'yes', word: { shared: 'yes' } },
  { value: 'no', word: { shared: 'no' } },
];

const number: Field = { kind: 'line', name: 'number', label: 'f.number' };
const text: Field = { kind: 'text', name: 'text', label: 'f.text', hint: 'f.textHint' };
const instead: Field = {
  kind: 'punishment',
  name: 'instead',
  label: 'f.instead',
  when: ({ text: { outcome } }) => ['diringankan', 'diperberat', 'diubah'].includes(outcome ?? ''),
};
const outcome = (without: readonly string[] = []): Field => ({
  kind: 'choice',
  name: 'outcome',
  label: 'f.outcome',
  options: () =>
    shared(
      'outcome',
      caseOutcomes.filter((one) => !without.includes(one)),
    ),
});
const isMoral = ({ text: { view } }: Draft) => view?.startsWith('sanksi_moral') ?? false;

export const levelOptions = () => own('level', sanctionLevels);
export const officeOptions = () => own('office', caseOffices);
export const sanctionOptions = (type: EmployeeType): Option[] =>
  own(
    'sanction',
    sanctions.filter((one) => fitsType(one, type)),
  );

/** Everybody who has a duty in a case, and its team, each once. */
export function peopleOf(of: Pick<CaseView, 'people' | 'team'>): Chosen[] {
  const all = [...of.people.map(({ person }) => person), ...of.team.map(({ person }) => person)];
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}

/** Steps whose letter has a number of its own, which the server proposes. */
export const numbered: readonly CaseStepWord[] = [
  'summon',
  'form_team',
  'free_from_duties',
  'examine',
  'record_absence',
  'report',
  'decide',
  'hand_over',
];

/** What each step asks for. The person's own steps are on their phone. */
export const forms: Partial<Record<CaseStepWord, Form>> = {
  assign: {
    fields: [
      { kind: 'choice', name: 'duty', label: 'f.duty', options: () => own('duty', caseDuties) },
      { kind: 'person', name: 'person', label: 'f.person' },
      { kind: 'choice', name: 'office', label: 'f.officeOf', options: officeOptions },
    ],
  },
  release: {
    grave: true,
    fields: [
      {
        kind: 'choice',
        name: 'holder',
        label: 'f.holder',
        options: ({ people }) =>
          people.map(({ duty, duty_text, person }) => ({
            value: `${duty} ${person.id}`,
            word: { said: `${person.name}, ${duty_text}` },
          })),
      },
      { kind: 'choice', name: 'involved', label: 'f.involved', hint: 'f.involvedHint', options: () => yesNo },
      text,
    ],
  },
  ask: {
    fields: [
      { kind: 'text', name: 'text', label: 'f.question', hint: 'f.questionHint' },
      { kind: 'date', name: 'until', label: 'f.until', hint: 'f.untilHint' },
    ],
  },
  head_look: {
    grave: true,
    fields: [{ kind: 'choice', name: 'view', label: 'f.view', options: () => own('head', headViews) }, text],
  },
  form_council: {
    fields: [
      number,
      { kind: 'seats', team: false, name: 'members', label: 'f.council', hint: 'f.councilHint' },
    ],
  },
  recommend: {
    grave: true,
    fields: [
      { kind: 'choice', name: 'view', label: 'f.recommend', options: () => own('council', councilViews) },
      {
        kind: 'choice',
        name: 'moral',
        label: 'f.moral',
        options: () => shared('moral', moralForms),
        when: isMoral,
      },
      { kind: 'line', name: 'votesFor', label: 'f.votesFor', hint: 'f.votesHint', optional: true },
      { kind: 'line', name: 'votesAgainst', label: 'f.votesAgainst', optional: true },
      text,
    ],
  },
  moral: {
    grave: true,
    fields: [
      number,
      { kind: 'choice', name: 'form', label: 'f.moral', options: () => shared('moral', moralForms) },
    ],
  },
  verify: {
    grave: true,
    fields: [
      {
        kind: 'choice',
        name: 'level',
        label: 'f.level',
        hint: 'f.levelHint',
        options: () => [...levelOptions(), { value: 'none', word: { own: 'noBreach' } }],
      },
      text,
    ],
  },
  summon: {
    grave: true,
    fields: [
      number,
      { kind: 'date', name: 'examine_on', label: 'f.examineOn', hint: 'f.examineOnHint' },
      { kind: 'time', name: 'at', label: 'f.at' },
      { kind: 'line', name: 'place', label: 'f.place' },
      {
        kind: 'choice',
        name: 'before',
        label: 'f.before',
        options: (of) => peopleOf(of).map(({ id, name }) => ({ value: id, word: { said: name } })),
        start: (of, me) => (peopleOf(of).some(({ id }) => id === me) ? (me ?? '') : ''),
      },
    ],
  },
  form_team: {
    fields: [number, { kind: 'seats', team: true, name: 'members', label: 'f.team', hint: 'f.teamHint' }],
  },
  free_from_duties: { grave: true, fields: [number, { kind: 'date', name: 'from', label: 'f.from' }] },
  examine: {
    grave: true,
    fields: [
      number,
      { kind: 'exchanges', name: 'exchanges', label: 'f.exchanges', hint: 'f.exchangesHint' },
      { kind: 'text', name: 'statement', label: 'f.statement', optional: true },
      { kind: 'signatures', name: 'signatures', label: 'f.signatures', hint: 'f.signaturesHint' },
    ],
  },
  record_absence: { grave: true, fields: [number] },
  report: {
    grave: true,
    fields: [
      number,
      { kind: 'text', name: 'aggravating', label: 'f.aggravating' },
      { kind: 'text', name: 'mitigating', label: 'f.mitigating' },
      { kind: 'text', name: 'impact', label: 'f.impact' },
      { kind: 'punishment', name: 'proposed', label: 'f.proposed' },
    ],
  },
  decide: {
    grave: true,
    fields: [
      number,
      { kind: 'punishment', name: 'punishment', label: 'f.punishment' },
      {
        kind: 'text',
        name: 'articles',
        label: 'f.articles',
        hint: 'f.articlesHint',
        start: ({ breaches }) => [...new Set(breaches.map(({ article }) => article))].join('\n'),
      },
      {
        kind: 'choice',
        name: 'office',
        label: 'f.office',
        options: officeOptions,
        start: (of, me) =>
          of.people.find(({ duty, person }) => duty === 'pejabat_berwenang' && person.id === me)?.office ??
          officeOf(of, me),
      },
      text,
    ],
  },
  hand_over: {
    grave: true,
    fields: [
      number,
      { kind: 'choice', name: 'present', label: 'f.present', hint: 'f.presentHint', options: () => yesNo },
    ],
  },
  send: { fields: [{ kind: 'text', name: 'text', label: 'f.sent', hint: 'f.sentHint' }] },
  receive: {
    grave: true,
    fields: [{ kind: 'text', name: 'text', label: 'f.received', hint: 'f.receivedHint' }],
  },
  answer_objection: { grave: true, fields: [outcome(), instead, number, text] },
  reply_appeal: { fields: [number] },
  decide_appeal: { grave: true, fields: [outcome(), instead, number] },
  recount: {
    grave: true,
    fields: [
      {
        kind: 'choice',
        name: 'indicated',
        label: 'f.indicated',
        options: ({ employee_type }) => [
          { value: 'none', word: { own: 'noBreach' } },
          ...sanctionOptions(employee_type),
        ],
        start: ({ ground }) => (ground ? (ground.now ?? 'none') : ''),
      },
      { kind: 'days', name: 'days', label: 'f.days', optional: true },
      text,
    ],
  },
  // Nobody makes it heavier by looking again.
  review: { grave: true, fields: [outcome(['diperberat']), instead, number, text] },
  close: {
    grave: true,
    fields: [
      { kind: 'choice', name: 'reason', label: 'f.reason', options: () => own('close', closeReasons) },
      text,
    ],
  },
  reopen: { fields: [text] },
};

/** The fields that are shown now. */
export const shownFields = (form: Form, draft: Draft, of: CaseView): Field[] =>
  form.fields.filter(({ when }) => when?.(draft, of) ?? true);

export const noPunishment = (): PunishmentDraft => ({
  kind: '',
  sanction: '',
  level: '',
  text: '',
  source: '',
});
export const noSeat = (): SeatDraft => ({ person: null, office: '', element: '', role: '' });

// What stands in the record is in the language of the papers, whatever the pages are in.
const OPENING = [
  'Apakah Saudara sudah menerima surat panggilan dan mengerti maksud pemeriksaan ini?',
  'Apakah Saudara dalam keadaan sehat dan bersedia diperiksa serta memberi keterangan yang sebenarnya?',
];
const CLOSING = [
  'Apakah masih ada keterangan lain yang ingin Saudara sampaikan?',
  'Apakah semua keterangan Saudara benar dan diberikan tanpa tekanan dari siapa pun?',
];

/** A form as it opens. */
export function emptyDraft(form: Form, of: CaseView, me: Chosen | null): Draft {
  const text: Record<string, string> = {};
  for (const field of form.fields) {
    if (field.kind === 'choice') text[field.name] = field.start?.(of, me?.id ?? null) ?? '';
    else if (field.kind === 'line' || field.kind === 'text') text[field.name] = field.start?.(of) ?? '';
    else if (field.kind === 'date' || field.kind === 'time') text[field.name] = '';
  }
  const signers = [of.person, ...(me ? [me] : []), ...of.team.map(({ person }) => person)];
  const once = new Map(signers.map(({ id, name }) => [id, { id, name }]));
  return {
    on: of.today,
    text,
    person: null,
    // What is left by the days as they are now is what a recount writes down.
    days:
      of.ground?.left ??
      [...new Set(of.breaches.filter((one) => one.attendance).flatMap((one) => one.days))].sort(),
    seats: seatsOf(form),
    exchanges: [...OPENING, '', ...CLOSING].map((question) => ({ question, answer: '' })),
    signatures: [...once.values()].map((person) => ({ person, signed: 'yes', reason: '' })),
    punishment: noPunishment(),
  };
}

/** A team is of three, a council of five: chair, secretary and three others. */
function seatsOf(form: Form): SeatDraft[] {
  const field = form.fields.find(({ kind }) => kind === 'seats');
  const roles: SeatDraft['role'][] = ['chair', 'secretary', '', '', ''];
  const count = field?.kind === 'seats' && !field.team ? 5 : 3;
  return roles.slice(0, count).map((role) => ({ ...noSeat(), role }));
}

const blank = (value: string | undefined) => (value ?? '').trim() === '';

/** Fields that still lack something, by name; the day too. */
export function missingIn(form: Form, draft: Draft, of: CaseView): Set<string> {
  const missing = new Set<string>();
  if (draft.on === '' || draft.on > of.today) missing.add('on');
  for (const field of shownFields(form, draft, of))
    if (!field.optional && lacks(field, draft)) missing.add(field.name);
  const [votes, against] = [draft.text.votesFor ?? '', draft.text.votesAgainst ?? ''];
  for (const [name, value, other] of [
    ['votesFor', votes, against],
    ['votesAgainst', against, votes],
  ] as const)
    if (blank(value) ? !blank(other) : !/^\d{1,3}$/.test(value.trim())) missing.add(name);
  return missing;
}

function lacks(field: Field, draft: Draft): boolean {
  switch (field.kind) {
    case 'person':
      return draft.person === null;
    case 'days':
      return draft.days.length === 0;
    case 'seats':
      return draft.seats.length === 0 || draft.seats.some((one) => seatLacks(one, field.team));
    case 'exchanges':
      return (
        draft.exchanges.length === 0 ||
        draft.exchanges.some(({ question, answer }) => blank(question) || blank(answer))
      );
    case 'signatures':
      return draft.signatures.some(({ signed, reason }) => signed === 'no' && blank(reason));
    case 'punishment':
      return punishmentOf(draft.punishment) === null;
    default:
      return blank(draft.text[field.name]);
  }
}

export const seatLacks = ({ person, office, element }: SeatDraft, team: boolean): boolean =>
  person === null || office === '' || (team && element === '');

/** What was chosen as a punishment; nothing while it is not whole. */
export function punishmentOf(draft: PunishmentDraft): Punishment | null {
  const [text, source] = [draft.text.trim(), draft.source.trim()];
  if (draft.kind === 'listed') return draft.sanction ? { kind: 'listed', sanction: draft.sanction } : null;
  if (draft.kind === 'none') return text ? { kind: 'none', text } : null;
  if (draft.kind !== 'by_contract' || !draft.level || !text || !source) return null;
  return { kind: 'by_contract', level: draft.level, text, source };
}

const lines = (value: string) =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The step a whole form makes, as the server takes it. */
export function stepOf(word: CaseStepWord, draft: Draft, of: CaseView): CaseStep {
  const form = forms[word];
  const json: Record<string, unknown> = {};
  for (const field of form ? shownFields(form, draft, of) : []) json[field.name] = valueOf(field, draft);
  return { step: word, ...reshaped(word, json, draft) } as CaseStep;
}

function valueOf(field: Field, draft: Draft): unknown {
  const value = (draft.text[field.name] ?? '').trim();
  switch (field.kind) {
    case 'person':
      return draft.person?.id;
    case 'days':
      return draft.days;
    case 'seats':
      return draft.seats.map(({ person, office, element, role }) => ({
        person: person?.id,
        office,
        ...(field.team ? { element } : {}),
        chair: role === 'chair',
        secretary: role === 'secretary',
      }));
    case 'exchanges':
      return draft.exchanges.map(({ question, answer }) => ({
        question: question.trim(),
        answer: answer.trim(),
      }));
    case 'signatures':
      return draft.signatures.map(({ person, signed, reason }) => ({
        person: person.id,
        signed: signed === 'yes',
        reason: signed === 'yes' ? null : reason.trim(),
      }));
    case 'punishment':
      return punishmentOf(draft.punishment);
    case 'time':
      return value.length === 5 ? `${value}:00` : value;
    default:
      return value === '' ? null : value;
  }
}

/** Where the step nests or names things otherwise than the form. */
function reshaped(
  word: CaseStepWord,
  json: Record<string, unknown>,
  { text }: Draft,
): Record<string, unknown> {
  switch (word) {
    case 'assign':
      return { assigned: json };
    case 'release': {
      const [duty, person] = (text.holder ?? '').split(' ');
      return { duty, person, involved: json.involved === 'yes', text: json.text };
    }
    case 'recommend': {
      const { view, moral = null, votesFor, votesAgainst, text: why } = json;
      const votes = votesFor === null ? null : [Number(votesFor), Number(votesAgainst)];
      return { view, moral, votes, text: why };
    }
    case 'verify':
      return { ...json, level: json.level === 'none' ? null : json.level };
    case 'recount':
      return { ...json, indicated: json.indicated === 'none' ? null : json.indicated };
    case 'hand_over':
      return { ...json, present: json.present === 'yes' };
    case 'decide':
      return { decision: { ...json, articles: lines(text.articles ?? '') } };
    case 'answer_objection':
    case 'decide_appeal':
    case 'review':
      return { instead: null, ...json };
    default:
      return json;
  }
}
