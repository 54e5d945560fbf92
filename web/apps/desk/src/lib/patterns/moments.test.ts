import { expect, test } from 'vitest';
import { howText, whatText, whereText } from './moments';

const punch = { at: '2026-01-19T00:30:00Z', what: 'punch', kind: 'in', source: 'phone', waited_s: 3 };

test('a punch says what, where and how', () => {
  const moment = {
    ...punch,
    lat: -5.11,
    lon: 105.3,
    accuracy_m: 4.6,
    distance_m: 12.2,
    office_network: true,
  };

  expect(whatText(moment)).toBe('Masuk');
  expect(whereText(moment)).toBe('-5.1100000, 105.3000000 · ± 5 m · 12 m dari kantor');
  expect(howText(moment)).toBe('diterima 3 detik kemudian · jaringan kantor');
  expect(whereText(punch)).toBe('tanpa posisi');
});

test('another source is named in words', () => {
  expect(howText({ ...punch, source: 'machine' })).toBe('diterima 3 detik kemudian · dari Mesin absensi');
});

test('a clock ahead and an old position are said', () => {
  expect(howText({ ...punch, waited_s: -40, fix_age_s: 3_600 })).toBe(
    'jam HP 40 detik di depan · posisi berumur 3.600 detik',
  );
});

test('looks and calls say what came of them', () => {
  expect(howText({ at: punch.at, what: 'check', seen: 'absent' })).toBe('tidak terlihat');
  expect(howText({ at: punch.at, what: 'call', answered: false })).toBe('tidak dijawab');
});
