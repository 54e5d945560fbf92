import {
  newId,
  type NewSidakRoll,
  type SidakWord,
  type SidakPhase,
  type SidakReceipt,
  type SidakRoll,
  type SidakRollRow,
} from '@hadir/api';
import type { ChosenFile } from '../requests/queue/types';

/** What a head said of one person, until it is sent and after. */
export interface KeptMark {
  id: string;
  word: SidakWord;
  note: string;
  sent: boolean;
}

/** A head's answer to one question. */
export interface KeptRollAnswer {
  id: string;
  text: string;
  files: ChosenFile[];
  sent: boolean;
}

/** A head's roll on this phone: what was filled in, what is on its way, and the server's word for it. */
export interface KeptRoll {
  /** The key of the sending. */
  id: string;
  marks: Record<string, KeptMark>;
  answers: Record<string, KeptRollAnswer>;
  statement: string;
  /** The head pressed the button, and the server has not spoken yet. */
  wanted: boolean;
  receipt: SidakReceipt | null;
  /** The sidak and the roll as the server last told them. */
  sidak: {
    title: string;
    phase: SidakPhase;
    headUntil: string;
    agenda: { id: number; text: string }[];
  } | null;
  roll: SidakRoll | null;
}

/** Nothing filled in yet. */
export const emptyRoll = (statement: string): KeptRoll => ({
  id: newId(),
  marks: {},
  answers: {},
  statement,
  wanted: false,
  receipt: null,
  sidak: null,
  roll: null,
});

// Whatever changes is another sending: the same key with other content would be refused.
const changed = (kept: KeptRoll, part: Partial<KeptRoll>): KeptRoll => ({
  ...kept,
  ...part,
  id: newId(),
  wanted: false,
});

/** Marks a person; the same word again takes back what was not sent. */
export function withMark(kept: KeptRoll, person: string, word: SidakWord): KeptRoll {
  const { [person]: old, ...others } = kept.marks;
  if (old?.word === word) return old.sent ? kept : changed(kept, { marks: others });
  const note = word === 'present' ? '' : (old?.note ?? '');
  const marks = { ...others, [person]: { id: newId(), word, note, sent: false } };
  return changed(kept, { marks });
}

export function withNote(kept: KeptRoll, person: string, note: string): KeptRoll {
  const old = kept.marks[person];
  if (!old || old.note === note) return kept;
  return changed(kept, { marks: { ...kept.marks, [person]: { ...old, id: newId(), note, sent: false } } });
}

/** Changes an answer; a changed one is sent anew. */
export function withAnswer(
  kept: KeptRoll,
  question: number,
  part: Partial<Pick<KeptRollAnswer, 'text' | 'files'>>,
): KeptRoll {
  const old = kept.answers[question] ?? { id: '', text: '', files: [], sent: false };
  const answers = { ...kept.answers, [question]: { ...old, ...part, id: newId(), sent: false } };
  return changed(kept, { answers });
}

export const withStatement = (kept: KeptRoll, statement: string): KeptRoll => changed(kept, { statement });

/** What is to be sent: rows and answers the server does not have yet. */
export function wireOf(kept: KeptRoll): NewSidakRoll {
  return {
    id: kept.id,
    statement: kept.statement.trim(),
    rows: Object.entries(kept.marks)
      .filter(([, mark]) => !mark.sent)
      .map(([person, { id, word, note }]) => ({ id, person, word, note: note.trim() })),
    answers: Object.entries(kept.answers)
      .filter(([, answer]) => !answer.sent && answer.text.trim() !== '')
      .map(([question, { id, text, files }]) => ({
        id,
        question: Number(question),
        text: text.trim(),
        files: files.map(({ sha256 }) => sha256),
      })),
  };
}

/** The same with new keys, after the server knew an old one with other words. */
export const renewed = (kept: KeptRoll): KeptRoll => ({
  ...kept,
  id: newId(),
  marks: Object.fromEntries(
    Object.entries(kept.marks).map(([person, mark]) => [person, mark.sent ? mark : { ...mark, id: newId() }]),
  ),
  answers: Object.fromEntries(
    Object.entries(kept.answers).map(([at, answer]) => [
      at,
      answer.sent ? answer : { ...answer, id: newId() },
    ]),
  ),
});

/** Files of answers on their way. */
export const filesOf = (kept: KeptRoll): ChosenFile[] =>
  Object.values(kept.answers)
    .filter((answer) => !answer.sent && answer.text.trim() !== '')
    .flatMap(({ files }) => files.filter(({ bytes }) => bytes !== null));

/** Takes the server's word for what was sent; what was changed meanwhile stays to be sent. */
export function settled(kept: KeptRoll, sent: NewSidakRoll, receipt: SidakReceipt): KeptRoll {
  const rows = new Set(sent.rows.map(({ id }) => id));
  const answers = new Set(sent.answers.map(({ id }) => id));
  const isSame = kept.id === sent.id;
  return {
    ...kept,
    id: isSame ? newId() : kept.id,
    wanted: isSame ? false : kept.wanted,
    receipt,
    marks: Object.fromEntries(
      Object.entries(kept.marks).map(([person, mark]) => [
        person,
        rows.has(mark.id) ? { ...mark, sent: true } : mark,
      ]),
    ),
    answers: Object.fromEntries(
      Object.entries(kept.answers).map(([question, answer]) => [
        question,
        answers.has(answer.id)
          ? { ...answer, sent: true, files: answer.files.map((file) => ({ ...file, bytes: null })) }
          : answer,
      ]),
    ),
  };
}

const UNHEARD: readonly SidakRollRow['state'][] = ['belum_terdengar', 'tidak_menjawab', 'tidak_terjangkau'];

/** Whether the head is asked about a person: due, and neither heard from nor spoken for. */
export const isUnheard = (row: SidakRollRow) => UNHEARD.includes(row.state);

/** Who was not heard from, then the others, each by name. */
export function parted(rows: readonly SidakRollRow[]): { unheard: string[]; rest: string[] } {
  const named = [...rows].sort((a, b) => a.person.name.localeCompare(b.person.name, 'id'));
  return {
    unheard: named.filter(isUnheard).map(({ person }) => person.id),
    rest: named.filter((row) => !isUnheard(row)).map(({ person }) => person.id),
  };
}
