import type { ParityCompared, ParityGroup, ParityKind, ParityRate, ParityView } from '@hadir/api';
import { partsOf, pointsText, shareText } from '../stages/figures';
import { t } from './words';

/** The name of a kind, of several that are laid together, or of all. */
export const kindsText = (kinds: readonly ParityKind[]): string =>
  kinds.length === 0 ? t('all') : kinds.map((kind) => t(`kind.${kind}`)).join(' + ');

export const kindText = (kind: ParityKind | null | undefined): string => kindsText(kind ? [kind] : []);

/** `-0.0123` as people read it: -1,23; null of nothing. */
export const points = (share: string | null | undefined): string | null => pointsText(partsOf(share));

/** One sentence on what can be said of a rate beside that of the reference; null where there is none. */
export function saidOf(
  compared: ParityCompared | null | undefined,
  view: Pick<ParityView, 'reference' | 'few_people'>,
): string | null {
  if (!compared || !view.reference) return null;
  return t(`said.${compared.compared}`, {
    reference: kindText(view.reference),
    few: view.few_people,
    points: points(compared.difference) ?? '',
    low: points(compared.low) ?? '',
    high: points(compared.high) ?? '',
  });
}

/** A rate as people read it; a dash of nothing. */
export const rateText = (rate: ParityRate | null | undefined): string => shareText(rate?.rate);

/** Whether the parts of a group are its roster, and those of its days due these. */
export function addsUp(group: ParityGroup): boolean {
  const { hadir, tugas_luar, beralasan, tanpa_keterangan } = group.measures;
  const due = hadir.days + tugas_luar.days + beralasan.days + tanpa_keterangan.days;
  return due === group.due && group.roster === group.free + group.waiting + group.due;
}

/** Counts by level in one line: 3 / 1 / 0. */
export const levelsText = (levels: Record<string, number>): string =>
  ['ringan', 'sedang', 'berat'].map((level) => String(levels[level] ?? 0)).join(' / ');

/** The widest upper bound of some rates, so that bars beside each other share a scale; never nothing. */
export const scaleOf = (rates: readonly (ParityRate | null | undefined)[]): number =>
  Math.max(...rates.map((rate) => partsOf(rate?.high) ?? 0), 100);

/** A date of an address; empty for what is none. */
export const dateIn = (text: string | null): string => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '');
