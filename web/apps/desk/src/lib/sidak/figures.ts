import {
  sidakStates,
  type SidakBoard,
  type SidakBoardOffice,
  type SidakCounts,
  type SidakFigures,
  type SidakPhase,
} from '@hadir/api';

/** Everybody in the words of a part of the roster. */
export const sumOf = (counts: SidakCounts) => sidakStates.reduce((sum, state) => sum + counts[state], 0);

/** The share of those due who are there, in percent with one decimal; nothing where nobody is due. */
export function shareOf({ there, due }: Pick<SidakFigures, 'there' | 'due'>): number | null {
  return due === 0 ? null : Math.round((there * 1000) / due) / 10;
}

const holds = (part: SidakFigures) =>
  sumOf(part.counts) === part.roster &&
  part.there <= part.due &&
  part.due <= part.roster &&
  sidakStates.every((state) => part.counts[state] >= 0);

function together(parts: readonly SidakFigures[], whole: SidakFigures): boolean {
  const all = (of: (part: SidakFigures) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  return (
    all((part) => part.roster) === whole.roster &&
    all((part) => part.due) === whole.due &&
    all((part) => part.there) === whole.there &&
    sidakStates.every((state) => all((part) => part.counts[state]) === whole.counts[state])
  );
}

/** Whether every figure adds up: the whole, each office, each group, and both tables to the whole. */
export function addsUp(board: SidakBoard): boolean {
  return (
    holds(board) &&
    board.offices.every(holds) &&
    board.groups.every(holds) &&
    together(board.offices, board) &&
    together(board.groups, board)
  );
}

/** Where a sidak stands at a moment by the server's clock: the call ends by itself, only an officer closes. */
export function phaseAt(of: { phase: SidakPhase; ends_at: string }, nowMs: number): SidakPhase {
  if (of.phase !== 'calling') return of.phase;
  return nowMs < Date.parse(of.ends_at) ? 'calling' : 'heads';
}

/** Hours, minutes and seconds until an instant as a clock shows them, `4.59` or `1.02.07`; never below nought. */
export function leftUntil(instant: string, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(instant) - nowMs) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}.${two(minutes)}.${two(seconds % 60)}` : `${minutes}.${two(seconds % 60)}`;
}

export const orders = ['name', 'share', 'heads'] as const;
export type Order = (typeof orders)[number];

/** Offices in an order; those with nobody due stand last where the share decides. */
export function inOrder(offices: readonly SidakBoardOffice[], order: Order): SidakBoardOffice[] {
  const byName = (a: SidakBoardOffice, b: SidakBoardOffice) => a.unit.name.localeCompare(b.unit.name, 'id');
  const share = (one: SidakBoardOffice) => (one.due === 0 ? 2 : one.there / one.due);
  return [...offices].sort((a, b) => {
    if (order === 'share') return share(a) - share(b) || byName(a, b);
    if (order === 'heads')
      return Number(a.attested_at !== null) - Number(b.attested_at !== null) || byName(a, b);
    return byName(a, b);
  });
}
