// @vitest-environment happy-dom
import type { AllowanceMonth, AllowancePage, AllowanceRow, AmountsTaken, Me } from '@hadir/api';
import { differences, session } from '@hadir/ui';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Amounts from './Amounts.svelte';
import { en } from './en';
import { id } from './id';
import { notAddingUp } from './looks';
import Payment from './Payment.svelte';
import People from './People.svelte';
import WhatIf from './WhatIf.svelte';

it('the words of the allowance are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

const totals = {
  people: 2,
  without_amount: 1,
  tpp_rupiah: 4_000_000,
  cut_rupiah: 16_000,
  carried_rupiah: -24_000,
  total_rupiah: -8_000,
  net_rupiah: 4_008_000,
  waiting: 1,
};
const row = (part: Partial<AllowanceRow>): AllowanceRow => ({
  person: { id: 'siti', name: 'Siti Contoh' },
  unit: { id: 'u', code: 'DINKES', name: 'Dinas Kesehatan' },
  employee_type: 'PNS',
  tpp_rupiah: 4_000_000,
  base_rupiah: 1_600_000,
  percent: '1.00',
  cut_rupiah: 16_000,
  carried_rupiah: 0,
  total_rupiah: 16_000,
  net_rupiah: 3_984_000,
  lines: 1,
  waiting: 2,
  unknown: 1,
  paid: false,
  ...part,
});
const rows = [
  row({}),
  row({
    person: { id: 'budi', name: 'Budi Contoh' },
    tpp_rupiah: null,
    net_rupiah: null,
    base_rupiah: 0,
    cut_rupiah: 0,
    carried_rupiah: -24_000,
    total_rupiah: -24_000,
    waiting: 0,
  }),
];
const schedule = {
  name: '18.05/tpp',
  title: 'Potongan TPP Contoh',
  title_en: 'Deductions of Contoh',
  covers_from: '2026-01-01',
  covers_to: null,
  base_percent: '40',
  confirmed: 1,
  open: 1,
  rules: [
    { id: '18.05/tpp/base', article: 'Perbup 1/2026 Ps 5', confirmed: true },
    { id: '18.05/tpp/late', article: 'Perbup 1/2026 Ps 6', confirmed: false },
  ],
  notes: ['besaran komponennya belum terlihat'],
};
const page: AllowancePage = { month: '2026-10', unit: 'DINKES', schedule, items: rows, totals, next: null };
const payment: AllowanceMonth = {
  id: 'pay',
  month: '2026-10',
  unit: null,
  schedule: '18.05/tpp',
  totals,
  sha256: 'ab'.repeat(32),
  state: 'proposed',
  proposed_by: 'bendahara',
  proposed_at: '2026-11-02T02:00:00Z',
  decided_by: null,
  decided_at: null,
  reason: '',
};

let shown: Record<string, unknown> | null = null;
function draw<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): void {
  shown = mount(component as Component, { target: document.body, props });
  flushSync();
}
const words = () => document.body.textContent?.replace(/\s+/g, ' ') ?? '';
const button = (text: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text);
const press = (text: string) => {
  button(text)?.click();
  flushSync();
};
/** Everything that was sent, and what is answered, call by call. */
let sent: { url: string; body: unknown }[] = [];
function server(...answers: (() => Response)[]) {
  const left = [...answers];
  vi.stubGlobal('fetch', async (url: string, { body }: { body?: unknown }) => {
    sent.push({ url, body });
    const answer = left.length > 1 ? left.shift() : left[0];
    return answer ? answer() : Response.json({ items: [] });
  });
}
const problem =
  (status: number, code: string, more: object = {}) =>
  () =>
    Response.json({ status, code, detail: code, detail_en: code, ...more }, { status });
const as = (login: string) =>
  session.use({
    account: { id: 'a', login, lang: 'id' },
    person: null,
    roles: [],
    can: ['allowance.read', 'allowance.write'],
    can_for_others: ['allowance.read', 'allowance.write'],
    instansi: { code: 'contoh', name: 'Contoh', zone: 'Asia/Jakarta', demo: false },
  } satisfies Me);

beforeEach(() => {
  sent = [];
  as('bkpsdm');
});
afterEach(() => {
  if (shown) void unmount(shown);
  shown = null;
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});

describe('the list of people', () => {
  const props = { month: '2026-10', unit: 'DINKES', unitName: 'Dinas Kesehatan', onopen: () => undefined };

  it('has sums that are those of its rows, also of who has no amount', () => {
    expect(notAddingUp(rows, totals)).toEqual([]);
    expect(notAddingUp(rows.slice(1), totals)).toEqual(['tpp', 'cut', 'total', 'net']);
  });

  it('shows the schedule with what was not checked, the rows and their sums', async () => {
    server(() => Response.json(page));
    draw(People, props);
    await vi.waitFor(() => expect(words()).toContain('Siti Contoh'));
    for (const part of [
      'Potongan TPP Contoh',
      '1 dari 2 ketentuan',
      'Perbup 1/2026 Ps 6',
      'besaran komponennya belum terlihat',
      'Rp3.984.000',
      '2 hari menunggu',
      'besaran belum ada',
      'Jumlah 2 orang',
      'Rp4.008.000',
      '1 orang tanpa besaran',
    ])
      expect(words()).toContain(part);
    expect(words()).not.toContain('Perbup 1/2026 Ps 5');
    expect(words()).not.toMatch(/\{[a-z]+\}/i);
    expect(document.querySelector('[role=alert]')).toBeNull();
  });

  it('turns pages, and alarms where all rows together are not the sum', async () => {
    server(
      () => Response.json({ ...page, items: [rows[0]], next: 'n2' }),
      () => Response.json({ ...page, items: [row({ person: { id: 'dewi', name: 'Dewi' } })] }),
    );
    draw(People, props);
    await vi.waitFor(() => expect(button('Tampilkan lagi')).toBeDefined());
    expect(document.querySelector('[role=alert]')).toBeNull();
    press('Tampilkan lagi');
    await vi.waitFor(() => expect(words()).toContain('Dewi'));
    expect(sent[1]?.url).toContain('after=n2');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Jangan dipakai membayar');
  });

  it('asks for everybody without naming a unit, and says where there is no schedule', async () => {
    server(problem(409, 'no_schedule'));
    draw(People, { ...props, unit: '*' });
    await vi.waitFor(() => expect(words()).toContain('belum dimuat'));
    expect(sent[0]?.url).not.toContain('unit=');
    expect(words()).toContain('Bagian Hukum');
  });
});

describe('a proposal', () => {
  const props = { of: payment, unit: 'Seluruh instansi', writes: true, onchanged: vi.fn() };

  it('is decided by another officer than who made it', () => {
    as('bendahara');
    draw(Payment, props);
    expect(words()).toContain('petugas lain yang menetapkan');
    expect(button('Tetapkan')).toBeUndefined();
  });

  it('is confirmed after its sum was said', async () => {
    server(() => Response.json({ ...payment, state: 'paid' }));
    draw(Payment, props);
    press('Tetapkan');
    expect(words()).toContain('Tetapkan Rp4.008.000 untuk 2 orang?');
    expect(sent).toEqual([]);
    press('Ya, tetapkan');
    await vi.waitFor(() => expect(props.onchanged).toHaveBeenCalled());
    expect(JSON.parse(String(sent[0]?.body))).toMatchObject({ decision: 'confirm' });
  });

  it('is not refused without a reason', async () => {
    server(() => Response.json({ ...payment, state: 'refused' }));
    draw(Payment, props);
    press('Tolak');
    press('Ya, tolak');
    expect(words()).toContain('Tulis alasannya.');
    expect(sent).toEqual([]);
  });

  it('whose figures changed says so in plain words, and offers to refuse it', async () => {
    server(problem(409, 'figures_changed'), () => Response.json({ ...payment, state: 'refused' }));
    draw(Payment, props);
    press('Tetapkan');
    press('Ya, tetapkan');
    await vi.waitFor(() => expect(words()).toContain('Angkanya berubah sejak diusulkan'));
    expect(button('Tetapkan')).toBeUndefined();
    press('Tolak usul ini');
    expect(document.querySelector('textarea')?.value).toContain('Angka berubah');
    press('Ya, tolak');
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    expect(JSON.parse(String(sent[1]?.body))).toMatchObject({
      decision: 'reject',
      reason: 'Angka berubah sejak diusulkan.',
    });
  });
});

describe('a sheet of amounts', () => {
  const taken: AmountsTaken = { rows: 2, new: 2, repeated: 0, wrong: 0, kept: false, problems: [] };
  function choose() {
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    const file = new File(['nip;tpp'], 'besaran.csv', { type: 'text/csv' });
    Object.defineProperty(input, 'files', { value: [file] });
    input?.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
  }
  const dryRuns = () => sent.map(({ body }) => (body as FormData).get('dry_run'));

  it('is looked at before it may be stored', async () => {
    server(
      () => Response.json(taken),
      () => Response.json({ ...taken, kept: true }),
    );
    draw(Amounts, {});
    press('Periksa dulu');
    expect(words()).toContain('Pilih berkasnya dulu.');
    choose();
    expect(button('Simpan besaran')).toBeUndefined();
    press('Periksa dulu');
    await vi.waitFor(() => expect(button('Simpan besaran')).toBeDefined());
    press('Simpan besaran');
    await vi.waitFor(() => expect(words()).toContain('2 besaran tersimpan'));
    expect(dryRuns()).toEqual(['true', 'false']);
  });

  it('names each wrong row and offers no storing', async () => {
    const problems = [
      { line: 5, reason: 'nomor 20 tidak terdaftar', reason_en: '20 is not registered' },
      { line: 7, reason: 'dasar kosong', reason_en: 'no source' },
    ];
    server(() => Response.json({ ...taken, wrong: 2, problems }));
    draw(Amounts, {});
    choose();
    press('Periksa dulu');
    await vi.waitFor(() => expect(words()).toContain('2 baris salah'));
    const lines = [...document.querySelectorAll('tbody tr')].map((one) =>
      [...one.querySelectorAll('th, .value')].map((cell) => cell.textContent?.trim()),
    );
    expect(lines).toEqual([
      ['5', 'nomor 20 tidak terdaftar'],
      ['7', 'dasar kosong'],
    ]);
    expect(button('Simpan besaran')).toBeUndefined();
  });
});

describe('another schedule', () => {
  function paste(pack: string) {
    document.querySelector<HTMLInputElement>('input[value=pack]')?.click();
    flushSync();
    const text = document.querySelector('textarea');
    if (text) text.value = pack;
    text?.dispatchEvent(new Event('input'));
    flushSync();
  }

  it('names the faults of a pack one by one', async () => {
    const errors = [
      { field: 'late.bands', code: 'bad_pack', detail: 'late.bands: menit ke-31 kosong', detail_en: 'x' },
      { field: 'base', code: 'bad_pack', detail: 'base: wajib ada', detail_en: 'y' },
    ];
    server(() => Response.json({ items: [schedule] }), problem(422, 'bad_pack', { errors }));
    draw(WhatIf, { month: '2026-10', unit: '*' });
    paste('kind = "tpp"');
    press('Bandingkan');
    await vi.waitFor(() => expect(words()).toContain('belum dapat dipakai'));
    const faults = [...document.querySelectorAll('[role=alert] li')].map((one) => one.textContent);
    expect(faults).toEqual(['late.bands: menit ke-31 kosong', 'base: wajib ada']);
    expect(JSON.parse(String(sent.at(-1)?.body))).toEqual({
      month: '2026-10',
      unit: null,
      pack: 'kind = "tpp"',
    });
  });

  it('says who changes and by how much, with the sums', async () => {
    const compared = {
      month: '2026-10',
      from: schedule,
      to: { ...schedule, name: '18.72/tpp', title: 'Skema lain' },
      open: [],
      before: totals,
      after: { ...totals, cut_rupiah: 48_000, net_rupiah: 3_976_000 },
      changed: 1,
      more: 1,
      less: 0,
      silent: 2,
      items: [
        {
          person: { id: 'siti', name: 'Siti Contoh' },
          unit: null,
          before_rupiah: 16_000,
          after_rupiah: 48_000,
          difference_rupiah: 32_000,
          before_percent: '1.00',
          after_percent: '3.00',
        },
      ],
    };
    server(
      () => Response.json({ items: [{ ...schedule, name: '18.72/tpp' }] }),
      () => Response.json(compared),
    );
    draw(WhatIf, { month: '2026-10', unit: 'DINKES' });
    await vi.waitFor(() => expect(document.querySelectorAll('option')).toHaveLength(2));
    paste('kind = "tpp"');
    press('Bandingkan');
    await vi.waitFor(() => expect(words()).toContain('Bila memakai Skema lain'));
    for (const part of ['+Rp32.000', 'Rp48.000 (3 %)', '−Rp32.000', 'Siti Contoh'])
      expect(words()).toContain(part);
    expect(JSON.parse(String(sent.at(-1)?.body))).toMatchObject({ unit: 'DINKES', pack: 'kind = "tpp"' });
  });
});
