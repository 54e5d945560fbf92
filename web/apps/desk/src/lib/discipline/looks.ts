import type {
  CaseDue,
  CaseRow,
  CaseStage,
  CaseStepWord,
  CaseUrgency,
  CaseView,
  DueWhat,
  EmployeeType,
  IndicationRow,
  Office,
  Sanction,
  SanctionLevel,
} from '@hadir/api';
import type { IconName } from '@hadir/ui';

interface Look {
  tone: 'good' | 'late' | 'off' | 'missing';
  icon: IconName;
}

/** How a term looks; never colour alone. */
export const urgencyLooks: Record<CaseUrgency, Look> = {
  berjalan: { tone: 'off', icon: 'wait' },
  segera: { tone: 'late', icon: 'clock' },
  lewat: { tone: 'missing', icon: 'alert' },
  dieskalasi: { tone: 'missing', icon: 'bell' },
};

export const parts = ['indications', 'cases'] as const;
export type Part = (typeof parts)[number];
export const tabs = ['mine', 'open', 'closed', 'all'] as const;
export type Tab = (typeof tabs)[number];

const PRESSING: readonly CaseUrgency[] = ['dieskalasi', 'lewat', 'segera', 'berjalan'];

/** What presses most of what is due: by its urgency, then by its day. */
export function pressing(due: readonly CaseDue[]): CaseDue | null {
  return [...due].sort(before)[0] ?? null;
}

function before(one: CaseDue, other: CaseDue): number {
  const urgency = PRESSING.indexOf(one.urgency) - PRESSING.indexOf(other.urgency);
  return urgency || (one.until ?? '9999').localeCompare(other.until ?? '9999');
}

/** Whether something of a case waits for somebody. */
export const waitsFor = ({ due }: Pick<CaseRow, 'due'>, person: string | null): boolean =>
  person !== null && due.some(({ who }) => who.some(({ id }) => id === person));

/** What a tab shows: the most pressing first, then by their day. */
export function shownIn(rows: readonly CaseRow[], tab: Tab, person: string | null): CaseRow[] {
  const shown = rows.filter((row) => {
    if (tab === 'mine') return !row.closed && waitsFor(row, person);
    return tab === 'all' || (tab === 'closed') === (row.closed !== null);
  });
  return shown.sort((a, b) => {
    const [one, other] = [pressing(a.due), pressing(b.due)];
    if (one && other) return before(one, other) || a.opened_on.localeCompare(b.opened_on);
    return Number(other !== null) - Number(one !== null) || b.opened_on.localeCompare(a.opened_on);
  });
}

/** The step that does what is due. */
export const stepFor = (what: DueWhat): CaseStepWord => (what === 'summon_again' ? 'summon' : what);

/** The person's own steps: these are done on their phone. */
const OWN: readonly CaseStepWord[] = ['explain', 'claim_reason', 'add_statement', 'object', 'appeal'];
const LAST: readonly CaseStepWord[] = ['assign', 'release', 'recount', 'close', 'reopen'];

/** The steps of this page, what is due first and what is rare last. */
export function stepsOf({ can, due }: Pick<CaseView, 'can' | 'due'>): CaseStepWord[] {
  const wanted = due.map(({ what }) => stepFor(what));
  const place = (step: CaseStepWord) => (wanted.includes(step) ? 0 : LAST.includes(step) ? 2 : 1);
  return can.filter((step) => !OWN.includes(step)).sort((a, b) => place(a) - place(b));
}

/** Stages as a path: what lies beside or may be skipped shows only while a case stands there. */
const PATH: readonly CaseStage[] = [
  'dibuka',
  'diminta_penjelasan',
  'diverifikasi',
  'terverifikasi',
  'panggilan_1',
  'diperiksa',
  'dilaporkan',
  'diputus',
  'diterima',
  'berlaku',
  'ditutup',
];
const BESIDE: Partial<Record<CaseStage, CaseStage>> = {
  di_kepala_opd: 'diminta_penjelasan',
  di_majelis: 'diminta_penjelasan',
  panggilan_2: 'panggilan_1',
  dikirim: 'diputus',
  keberatan: 'diterima',
  banding: 'diterima',
  peninjauan: 'berlaku',
};

export interface StagePlace {
  stage: CaseStage;
  at: 'done' | 'now' | 'ahead';
}

/** The path of a case with the place where it stands. */
export function pathOf(now: CaseStage): StagePlace[] {
  const path = [...PATH];
  const after = BESIDE[now];
  if (after) path.splice(path.indexOf(after) + 1, 0, now);
  // Nobody came: the record takes the place of the examination.
  if (now === 'tidak_hadir') path[path.indexOf('diperiksa')] = now;
  const place = path.indexOf(now);
  return path.map((stage, i) => ({ stage, at: i < place ? 'done' : i === place ? 'now' : 'ahead' }));
}

const RINGAN: readonly Sanction[] = ['teguran_lisan', 'teguran_tertulis', 'tidak_puas_tertulis'];
const BERAT: readonly Sanction[] = [
  'turun_jabatan_12bln',
  'bebas_jabatan_pelaksana_12bln',
  'pdhtaps',
  'putus_kontrak',
];
const OF_CONTRACTS: readonly Sanction[] = ['putus_kontrak', 'kontrak_tidak_diperpanjang'];
const OF_APPOINTED: readonly Sanction[] = [
  'pdhtaps',
  'tunda_pangkat_1th',
  'turun_pangkat_1th',
  'turun_jabatan_12bln',
  'bebas_jabatan_pelaksana_12bln',
];

export const isAppointed = (type: EmployeeType) => type === 'PNS' || type === 'CPNS';

/** The level a kind belongs to. */
export const levelOf = (sanction: Sanction): SanctionLevel =>
  RINGAN.includes(sanction) ? 'ringan' : BERAT.includes(sanction) ? 'berat' : 'sedang';

/** Whether a kind can be given to somebody of that employment. */
export const fitsType = (sanction: Sanction, type: EmployeeType): boolean =>
  isAppointed(type) ? !OF_CONTRACTS.includes(sanction) : !OF_APPOINTED.includes(sanction);

/** Indications of a kind of employment, those with a kind of punishment first, then by their days. */
export function indicated(rows: readonly IndicationRow[], type: string): IndicationRow[] {
  return rows
    .filter((row) => type === '' || row.employee_type === type)
    .sort(
      (a, b) =>
        Number(b.indication !== null) - Number(a.indication !== null) ||
        b.counters.cumulative_days - a.counters.cumulative_days ||
        a.person.name.localeCompare(b.person.name),
    );
}

/** The office of somebody with a duty. */
export const officeOf = (of: Pick<CaseView, 'people'>, person: string | null): Office | '' =>
  of.people.find((one) => one.person.id === person)?.office ?? '';
