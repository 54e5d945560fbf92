import { standings, type FirstDayRow, type FirstDayShown } from '@hadir/api';
import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';
import { dayAddsUp, dayToOpen, rowAddsUp } from './sums';

function row(cells: Partial<FirstDayRow['cells']>): FirstDayRow {
  const all = Object.fromEntries(standings.map((one) => [one, cells[one] ?? 0])) as FirstDayRow['cells'];
  const of = (...names: (keyof FirstDayRow['cells'])[]) => names.reduce((sum, name) => sum + all[name], 0);
  const roster = of(...standings);
  const excluded = of('libur', 'belum_waktunya');
  return {
    roster,
    excluded,
    due: roster - excluded,
    present: of('hadir', 'terlambat', 'hadir_kesaksian'),
    excused: of('izin', 'sakit', 'cuti'),
    away: of('dinas_luar', 'wfh'),
    open: of('belum_hadir', 'belum_terdengar'),
    cells: all,
    notice: 0,
    far: null,
  };
}

it('holds every row against everybody it counts', () => {
  const whole = row({ hadir: 3, sakit: 1, tanpa_keterangan: 1, libur: 2 });
  expect(rowAddsUp(whole)).toBe(true);
  expect(rowAddsUp({ ...whole, present: 2 })).toBe(false);
  const groups = [{ group: 'pns', row: whole }];
  const day = {
    row: whole,
    groups,
    offices: [{ unit: null, row: whole, groups }],
  } as unknown as FirstDayShown;
  expect(dayAddsUp(day)).toBe(true);
  expect(dayAddsUp({ ...day, offices: [] })).toBe(false);
});

it('opens the day asked for, else the newest that has come', () => {
  const days = ['2026-01-19', '2026-03-25', '2026-05-04'];
  expect(dayToOpen('2026-03-25', '2026-04-01', days)).toBe('2026-03-25');
  expect(dayToOpen(null, '2026-04-01', days)).toBe('2026-03-25');
  expect(dayToOpen('2025-01-01', '2026-01-01', days)).toBe('2026-01-19');
  expect(dayToOpen(null, '2026-01-01', [])).toBeNull();
});

it('has every word of first days in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});
