import type { AllowanceOfPerson, Day } from '@hadir/api';

/** A day as the server tells it: arrived late, with the punch and the reason behind it. */
export const lateDay: Day = {
  date: '2026-10-05',
  status: 'H',
  settled: true,
  marks: ['TL:45'],
  due: { starts: '07:30', ends: '16:00', mode: 'WFO' },
  first_in: '08:15:20',
  last_out: '16:02:11',
  off: null,
  waiting_for: [],
  reasons: [
    {
      code: 'late',
      text: 'datang 08.15, dinas mulai 07.30',
      text_en: 'arrived at 08:15, duty starts at 07:30',
      rule: { id: 'nasional/jam-kerja', source: 'Perpres 21/2023 Ps 4', confirmed: true },
    },
  ],
  punches: [
    {
      id: 'p1',
      local_time: '2026-10-05T08:15:20',
      received_at: '2026-10-05T01:15:24Z',
      source: 'terminal',
      device: 'Mesin lobi',
      used_as: 'in',
      clock: 'ok',
      labels: [],
    },
  ],
} as unknown as Day;

/** A month with two lines, a cap of the month, a difference carried, a day that waits and one thing not known. */
export const month: AllowanceOfPerson = {
  month: '2026-10',
  person: { id: 'siti', name: 'Siti Contoh', number_masked: '2099••0012' },
  paid: false,
  allowance: {
    schedule: '18.05/tpp',
    employee_type: 'PNS',
    tpp_rupiah: 4_000_000,
    structural: false,
    amount_source: 'Keputusan Wali Kota 7/2026',
    base_rupiah: 1_600_000,
    lines: [
      {
        date: '2026-10-05',
        rule: '18.05/tpp/late',
        article: 'Perbup Contoh 1/2026 Ps 6',
        confirmed: false,
        percent: '1.00',
        rupiah: 16_000,
        because: 'terlambat 45 menit (tingkat 31 sampai 60 menit)',
        because_en: '45 minutes late (band 31 to 60 minutes)',
      },
      {
        date: '2026-10-31',
        rule: '18.05/tpp/cap-month',
        article: 'Perbup Contoh 1/2026 Ps 9',
        confirmed: true,
        percent: '-0.25',
        rupiah: -4_000,
        because: 'paling banyak 0.75 % sebulan, jumlah sebelumnya 1 %',
        because_en: 'at most 0.75 % a month, the sum was 1 %',
      },
    ],
    percent: '0.75',
    cut_rupiah: 12_000,
    carried: [
      {
        month: '2026-09',
        date: '2026-09-15',
        rule: '18.05/tpp/missing',
        article: 'Perbup Contoh 1/2026 Ps 7',
        confirmed: true,
        was_rupiah: 24_000,
        now_rupiah: 0,
        rupiah: -24_000,
        label: 'selisih bulan 2026-09: 2026-09-15 18.05/tpp/missing',
        because: 'tidak lagi: tidak merekam pulang',
        because_en: 'no longer: no tap out',
      },
    ],
    carried_rupiah: -24_000,
    total_rupiah: -12_000,
    net_rupiah: 4_012_000,
    waiting: ['2026-10-30'],
    unknown: [
      '2026-10-12: apel terlambat: skema ini tidak mengaturnya; tidak dipotong',
      '2026-10-30: hari itu: belum selesai dinilai; tidak dipotong',
    ],
    unknown_en: [
      '2026-10-12: apel late: the schedule says nothing of it; not cut',
      '2026-10-30: the day: not settled; not cut',
    ],
  },
  days: {
    '2026-09-15': { ...lateDay, date: '2026-09-15' },
    '2026-10-05': lateDay,
    '2026-10-12': { ...lateDay, date: '2026-10-12' },
    '2026-10-30': { ...lateDay, date: '2026-10-30', settled: false, waiting_for: ['Mesin lobi'] },
    '2026-10-31': { ...lateDay, date: '2026-10-31' },
  },
  events: [
    {
      act: 'a1',
      event: 'e1',
      date: '2026-10-12',
      kind: 'apel',
      title: 'Apel Senin',
      standing: 'terlambat',
      status: 'late',
      basis: 'tap',
      corrected: false,
      note: '',
      at: null,
    },
  ],
};

/** The same with parts of the allowance otherwise. */
export const withAllowance = (part: Partial<AllowanceOfPerson['allowance']>): AllowanceOfPerson => ({
  ...month,
  allowance: { ...month.allowance, ...part },
});
