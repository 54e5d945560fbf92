import type { RosterCell, RosterMonth, RosterPerson, ShiftTurn } from '@hadir/api';
import { dayName } from './dates';
import type { Shown } from './draft.svelte';
import { t } from './i18n';

/** Class of a turn's colour; `base` looks for days off and office hours. */
export function toneOf(shown: Shown | 'pattern', turns: readonly ShiftTurn[]): string {
  if (shown === 'pattern') return 'tone-pattern';
  if (shown.kind !== 'turn') return `tone-${shown.kind}`;
  const turn = turnOf(shown.code, turns);
  return `tone-${(turn?.colour ?? 7) % 8}`;
}

export function turnOf(code: string, turns: readonly ShiftTurn[]): ShiftTurn | undefined {
  return turns.find((turn) => turn.code === code && !turn.ended) ?? turns.find((turn) => turn.code === code);
}

/** What stands in a cell. */
export function letterOf(shown: Shown | 'pattern'): string {
  if (shown === 'pattern') return '↺';
  if (shown.kind === 'turn') return shown.code.length > 4 ? shown.code.slice(0, 2) : shown.code;
  return shown.kind === 'off' ? '·' : 'K';
}

/** What a cell shows, in words. */
export function inWords(shown: Shown | 'pattern', turns: readonly ShiftTurn[]): string {
  if (shown === 'pattern') return t('pattern');
  if (shown.kind !== 'turn') return t(shown.kind);
  const turn = turnOf(shown.code, turns);
  return turn ? `${turn.name} ${turn.starts}–${turn.ends}` : shown.code;
}

/** Everything about a cell, for a reader who does not see it. */
export function labelOf(
  month: RosterMonth,
  row: RosterPerson,
  cell: RosterCell,
  shown: Shown | 'pattern',
  state: { changed: boolean; notes: readonly string[] },
): string {
  const parts = [row.person.name, dayName(cell.date), inWords(shown, month.turns)];
  if (!cell.open) parts.push(t('closedCell'));
  if (cell.leave) parts.push(t('leave', { code: cell.leave }));
  if (cell.source === 'swap') parts.push(t('swap'));
  if (cell.begun) parts.push(t('begun'));
  if (state.changed) parts.push(t('unsaved'));
  return [...parts, ...state.notes].join(', ');
}

/** Hours with one decimal at most. */
export function hoursText(minutes: number): string {
  return (Math.round(minutes / 6) / 10).toLocaleString('id');
}
