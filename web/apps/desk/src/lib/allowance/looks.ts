import type { AllowanceRow, AllowanceTotals } from '@hadir/api';

export const parts = ['people', 'months', 'amounts', 'whatif'] as const;
export type Part = (typeof parts)[number];

/** Stands for everybody, where nobody chose a unit yet. */
export const EVERYBODY = '*';

/** A chosen unit as the server takes it: null for everybody. */
export const asked = (unit: string): string | null => (unit === EVERYBODY ? null : unit);

/** The columns with sums. */
export const money = ['tpp', 'cut', 'carried', 'total', 'net'] as const;
export type Money = (typeof money)[number];

/** What a row adds to the sum of its column; whoever has no amount may still have a difference of earlier months. */
export function adds(row: AllowanceRow, column: Money): number {
  if (column === 'tpp') return row.tpp_rupiah ?? 0;
  if (column === 'net') return row.net_rupiah ?? -row.total_rupiah;
  return row[`${column}_rupiah`];
}

/** The columns whose rows do not make the sum; only to be asked once all rows are there. */
export function notAddingUp(rows: readonly AllowanceRow[], totals: AllowanceTotals): Money[] {
  return money.filter(
    (column) => rows.reduce((sum, row) => sum + adds(row, column), 0) !== totals[`${column}_rupiah`],
  );
}

/** An example of the sheet of amounts; its only row is nobody's. */
export const EXAMPLE =
  'nip;tpp_rupiah;struktural;mulai;dasar\r\n' +
  '209901012020121001;4.000.000;tidak;2026-01-01;Keputusan Wali Kota 7/2026\r\n';
