import { file, json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type AllowanceSchedule = Schema['AllowanceSchedule'];
export type AllowanceRow = Schema['AllowanceRow'];
export type AllowancePage = Schema['AllowancePage'];
export type AllowanceTotals = Schema['AllowanceTotals'];
export type AllowanceLine = Schema['AllowanceLine'];
export type CarriedLine = Schema['CarriedLine'];
export type AllowanceOfPerson = Schema['AllowanceOfPerson'];
export type AmountsTaken = Schema['AmountsTaken'];
export type AllowanceCompared = Schema['AllowanceCompared'];
export type AllowanceChange = Schema['AllowanceChange'];
export type AllowanceMonth = Omit<Schema['AllowanceMonth'], 'state'> & {
  state: 'proposed' | 'paid' | 'refused';
};

const id = encodeURIComponent;

/** Calls of the allowance, apart from the others: most pages never need them. */
export const allowanceApi = {
  mine: (month: string, signal?: AbortSignal) =>
    json<AllowanceOfPerson>('/me/allowance', { query: { month }, signal }),
  /** `unit` is null for the caller's own, or everybody. */
  page: (
    query: { month: string; unit: string | null; q?: string; after?: string | null },
    signal?: AbortSignal,
  ) => json<AllowancePage>('/allowance', { query, signal }),
  person: (person: string, month: string, signal?: AbortSignal) =>
    json<AllowanceOfPerson>(`/allowance/${id(person)}`, { query: { month }, signal }),
  export: (format: 'xlsx' | 'csv', month: string, unit: string | null) =>
    file('/allowance/export', `tpp-${month}.${format}`, { query: { month, unit, format } }),

  months: (month: string, signal?: AbortSignal) =>
    json<{ items: AllowanceMonth[] }>('/allowance/months', { query: { month }, signal }),
  propose: (proposal: { id: string; month: string; unit: string | null }) =>
    json<AllowanceMonth>('/allowance/months', { method: 'POST', json: proposal }),
  decide: (of: string, word: { id: string; decision: 'confirm' | 'reject'; reason: string }) =>
    json<AllowanceMonth>(`/allowance/months/${id(of)}/decide`, { method: 'POST', json: word }),

  /** Takes a sheet of amounts in; `dryRun` only looks. */
  amounts: (sheet: File, dryRun: boolean) => {
    const form = new FormData();
    // Fields first, so that a server reading in order knows them when the file comes.
    form.set('dry_run', String(dryRun));
    form.set('file', sheet, sheet.name);
    return json<AmountsTaken>('/allowance/amounts', { method: 'POST', form });
  },

  schedules: (signal?: AbortSignal) =>
    json<{ items: AllowanceSchedule[] }>('/allowance/schedules', { signal }),
  /** By another schedule, or by the text of a pack. */
  suppose: (
    asked: { month: string; unit: string | null } & ({ schedule: string } | { pack: string }),
    signal?: AbortSignal,
  ) => json<AllowanceCompared>('/allowance/whatif', { method: 'POST', json: asked, signal }),
};
