import type { Board } from '@hadir/api';

/** A share in tenths of a percent, rounded down so that it never looks better than it is; null when nobody is due. */
export function shareOf({
  numerator,
  denominator,
}: {
  numerator: number;
  denominator: number;
}): number | null {
  return denominator === 0 ? null : Math.floor((numerator * 1000) / denominator) / 10;
}

/** Whether groups, sites and figures add up to the roster, each row within itself too. */
export function extrasAddUp(board: Board): boolean {
  const sum = (counts: Board['counts']) => Object.values(counts).reduce((all, one) => all + one, 0);
  const fits = (rows: readonly { roster: number; counts: Board['counts'] }[]) =>
    rows.reduce((all, row) => all + row.roster, 0) === board.roster &&
    rows.every((row) => sum(row.counts) === row.roster);
  const { denominator, excluded_libur, excluded_belum_waktunya } = board.figures;
  return (
    fits(board.groups) &&
    fits(board.sites) &&
    denominator + excluded_libur + excluded_belum_waktunya === board.roster
  );
}
