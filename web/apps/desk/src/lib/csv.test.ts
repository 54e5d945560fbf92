import { describe, expect, it } from 'vitest';
import { csv } from './csv';

describe('a CSV', () => {
  it('opens in a spreadsheet with its columns and letters right', () => {
    expect(
      csv([
        ['Baris', 'Sebab'],
        [3, 'NIP "kosong"; lihat kolom'],
      ]),
    ).toBe('\ufeffBaris;Sebab\r\n3;"NIP ""kosong""; lihat kolom"\r\n');
  });

  it('never carries a formula into a spreadsheet', () => {
    expect(csv([['=HYPERLINK("x")', '@SUM(A1)', -5]])).toBe('\ufeff"\'=HYPERLINK(""x"")";\'@SUM(A1);-5\r\n');
  });
});
