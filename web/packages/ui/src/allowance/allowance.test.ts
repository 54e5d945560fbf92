// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences } from '../i18n/compare';
import { language } from '../i18n/language.svelte';
import AllowanceView from './AllowanceView.svelte';
import { addsUp, dated, dayOfLine, isCap, unknownOf } from './look';
import { percentOf, rupiah, signedRupiah } from './money';
import { month, withAllowance } from './testing';
import { en, id, ruleName, standingName } from './words';

it('the words of the allowance are the same in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

describe('money', () => {
  it('is written as in Indonesia', () => {
    expect([rupiah(4_000_000), rupiah(0), rupiah(-16_000)]).toEqual(['Rp4.000.000', 'Rp0', '−Rp16.000']);
    expect([signedRupiah(32_000), signedRupiah(-5), signedRupiah(0)]).toEqual(['+Rp32.000', '−Rp5', 'Rp0']);
  });

  it('has percents with a comma and no empty decimals', () => {
    expect(['1.50', '0.5', '3.00', '-0.25', '40', '1.25'].map(percentOf)).toEqual([
      '1,5 %',
      '0,5 %',
      '3 %',
      '−0,25 %',
      '40 %',
      '1,25 %',
    ]);
  });
});

describe('lines', () => {
  it('know caps, and that the cap of a month is about no day', () => {
    const [late, cap] = month.allowance.lines;
    expect([late && isCap(late), cap && isCap(cap)]).toEqual([false, true]);
    expect([late && dayOfLine(late), cap && dayOfLine(cap)]).toEqual(['2026-10-05', null]);
    expect(dayOfLine({ rule: 'x/y/cap-day', date: '2026-10-05' })).toBe('2026-10-05');
    expect(dayOfLine({ rule: 'x/y/cap', date: '2026-10-31' })).toBeNull();
  });

  it('have words, and keep the name of a rule without one', () => {
    expect([ruleName('late'), ruleName('absence-first-day'), ruleName('piket')]).toEqual([
      'Terlambat',
      'Tanpa keterangan sesudah libur',
      'piket',
    ]);
    expect([standingName('berizin'), standingName('?')]).toEqual(['berizin', 'belum tercatat']);
  });

  it('add up to the rupiah, or it is said', () => {
    expect(addsUp(month)).toBe(true);
    expect(addsUp(withAllowance({ cut_rupiah: 12_001 }))).toBe(false);
    expect(addsUp(withAllowance({ net_rupiah: 4_000_000 }))).toBe(false);
    expect(addsUp(withAllowance({ tpp_rupiah: null, net_rupiah: null }))).toBe(true);
  });

  it('do not say of a waiting day again that it is not known', () => {
    expect(unknownOf(month).map(({ id: said }) => said.slice(0, 10))).toEqual(['2026-10-12']);
    expect(dated('2026-10-12: apel terlambat: x')).toEqual({ date: '2026-10-12', text: 'apel terlambat: x' });
    expect(dated('skema: x')).toEqual({ date: null, text: 'skema: x' });
  });
});

let shown: Record<string, unknown> | null = null;
beforeEach(() => (language.current = 'id'));
afterEach(() => {
  if (shown) void unmount(shown);
  document.body.innerHTML = '';
});

const words = () => document.body.textContent?.replace(/\s+/g, ' ') ?? '';
function draw(of = month) {
  const dayActions = createRawSnippet((date: () => string) => ({
    render: () => `<a href="/requests/new/correction?date=${date()}">Ajukan</a>`,
  }));
  const noAmount = createRawSnippet(() => ({ render: () => '<p>Tanya bendahara</p>' }));
  shown = mount(AllowanceView, { target: document.body, props: { of, dayActions, noAmount } });
  flushSync();
}
const press = (part: string) => {
  [...document.querySelectorAll('button')].find((one) => one.textContent?.includes(part))?.click();
  flushSync();
};

describe('a month', () => {
  it('says what is paid, and each line with day, rule, article and amount', () => {
    draw();
    for (const part of [
      'Rp4.000.000',
      'Potongan, 0,75 % dari dasar −Rp12.000',
      'Diterima Rp4.012.000',
      'Keputusan Wali Kota 7/2026',
      'Terlambat terlambat 45 menit',
      'Perbup Contoh 1/2026 Ps 6',
      'Belum dicocokkan dengan naskah',
      'Batas sebulan',
      '−Rp4.000',
      'Selisih September 2026',
      'dipotong Rp24.000, seharusnya Rp0',
      'Menunggu (1 hari)',
      'Belum diketahui (1)',
    ])
      expect(words()).toContain(part);
    expect(words()).not.toMatch(/\{[a-z]+\}/i);
    expect(document.querySelector('[role=alert]')).toBeNull();
  });

  it('opens a line down to its punch, the rule of the day, and what can be done', () => {
    draw();
    press('terlambat 45 menit');
    const day = document.querySelector('dialog')?.textContent?.replace(/\s+/g, ' ') ?? '';
    for (const part of [
      '5 Oktober 2026',
      'Rp16.000',
      '18.05/tpp/late',
      '08.15.20',
      'Mesin lobi',
      'Perpres 21/2023 Ps 4',
    ])
      expect(day).toContain(part);
    expect(document.querySelector('dialog a')?.getAttribute('href')).toContain('date=2026-10-05');
  });

  it('opens a waiting day, and one of which something is not known with its apel', () => {
    draw();
    press('30 Okt');
    expect(document.querySelector('dialog')?.textContent).toContain('Mesin lobi');
    document.querySelector<HTMLElement>('dialog .close')?.click();
    flushSync();
    press('12 Okt');
    expect(document.querySelector('dialog')?.textContent).toContain('Apel Senin');
    expect(document.querySelector('dialog')?.textContent).toContain('hadir, terlambat');
  });

  it('does not open the cap of a month as if it were a day', () => {
    draw();
    const cap = [...document.querySelectorAll('li')].find((one) =>
      one.textContent?.includes('Batas sebulan'),
    );
    expect(cap?.querySelector('button')).toBeNull();
    expect(cap?.textContent).toContain('Berlaku untuk seluruh bulan');
  });

  it('alarms where the sums do not follow from the lines', () => {
    draw(withAllowance({ cut_rupiah: 1 }));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Jangan dipakai membayar');
  });

  it('says that there is no amount and what to do, and of who is no ASN only that', () => {
    const without = { tpp_rupiah: null, net_rupiah: null, lines: [], cut_rupiah: 0, total_rupiah: -24_000 };
    draw(withAllowance(without));
    expect(words()).toContain('Besaran TPP belum tercatat');
    expect(words()).toContain('Tanya bendahara');
    expect(words()).not.toContain('Diterima Rp');
    if (shown) void unmount(shown);
    document.body.innerHTML = '';
    draw(withAllowance({ ...without, employee_type: 'NON_ASN' }));
    expect(words()).toContain('non-ASN tidak menerima TPP');
    expect(words()).not.toContain('Tanya bendahara');
  });
});
