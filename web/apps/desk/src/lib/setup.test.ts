import { describe, expect, it } from 'vitest';
import { codeFrom, isCode, isRegion } from './setup';

describe('the set-up of an instansi', () => {
  it('proposes a code that it would itself accept', () => {
    for (const name of [
      'Pemerintah Kota Contoh',
      'Kab. Tanjung Jabung Timur',
      'Provinsi D.I. Yogyakarta — Setda',
    ]) {
      expect(isCode(codeFrom(name))).toBe(true);
    }
    expect(codeFrom('Pemerintah Kota Contoh')).toBe('kota-contoh');
  });

  it('refuses a code that could not stand in an address', () => {
    for (const wrong of ['', 'a', 'Kota', 'kota contoh', '-kota', 'kota/..', 'x'.repeat(33)]) {
      expect(isCode(wrong)).toBe(false);
    }
  });

  it('knows the codes of provinces and regencies', () => {
    expect(isRegion('15')).toBe(true);
    expect(isRegion('15.71')).toBe(true);
    for (const wrong of ['1571', '15.7', '', '15.71.01']) expect(isRegion(wrong)).toBe(false);
  });
});
