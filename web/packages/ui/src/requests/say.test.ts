import type { RequestDetail } from '@hadir/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { language } from '../i18n/language.svelte';
import { amountWords, byWords, detailFacts, detailLine, kindWords, waitWords } from './say';

beforeEach(() => (language.current = 'id'));

const leave: RequestDetail = {
  kind: 'leave',
  detail: {
    leave: 'tahunan',
    from: '2026-12-01',
    to: '2026-12-02',
    part: 'whole',
    counted_half_days: 3,
    address: 'Jalan Contoh 1',
  },
};

describe('a request in words', () => {
  it('names its leave, its days and their number', () => {
    expect(kindWords(leave)).toBe('Cuti tahunan');
    expect(detailLine(leave)).toBe('1 Des 2026 sampai 2 Des 2026 · 1,5 hari');
  });

  it('says one day once, and its half', () => {
    const away: RequestDetail = {
      kind: 'permission',
      detail: { from: '2026-12-01', to: '2026-12-01', part: 'second_half' },
    };
    expect(detailLine(away)).toBe('1 Des 2026 · Paruh kedua hari');
  });

  it('says what a correction makes of the day', () => {
    const late: RequestDetail = {
      kind: 'correction',
      detail: { date: '2026-12-01', side: 'out', time: '00:25', next_day: true, code: 'forgot' },
    };
    expect(detailLine(late)).toBe('Jam pulang Sel, 1 Des: 00.25 (hari berikutnya)');
    const status: RequestDetail = {
      kind: 'correction',
      detail: { date: '2026-12-01', side: 'status', status: 'DL', code: 'elsewhere' },
    };
    expect(detailLine(status)).toBe('Status hari Sel, 1 Des: DL · Dinas luar');
  });

  it('tells the particulars that were given only', () => {
    const told = detailFacts(leave).filter(({ value }) => value !== null);
    expect(told.map(({ term }) => term)).toEqual(['Tanggal', 'Lama', 'Alamat selama cuti']);
  });

  it('says whom it waits for, and when that is overdue', () => {
    const step = {
      ordinal: 1,
      who: 'atasan',
      due_on: '2026-12-03',
      overdue: false,
      escalated: false,
    } as const;
    expect(waitWords(step)).toBe('Menunggu atasan langsung, paling lambat 3 Des 2026');
    expect(waitWords({ ...step, overdue: true })).toBe('Menunggu atasan langsung, lewat batas 3 Des 2026');
  });

  it('says in whose place somebody decided', () => {
    const event = {
      at: '2026-12-01T01:00:00Z',
      by_name: 'Rina',
      by_login: 'rina',
      as: 'atasan',
      acting: 'plh',
      action: 'approve',
      reason: null,
    } as const;
    expect(byWords(event)).toBe('Rina (Plh, atasan langsung)');
    expect(byWords({ ...event, acting: null, by_name: null, by_login: null })).toBe('atasan langsung');
  });

  it('gives figures of leave in their own unit', () => {
    expect(amountWords(19)).toBe('9,5 hari kerja');
    expect(amountWords(180, 'months')).toBe('3 bulan');
    expect(amountWords(130, 'months')).toBe('2 bulan 5 hari');
    expect(amountWords(28, 'months')).toBe('14 hari');
  });
});
