import type {
  CaseDraft,
  CaseDuty,
  CaseOrigin,
  IndicationRow,
  NewCase,
  Office,
  OpeningQuery,
  Sanction,
} from '@hadir/api';
import { caseOrigins } from '@hadir/api';
import type { Chosen } from './forms';

/** From where somebody opens a case, with the days of a row below the ladder. */
export interface OpeningFrom extends OpeningQuery {
  days?: readonly string[];
}

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
  source: string | null;
  breaches: BreachDraft[];
  people: DutyDraft[];
}

/** What a superior names without a record behind it. */
export const FREE: readonly CaseOrigin[] = ['laporan_atasan', 'kelalaian_pejabat'];

/** Where the address of the page says to open a case from. */
export function openingIn(asked: URLSearchParams): OpeningFrom | null {
  const origin = caseOrigins.find((one) => one === asked.get('open'));
  return origin ? { origin, source: asked.get('source'), person: asked.get('person') } : null;
}

/** From a row of the indications: what is below the ladder is a report, as nothing is indicated. */
export const fromRow = ({ person, days, indication }: IndicationRow, year: string): OpeningFrom =>
  indication
    ? { origin: 'indikasi', person: person.id, year }
    : { origin: 'laporan_atasan', person: person.id, days };

export const noBreach = (article = ''): BreachDraft => ({
  article,
  text: '',
  attendance: 'no',
  days: [],
  indicated: null,
});

/** The form as it opens, from what was found. `words` says what days come to. */
export function openingDraft(
  from: OpeningFrom,
  found: CaseDraft,
  words: (days: number) => string,
): OpeningDraft {
  const begun = noBreach(found.articles[0]?.article);
  const named = from.days
    ? { ...begun, attendance: 'yes' as const, days: [...from.days], text: words(from.days.length) }
    : begun;
  const breaches = found.breaches.map(({ article, text, attendance, days, indicated }) => ({
    article,
    text,
    attendance: attendance ? ('yes' as const) : ('no' as const),
    days: [...days],
    indicated,
  }));
  return {
    person: found.person && { id: found.person.id, name: found.person.name },
    office: '',
    origin: from.origin,
    source: found.source,
    breaches: breaches.length > 0 ? breaches : [named],
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
  const { person, office, origin, source, breaches, people } = draft;
  if (!person || !office || !origin || breaches.length === 0) return null;
  if (breaches.some(breachLacks) || people.some(dutyLacks) || !hasBoth(draft)) return null;
  return {
    id,
    person: person.id,
    office,
    origin,
    ...(source ? { source } : {}),
    breaches: breaches.map(({ article, text, attendance, days }) => ({
      article: article.trim(),
      text: text.trim(),
      attendance: attendance === 'yes',
      days,
    })),
    people: people.flatMap(({ duty, person: who, office: of }) =>
      duty && who && of ? [{ duty, person: who.id, office: of }] : [],
    ),
  };
}
