import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export const parityMeasures = [
  'hadir',
  'terlambat',
  'pulang_cepat',
  'tugas_luar',
  'beralasan',
  'tanpa_keterangan',
] as const;
export type ParityMeasureName = (typeof parityMeasures)[number];
export type ParityKind = 'PNS' | 'CPNS' | 'PPPK' | 'PPPK_PARUH_WAKTU' | 'NON_ASN';
export type ParityVerdict = 'terlalu_sedikit' | 'tidak_terbedakan' | 'lebih_tinggi' | 'lebih_rendah';

export type ParityRate = Schema['ParityRate'];
export type ParityCompared = Omit<Schema['ParityCompared'], 'compared'> & { compared: ParityVerdict };
export type ParityMeasure = Omit<Schema['ParityMeasure'], 'compared'> & { compared?: ParityCompared | null };
export type ParityGroup = Omit<Schema['ParityGroup'], 'kind' | 'measures'> & {
  kind?: ParityKind | null;
  measures: Record<ParityMeasureName, ParityMeasure>;
};
export type ParityLine = Omit<Schema['ParityLine'], 'whole' | 'kinds'> & {
  whole: ParityGroup;
  kinds: ParityGroup[];
};
export type ParityReached = Omit<Schema['ParityReached'], 'compared'> & { compared?: ParityCompared | null };
export type ParityLadder = Omit<Schema['ParityLadder'], 'kinds' | 'reached_plain' | 'reached_adjusted'> & {
  kinds: ParityKind[];
  reached_plain: ParityReached;
  reached_adjusted: ParityReached;
};
export type ParityYear = Omit<Schema['ParityYear'], 'rows' | 'whole'> & {
  rows: ParityLadder[];
  whole?: ParityLadder | null;
};
export type ParityCases = Omit<Schema['ParityCases'], 'kinds'> & { kinds: ParityKind[] };
export type ParityCaseTable = Omit<Schema['ParityCaseTable'], 'rows' | 'whole'> & {
  rows: ParityCases[];
  whole?: ParityCases | null;
};
export type ParityFollowed = Omit<Schema['ParityFollowed'], 'years' | 'cases'> & {
  years: ParityYear[];
  cases?: ParityCaseTable | null;
};
export type ParityView = Omit<
  Schema['ParityView'],
  'reference' | 'kinds' | 'whole' | 'lines' | 'sight' | 'followed'
> & {
  reference?: ParityKind | null;
  kinds: ParityGroup[];
  whole: ParityGroup;
  lines: ParityLine[];
  sight: 'nothing' | 'ladder' | 'guarded' | 'whole';
  followed?: ParityFollowed | null;
};

/** Which days and whose; what is left out is this year, and everybody the caller may see. */
export interface ParityAsked {
  from?: string | null;
  to?: string | null;
  unit?: string | null;
}

/** Kinds of employment side by side. */
export const parityApi = {
  show: (asked: ParityAsked, signal?: AbortSignal) =>
    json<ParityView>('/parity', { query: { ...asked }, signal }),
};
