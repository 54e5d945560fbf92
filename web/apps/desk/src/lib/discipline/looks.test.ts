import { caseStages, sanctions, type CaseDue, type CaseRow, type IndicationRow } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../../../packages/ui/src/i18n/compare';
import { en } from './en';
import { id } from './id';
import { fitsType, indicated, levelOf, pathOf, pressing, shownIn, stepsOf } from './looks';

const due = (what: CaseDue['what'], urgency: CaseDue['urgency'], until: string | null, who: string[] = []) =>
  ({ what, urgency, until, who: who.map((one) => ({ id: one, name: one })) }) as CaseDue;
const row = (key: string, part: Partial<CaseRow>) =>
  ({ id: key, due: [], closed: null, opened_on: '2026-01-05', ...part }) as CaseRow;
const ids = (rows: { id: string }[]) => rows.map((one) => one.id);

it('the words of discipline are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

describe('the list of cases', () => {
  const rows = [
    row('calm', { due: [due('verify', 'berjalan', '2026-02-01', ['me'])] }),
    row('late', { due: [due('decide', 'lewat', '2026-01-20', ['other'])] }),
    row('up', { due: [due('report', 'dieskalasi', '2026-01-10', ['me'])] }),
    row('done', { closed: { on: '2026-01-30', reason: 'selesai' } }),
  ];

  it('shows what waits for the reader, and the most pressing first', () => {
    expect(ids(shownIn(rows, 'mine', 'me'))).toEqual(['up', 'calm']);
    expect(ids(shownIn(rows, 'open', 'me'))).toEqual(['up', 'late', 'calm']);
    expect(ids(shownIn(rows, 'closed', 'me'))).toEqual(['done']);
    expect(ids(shownIn(rows, 'all', 'me'))).toEqual(['up', 'late', 'calm', 'done']);
    expect(shownIn(rows, 'mine', null)).toEqual([]);
  });

  it('names the term that presses most', () => {
    const terms = [due('form_team', 'segera', null), due('summon', 'segera', '2026-01-09')];
    expect(pressing(terms)?.what).toBe('summon');
    expect(pressing([])).toBeNull();
  });
});

describe('the steps of a page', () => {
  it("begin with what is due and leave the person's own to the phone", () => {
    const steps = stepsOf({
      can: ['assign', 'close', 'form_team', 'explain', 'summon'],
      due: [due('summon_again', 'segera', '2026-01-09')],
    });

    expect(steps).toEqual(['summon', 'form_team', 'assign', 'close']);
  });
});

describe('the path of a case', () => {
  it('has every stage in its place once', () => {
    for (const stage of caseStages) {
      const path = pathOf(stage);
      expect(path.filter(({ at }) => at === 'now').map((one) => one.stage)).toEqual([stage]);
      expect(new Set(path.map((one) => one.stage)).size).toBe(path.length);
    }
  });

  it('shows what lies beside only while a case stands there', () => {
    const at = (stage: 'di_majelis' | 'diverifikasi') => pathOf(stage).map((one) => one.stage);

    expect(at('di_majelis').slice(0, 4)).toEqual([
      'dibuka',
      'diminta_penjelasan',
      'di_majelis',
      'diverifikasi',
    ]);
    expect(at('diverifikasi')).not.toContain('di_majelis');
    expect(pathOf('tidak_hadir').map((one) => one.stage)).not.toContain('diperiksa');
  });
});

describe('punishments', () => {
  it('belong to a level and fit an employment', () => {
    expect(sanctions.filter((one) => levelOf(one) === 'ringan')).toHaveLength(3);
    expect(sanctions.filter((one) => levelOf(one) === 'berat')).toHaveLength(4);
    expect(fitsType('pdhtaps', 'PNS')).toBe(true);
    expect(fitsType('putus_kontrak', 'PNS')).toBe(false);
    expect(fitsType('turun_jabatan_12bln', 'PPPK')).toBe(false);
    expect(fitsType('putus_kontrak', 'PPPK')).toBe(true);
    expect(fitsType('teguran_lisan', 'NON_ASN')).toBe(true);
  });
});

it('indications of one employment come with the heaviest days first', () => {
  const person = (name: string, type: string, days: number, found: boolean) =>
    ({
      person: { id: name, name },
      employee_type: type,
      indication: found ? {} : null,
      counters: { cumulative_days: days },
    }) as unknown as IndicationRow;
  const rows = [
    person('few', 'PNS', 1, false),
    person('some', 'PNS', 4, true),
    person('many', 'PNS', 12, true),
    person('pppk', 'PPPK', 9, true),
  ];

  expect(indicated(rows, 'PNS').map((one) => one.person.name)).toEqual(['many', 'some', 'few']);
  expect(indicated(rows, '').map((one) => one.person.name)).toEqual(['many', 'pppk', 'some', 'few']);
});
