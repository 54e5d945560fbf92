import { inForceTotals, compared } from './sample';
import { describe, expect, it } from 'vitest';
import { changeLook, lastMonth, signed, sums, triedWords } from './looks';
import { templates, templateText } from './templates';

describe('the figures of a comparison', () => {
  it('say more and less with a sign', () => {
    expect([signed(12), signed(-12), signed(0)]).toEqual(['+12', '−12', '0']);
  });

  it('keep people changed and not changed, and leave out what is nought', () => {
    const shown = sums({ totals: inForceTotals }).filter((row) => row.value !== null);

    expect(shown.map((row) => row.term)).toEqual([
      'Pegawai dilihat',
      'Pegawai berubah',
      'Pegawai tidak berubah',
      'Hari berubah',
      'Menit terlambat',
      'Dipotong kurang',
      'Selisih potongan',
    ]);
    expect(shown.at(-1)?.value).toBe('Rp−16.000');
  });

  it('say when a pack is only tried as if it held', () => {
    expect(triedWords(compared)).toContain('seolah-olah');
    expect(triedWords({ ...compared, as_if: false })).not.toContain('seolah-olah');
  });
});

describe('the days a pack is tried on', () => {
  it('are the month before, also across a new year and in a leap year', () => {
    expect(lastMonth('2026-03-15')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(lastMonth('2026-01-01')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(lastMonth('2028-03-31')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });
});

describe('an example', () => {
  it('begins on its day everywhere and says that it is not confirmed', () => {
    for (const template of templates.filter((one) => one !== 'none')) {
      const text = templateText(template, '2027-01-04');
      expect(text.match(/= 2027-01-04$/gm)).toHaveLength(2);
      expect(text).toContain('confirmed = false');
    }
    expect(templateText('none', '2027-01-04')).toBe('');
  });
});

describe('a change', () => {
  it('looks as it stands', () => {
    expect(changeLook({ state: 'proposed' }).text).toBe('Menunggu tanda tangan');
    expect(changeLook({ state: 'signed' }).tone).toBe('good');
  });
});
