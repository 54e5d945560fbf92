import type { CaseDuty, CaseOrigin, IndicationRow, NewCase, Office, Sanction } from '@hadir/api';
import type { Chosen } from './forms';

export interface BreachDraft {
  article: string;
  text: string;
  attendance: 'yes' | 'no';
  days: string[];
  indicated: Sanction | null;
}

export interface DutyDraft {
  duty: CaseDuty | '';
  person: Chosen | null;
  office: Office | '';
}

export interface OpeningDraft {
  person: Chosen | null;
  office: Office | '';
  origin: CaseOrigin | '';
  breaches: BreachDraft[];
  people: DutyDraft[];
}

/** The obligation to come to work and keep the hours. */
const ATTENDANCE = 'PP 94/2021 Ps 4 huruf f';

export const noBreach = (): BreachDraft => ({
  article: ATTENDANCE,
  text: '',
  attendance: 'yes',
  days: [],
  indicated: null,
});

/** The form as it opens, from an indication or from nothing. `words` says what the days come to. */
export function openingDraft(from: IndicationRow | null, words: (days: number) => string): OpeningDraft {
  return {
    person: from && { id: from.person.id, name: from.person.name },
    office: '',
    origin: from ? 'indikasi' : '',
    breaches: [
      from
        ? {
            ...noBreach(),
            text: words(from.days.length),
            days: [...from.days],
            indicated: from.indication?.sanction ?? null,
          }
        : noBreach(),
    ],
    people: (['atasan_langsung', 'bkpsdm'] as const).map((duty) => ({ duty, person: null, office: '' })),
  };
}

const blank = (text: string) => text.trim() === '';

export const breachLacks = ({ article, text }: BreachDraft) => blank(article) || blank(text);
export const dutyLacks = ({ duty, person, office }: DutyDraft) => !duty || !person || !office;

/** Whether both who examines and who verifies are named. */
export const hasBoth = ({ people }: OpeningDraft) =>
  (['atasan_langsung', 'bkpsdm'] as const).every((duty) => people.some((one) => one.duty === duty));

/** The case as the server takes it; nothing while the form is not whole. */
export function openingOf(draft: OpeningDraft, id: string): NewCase | null {
  const { person, office, origin, breaches, people } = draft;
  if (!person || !office || !origin || breaches.length === 0) return null;
  if (breaches.some(breachLacks) || people.some(dutyLacks) || !hasBoth(draft)) return null;
  return {
    id,
    person: person.id,
    office,
    origin,
    breaches: breaches.map(({ article, text, attendance, days, indicated }) => ({
      article: article.trim(),
      text: text.trim(),
      attendance: attendance === 'yes',
      days,
      indicated,
    })),
    people: people.flatMap(({ duty, person: who, office: of }) =>
      duty && who && of ? [{ duty, person: who.id, office: of }] : [],
    ),
  };
}
