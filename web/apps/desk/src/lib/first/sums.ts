import { standings, type FirstDayRow, type FirstDayShown } from '@hadir/api';

/** Whether a row is whole: its cells are everybody, and what is due is what is known of them. */
export function rowAddsUp(row: FirstDayRow): boolean {
  const cells = standings.reduce((sum, standing) => sum + row.cells[standing], 0);
  const known = row.present + row.excused + row.away + row.open + row.cells.tanpa_keterangan;
  return cells === row.roster && row.due + row.excluded === row.roster && known === row.due;
}

/** Whether everything on the page adds up: every row, offices and groups to the whole. */
export function dayAddsUp(day: FirstDayShown): boolean {
  const sum = (rows: readonly { row: FirstDayRow }[]) => rows.reduce((all, { row }) => all + row.roster, 0);
  const rows = [day.row, ...[...day.offices, ...day.groups].map(({ row }) => row)];
  return (
    rows.every(rowAddsUp) &&
    sum(day.offices) === day.row.roster &&
    sum(day.groups) === day.row.roster &&
    day.offices.every((office) => sum(office.groups) === office.row.roster)
  );
}

/** The day a page opens with: the one asked for, else today's, else the newest that has come, else the next. */
export function dayToOpen(asked: string | null, today: string, days: readonly string[]): string | null {
  if (asked && days.includes(asked)) return asked;
  return days.findLast((day) => day <= today) ?? days[0] ?? null;
}
