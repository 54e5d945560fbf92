import type { PublicDefinition, PublicFigure, PublicTable } from '@hadir/api';
import { inLanguage } from '../i18n/language.svelte';

/** The colour of a figure; what is merged across kinds has none of its own. */
const TONES: Record<string, string> = {
  hadir: 'good',
  tepat_waktu: 'good',
  terlambat: 'late',
  di_luar: 'away',
  tk: 'missing',
  berizin_libur_belum: 'excused',
  cuti_sakit_izin: 'excused',
  cuti: 'excused',
  sakit_izin: 'excused',
  sakit: 'excused',
  izin: 'excused',
  libur_belum: 'off',
  libur: 'off',
  belum: 'unheard',
};

export function toneOf(group: string): string {
  return TONES[group.replace(/^sidak_/, '')] ?? 'unheard';
}

export function definitionOf(table: PublicTable, group: string): PublicDefinition | undefined {
  return table.definitions.find((one) => one.group === group);
}

export function nameOf(table: PublicTable, group: string): string {
  const definition = definitionOf(table, group);
  return definition ? inLanguage(definition.name, definition.name_en) : group;
}

/** Whether several cells are merged in a figure. */
export function isMerged(table: PublicTable, group: string): boolean {
  return (definitionOf(table, group)?.merged.length ?? 0) > 0;
}

export function sumOf(figures: readonly PublicFigure[]): number {
  return figures.reduce((sum, one) => sum + one.count, 0);
}

/** Tenths of a percent as people read them: 816 is 81,6 in Indonesian. */
export function percentOf(permille: number, decimal: string): string {
  return `${Math.floor(permille / 10)}${decimal}${permille % 10}`;
}

/** The definitions of what a table shows, and of the cells merged in it. */
export function shownDefinitions(table: PublicTable): PublicDefinition[] {
  const shown = new Set(table.rows.flatMap((row) => row.figures.map((one) => one.group)));
  for (const group of [...shown]) definitionOf(table, group)?.merged.forEach((cell) => shown.add(cell));
  return table.definitions.filter((one) => shown.has(one.group));
}
