import { differences } from '@hadir/ui';
import { expect, it } from 'vitest';
import { en, id } from './i18n';
import { snippetOf } from './snippet';

it('has every word of the public page in both languages', () => {
  expect(differences(id, en)).toEqual([]);
});

it('makes a line of HTML that names the government body and nothing it should not', () => {
  expect(snippetOf('https://absensi.contoh.go.id', 'kota-"contoh"')).toBe(
    '<iframe src="https://absensi.contoh.go.id/public?instansi=kota-%22contoh%22&amp;embed=1" title="Angka kehadiran" width="100%" height="900" loading="lazy" style="border:0"></iframe>',
  );
});
