import type { PayDuty, PayStep, PayStepWord, ResumeItem } from '@hadir/api';

/** What the form of a step asks. */
export interface PayDraft {
  /** `yes` or `no`, where the step says one of both. */
  answer: string;
  number: string;
  text: string;
  from: string;
  to: string;
  items: ResumeItem[];
  duty: PayDuty | '';
  person: { id: string; name: string } | null;
  on: string;
}

export type PayField = Exclude<keyof PayDraft, 'on'>;

/** The fields of each step, in the order they are asked. */
export const fieldsOf: Record<PayStepWord, readonly PayField[]> = {
  notify: [],
  verify: ['answer', 'text'],
  pass: ['number'],
  decide: ['answer', 'number', 'text'],
  propose_resume: ['number', 'from', 'to', 'items'],
  resume: ['answer', 'number', 'text'],
  dissolve: ['text'],
  assign: ['duty', 'person', 'text'],
};

export const emptyDraft = (today: string): PayDraft => ({
  answer: '',
  number: '',
  text: '',
  from: '',
  to: '',
  items: [],
  duty: '',
  person: null,
  on: today,
});

/** The fields of a step that are not filled in. Which items a proposal needs the server says. */
export function missingIn(word: PayStepWord, draft: PayDraft, today: string): Set<keyof PayDraft> {
  const empty = fieldsOf[word].filter((field) => {
    const value = draft[field];
    if (typeof value === 'string') return value.trim() === '';
    return Array.isArray(value) ? value.length === 0 : value === null;
  });
  const day = draft.on === '' || draft.on > today ? (['on'] as const) : [];
  return new Set([...empty, ...day]);
}

/** The step as it is sent. */
export function stepOf(word: PayStepWord, draft: PayDraft): PayStep | null {
  const [number, text, yes] = [draft.number.trim(), draft.text.trim(), draft.answer === 'yes'];
  switch (word) {
    case 'verify':
      return { step: word, stands: yes, text };
    case 'pass':
      return { step: word, number };
    case 'decide':
      return { step: word, stop: yes, number, text };
    case 'propose_resume':
      return { step: word, number, recap: [draft.from, draft.to], items: [...draft.items].sort() };
    case 'resume':
      return { step: word, resume: yes, number, text };
    case 'dissolve':
      return { step: word, text };
    case 'assign':
      return draft.duty && draft.person ? { step: word, duty: draft.duty, to: draft.person.id, text } : null;
    default:
      return null;
  }
}
