// @vitest-environment happy-dom
import type { ParityGroup, ParityLadder, ParityView } from '@hadir/api';
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Figure from './Figure.svelte';
import { addsUp, dateIn, kindsText, saidOf, scaleOf } from './figures';
import Followed from './Followed.svelte';
import Opened from './Opened.svelte';

const rate = (share: string) => ({ rate: share, low: '0.0100', high: '0.0900' });
const measure = (days: number) => ({ days, rate: rate('0.0500'), compared: null });
const group: ParityGroup = {
  kind: 'PPPK_PARUH_WAKTU',
  people: 12,
  passing: 1,
  roster: 130,
  free: 20,
  waiting: 10,
  due: 100,
  without_hours: 0,
  contracted_minutes: 27_000,
  late_minutes: 90,
  early_minutes: 0,
  short_per_100_hours: '20.00',
  measures: {
    hadir: measure(80),
    terlambat: measure(5),
    pulang_cepat: measure(0),
    tugas_luar: measure(10),
    beralasan: measure(5),
    tanpa_keterangan: {
      ...measure(5),
      compared: { compared: 'lebih_tinggi', difference: '0.0210', low: '0.0030', high: '0.0400' },
    },
  },
};
const ladder: ParityLadder = {
  kinds: ['PNS', 'CPNS'],
  people: 40,
  absent: 9,
  plain: { ringan: 5, sedang: 0, berat: 0 },
  adjusted: { ringan: 6, sedang: 1, berat: 0 },
  own: { ringan: 5, sedang: 0, berat: 0 },
  reached_plain: { people: 5, rate: rate('0.1250'), compared: null },
  reached_adjusted: { people: 7, rate: rate('0.1750'), compared: null },
  without_rule: 0,
  with_case: null,
  ended: null,
  plain_gap: null,
  adjusted_gap: null,
};
const view: ParityView = {
  from: '2026-01-01',
  to: '2026-12-31',
  counted_to: '2026-11-30',
  computed_at: '2026-11-30T03:00:00Z',
  unit: null,
  reference: 'PNS',
  few_people: 10,
  unjudged: 0,
  kinds: [group],
  whole: { ...group, kind: null },
  lines: [],
  sight: 'ladder',
  followed: {
    from: '2026-01-01',
    to: '2026-11-30',
    years: [
      { year: 2026, up_to: '2026-11-30', merged: false, rows: [ladder], whole: { ...ladder, kinds: [] } },
    ],
    cases: null,
  },
};

let shown: ReturnType<typeof mount> | undefined;
function show<Props extends Record<string, unknown>>(component: Component<Props>, props: Props): HTMLElement {
  document.body.innerHTML = '';
  shown = mount(component, { target: document.body, props });
  flushSync();
  return document.body;
}
afterEach(() => {
  if (shown) void unmount(shown);
  shown = undefined;
});
const textOf = (element: HTMLElement) => element.textContent?.replace(/\s+/g, ' ') ?? '';

describe('the figures of the comparison', () => {
  it('say what can be said of a difference, and nothing where there is none', () => {
    expect(saidOf(group.measures.tanpa_keterangan.compared, view)).toBe(
      'Lebih tinggi dari PNS: +2,10 poin (antara +0,30 dan +4,00).',
    );
    const few = { compared: 'terlalu_sedikit' as const, difference: null, low: null, high: null };
    expect(saidOf(few, view)).toContain('kurang dari 10 orang');
    expect(saidOf(group.measures.hadir.compared, view)).toBeNull();
  });

  it('add up, or say that they do not', () => {
    expect(addsUp(group)).toBe(true);
    expect(addsUp({ ...group, free: 21 })).toBe(false);
    expect(addsUp({ ...group, measures: { ...group.measures, hadir: measure(81) } })).toBe(false);
  });

  it('share one scale, and name kinds that are laid together', () => {
    expect(scaleOf([rate('0.0500'), null])).toBe(900);
    expect(scaleOf([])).toBe(100);
    expect(kindsText(['PNS', 'NON_ASN'])).toBe('PNS + Non-ASN');
    expect(kindsText([])).toBe('Semua');
  });

  it('take only dates from an address', () => {
    expect([dateIn('2026-01-31'), dateIn('kemarin'), dateIn(null)]).toEqual(['2026-01-31', '', '']);
  });
});

describe('a figure', () => {
  it('opens what it is made of', () => {
    const onopen = vi.fn();
    const body = show(Figure, { group, measure: 'tanpa_keterangan', scale: 900, onopen });

    const button = body.querySelector('button');
    expect(button?.getAttribute('aria-label')).toBe('PPPK paruh waktu, Tanpa keterangan: 5%. Lihat isinya');
    expect(textOf(body)).toContain('lebih tinggi');
    button?.click();
    expect(onopen).toHaveBeenCalledWith(group, 'tanpa_keterangan');
  });

  it('shows numerator, denominator, interval and the whole sum once opened', () => {
    const text = textOf(show(Opened, { group, measure: 'tanpa_keterangan', view, where: 'Dinas A' }));

    expect(text).toContain('PPPK paruh waktu · Tanpa keterangan · Dinas A: 5%');
    expect(text).toContain('5 dari 100 hari wajib kerja, 12 orang.');
    expect(text).toContain('1% sampai 9%');
    expect(text).toContain('130 hari menurut daftar = 20 libur + 10 menunggu + 100 hari wajib kerja');
    expect(text).toContain('1 orang lain punya hari di sini');
  });
});

describe('what followed', () => {
  it('shows the ladder without a word of cases to whoever may not know of them', () => {
    const text = textOf(show(Followed, { view }));

    expect(text).toContain('PNS + CPNS');
    expect(text).toContain('6 / 1 / 0');
    expect(text).not.toContain('Ada perkara');
    expect(text).not.toContain('Perkara disiplin');
  });

  it('says why nothing is shown', () => {
    expect(textOf(show(Followed, { view: { ...view, sight: 'nothing', followed: null } }))).toContain(
      'hanya tampak bagi yang bertugas',
    );
    expect(textOf(show(Followed, { view: { ...view, sight: 'guarded', followed: null } }))).toContain(
      'Belum ada triwulan yang selesai',
    );
  });

  it('shows cases with their times, and too few as too few', () => {
    const times = { cases: 3, median: null, p90: null };
    const cases = {
      kinds: [],
      opened: 6,
      open: 1,
      punished: { ringan: 4, sedang: 1, berat: 0 },
      unpunished: 0,
      overdue: 1,
      term_unknown: 0,
      sanctions: { teguran_lisan: 4 },
      by_contract: 1,
      to_decision: { cases: 5, median: 12, p90: 30 },
      from_threshold: times,
    };
    const table = { merged: true, rows: [{ ...cases, kinds: ['PNS' as const] }], whole: cases };
    const followed = view.followed && { ...view.followed, cases: table };
    const text = textOf(show(Followed, { view: { ...view, sight: 'guarded', followed } }));

    expect(text).toContain('Ada perkara');
    expect(text).toContain('median 12, 90% paling lama 30 hari kerja (5 perkara)');
    expect(text).toContain('terlalu sedikit (3 perkara)');
    expect(text).toContain('menurut kontrak atau aturan daerah: 1');
    expect(text).toContain('Kelompok yang kecil digabung');
  });
});
