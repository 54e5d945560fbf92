import { boardStates, type Board, type BoardCounts } from '@hadir/api';

/** The sum of the seven groups. */
export function sumOf(counts: BoardCounts): number {
  return boardStates.reduce((sum, state) => sum + counts[state], 0);
}

export interface BoardRow {
  code: string;
  name: string;
  roster: number;
  counts: BoardCounts;
  /** False for the line of people who belong to the unit itself and to none below it. */
  isUnit: boolean;
}

/**
 * The units below, and a line for the people of the unit itself, so that the table adds up to the unit.
 *
 * The line is what is left of the unit after its children. It is left out when nothing is left.
 */
export function rowsOf(board: Board): BoardRow[] {
  const rows = board.children.map((child) => ({
    code: child.unit.code,
    name: child.unit.name,
    roster: child.roster,
    counts: child.counts,
    isUnit: true,
  }));
  if (rows.length === 0) return rows;

  const counts = { ...board.counts };
  for (const row of rows) for (const state of boardStates) counts[state] -= row.counts[state];
  const roster = board.roster - rows.reduce((sum, row) => sum + row.roster, 0);
  const nothingLeft = roster === 0 && boardStates.every((state) => counts[state] === 0);
  return nothingLeft
    ? rows
    : [...rows, { code: '', name: board.unit?.name ?? '', roster, counts, isUnit: false }];
}

/** Whether every figure on the board adds up: the unit, each line, and no line below nothing. */
export function addsUp(board: Board): boolean {
  const rows = rowsOf(board);
  return (
    sumOf(board.counts) === board.roster &&
    rows.every(
      (row) => sumOf(row.counts) === row.roster && boardStates.every((state) => row.counts[state] >= 0),
    )
  );
}
