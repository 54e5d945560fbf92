import type { MyRoster, RosterCell } from '@hadir/api';
import { t } from './i18n';

/** What a day asks for, in words. */
export function dutyOf(cell: RosterCell, turns: MyRoster['turns']): string {
  if (cell.kind === 'off') return cell.off ?? t('off');
  if (cell.kind === 'office') return t('office');
  return turns.find((turn) => turn.code === cell.code)?.name ?? cell.code ?? '';
}

/** When, in the local time of the place of duty; empty on a day off. */
export function hoursOf(cell: RosterCell): string {
  if (!cell.starts || !cell.ends) return '';
  const span = `${cell.starts}–${cell.ends}`.replaceAll(':', '.');
  return cell.ends <= cell.starts ? `${span} (${t('overnight')})` : span;
}
