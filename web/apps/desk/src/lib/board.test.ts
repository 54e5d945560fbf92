import type { Board, BoardCounts } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { addsUp, rowsOf, sumOf } from './board';

function counts(some: Partial<BoardCounts>): BoardCounts {
  return {
    hadir: 0,
    terlambat: 0,
    berizin: 0,
    di_luar_tempat: 0,
    libur: 0,
    belum_waktunya: 0,
    belum_hadir: 0,
    belum_terdengar: 0,
    ...some,
  };
}

function board(roster: number, own: BoardCounts, children: [number, BoardCounts][]): Board {
  return {
    at: '2026-11-23T01:00:00Z',
    unit: { id: 'u', code: 'U', name: 'Dinas' },
    roster,
    counts: own,
    children: children.map(([n, c], i) => ({
      unit: { id: `${i}`, code: `U${i}`, name: `Bidang ${i}` },
      roster: n,
      counts: c,
    })),
    people: [],
    sources: [],
    silent_sources: 0,
    all_sources: 0,
    reporting: { machines: 0, machines_silent: 0, others: 0, others_silent: 0 },
    figures: { numerator: 0, denominator: 0, excluded_libur: 0, excluded_belum_waktunya: 0 },
    arrivals: [],
    groups: [],
    sites: [],
  };
}

describe('a board', () => {
  it('adds up when its groups are its roster', () => {
    const own = counts({ hadir: 7, terlambat: 2, belum_terdengar: 1 });

    expect(sumOf(own)).toBe(10);
    expect(addsUp(board(10, own, []))).toBe(true);
    expect(addsUp(board(11, own, []))).toBe(false);
  });

  it('shows the people of the unit itself as a line, so that its table adds up', () => {
    const rows = rowsOf(board(10, counts({ hadir: 8, libur: 2 }), [[7, counts({ hadir: 6, libur: 1 })]]));

    expect(rows.map((row) => [row.isUnit, row.roster])).toEqual([
      [true, 7],
      [false, 3],
    ]);
    expect(rows[1]?.counts.hadir).toBe(2);
  });

  it('has no such line when everybody belongs to a unit below', () => {
    expect(rowsOf(board(7, counts({ hadir: 7 }), [[7, counts({ hadir: 7 })]]))).toHaveLength(1);
  });

  it('does not add up when the units below have more than the whole', () => {
    expect(addsUp(board(5, counts({ hadir: 5 }), [[6, counts({ hadir: 6 })]]))).toBe(false);
  });
});
