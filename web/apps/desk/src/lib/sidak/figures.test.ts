import { sidakStates, type SidakBoard, type SidakBoardOffice, type SidakCounts } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { addsUp, inOrder, leftUntil, phaseAt, shareOf, sumOf } from './figures';

const counts = (some: Partial<SidakCounts>): SidakCounts =>
  Object.fromEntries(sidakStates.map((state) => [state, some[state] ?? 0])) as SidakCounts;

function office(name: string, some: Partial<SidakCounts>, attested = false): SidakBoardOffice {
  const of = counts(some);
  const due =
    of.hadir + of.terlambat + of.tidak_menjawab + of.belum_terdengar + of.tanpa_keterangan_sementara;
  return {
    unit: { id: name, code: name, name },
    roster: sumOf(of),
    due,
    there: of.hadir + of.terlambat,
    counts: of,
    attested_at: attested ? '2026-01-19T02:00:00Z' : null,
    agenda_answered: 0,
  };
}

const dinkes = office('Dinas Kesehatan', { hadir: 3, terlambat: 1, berizin: 2, tidak_menjawab: 1 }, true);
const dishub = office('Dinas Perhubungan', { hadir: 1, belum_terdengar: 4, libur: 1 });
const empty = office('Balai Kosong', { libur: 2 });

function boardOf(offices: SidakBoardOffice[]): SidakBoard {
  const all = counts({});
  for (const one of offices) for (const state of sidakStates) all[state] += one.counts[state];
  const sum = (of: (one: SidakBoardOffice) => number) => offices.reduce((total, one) => total + of(one), 0);
  const whole = {
    roster: sum((o) => o.roster),
    due: sum((o) => o.due),
    there: sum((o) => o.there),
    counts: all,
  };
  return {
    ...whole,
    id: 's',
    seq: 1,
    at: '2026-01-19T02:00:00Z',
    phase: 'calling',
    started_at: '2026-01-19T02:00:00Z',
    ends_at: '2026-01-19T02:05:00Z',
    head_until: '2026-01-19T03:00:00Z',
    offices,
    groups: [{ group: 'PNS', ...whole }],
    answers: 0,
    findings: 0,
    posts: [],
  };
}

describe('the figures of a sidak', () => {
  it('add up to the roster in the whole, in each office and in each group', () => {
    const board = boardOf([dinkes, dishub, empty]);

    expect(sumOf(board.counts)).toBe(15);
    expect(addsUp(board)).toBe(true);
    expect(addsUp({ ...board, roster: 16 })).toBe(false);
    expect(addsUp({ ...board, offices: [dinkes] })).toBe(false);
    expect(addsUp({ ...board, groups: [] })).toBe(false);
  });

  it('give no share where nobody is due', () => {
    expect(shareOf(dinkes)).toBe(80);
    expect(shareOf({ there: 1, due: 3 })).toBe(33.3);
    expect(shareOf(empty)).toBeNull();
  });

  it('stand in the order that is chosen', () => {
    const names = (order: 'name' | 'share' | 'heads') =>
      inOrder([dinkes, dishub, empty], order).map(({ unit }) => unit.name);

    expect(names('name')).toEqual(['Balai Kosong', 'Dinas Kesehatan', 'Dinas Perhubungan']);
    expect(names('share')).toEqual(['Dinas Perhubungan', 'Dinas Kesehatan', 'Balai Kosong']);
    expect(names('heads')).toEqual(['Balai Kosong', 'Dinas Perhubungan', 'Dinas Kesehatan']);
  });
});

describe('the time of a sidak', () => {
  const board = boardOf([dinkes]);

  it('turns to the heads when the call is over, without a word of the server', () => {
    expect(phaseAt(board, Date.parse('2026-01-19T02:04:59Z'))).toBe('calling');
    expect(phaseAt(board, Date.parse('2026-01-19T02:05:00Z'))).toBe('heads');
    expect(phaseAt({ ...board, phase: 'closed' }, 0)).toBe('closed');
  });

  it('counts down and stops at nought', () => {
    expect(leftUntil(board.ends_at, Date.parse('2026-01-19T02:00:01Z'))).toBe('4.59');
    expect(leftUntil(board.head_until, Date.parse('2026-01-19T01:57:53Z'))).toBe('1.02.07');
    expect(leftUntil(board.ends_at, Date.parse('2026-01-19T04:00:00Z'))).toBe('0.00');
  });
});
