import type { CaseDue, CaseRow, CaseStepWord } from '@hadir/api';

/** What the person may do about their own case, in the order of the process. */
export const ownSteps = ['explain', 'claim_reason', 'add_statement', 'object', 'appeal'] as const;
export type OwnStep = (typeof ownSteps)[number];

export const ownStepsIn = (can: readonly CaseStepWord[]): OwnStep[] =>
  ownSteps.filter((step) => can.includes(step));

export interface Waiting {
  id: string;
  what: 'explain' | 'object' | 'appeal' | 'summons';
  until: string | null;
}

/** Own cases in which something waits for the person, the earliest day first. */
export function waitingIn(rows: readonly CaseRow[]): Waiting[] {
  const found = rows.flatMap((row): Waiting[] => {
    if (row.sight !== 'milik_sendiri' || row.closed) return [];
    for (const { what, until } of row.due)
      if (what === 'explain' || what === 'object' || what === 'appeal') return [{ id: row.id, what, until }];
    const summoned = row.stage === 'panggilan_1' || row.stage === 'panggilan_2';
    return summoned ? [{ id: row.id, what: 'summons', until: dayOf(row.due) }] : [];
  });
  return found.sort((a, b) => (a.until ?? '9999').localeCompare(b.until ?? '9999'));
}

const dayOf = (due: readonly CaseDue[]) => due.find(({ what }) => what === 'examine')?.until ?? null;

/** Whether a case of somebody else waits for a step of the person. */
export const hasDuty = (rows: readonly CaseRow[], person: string): boolean =>
  rows.some(
    ({ sight, due }) =>
      sight !== 'milik_sendiri' && due.some(({ who }) => who.some(({ id }) => id === person)),
  );
