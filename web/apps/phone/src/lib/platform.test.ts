import { expect, it } from 'vitest';
import { phoneName, platformOf } from './platform';

it('tells phones apart by what their browsers say', () => {
  const android =
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36';
  const samsung = `${android} SamsungBrowser/25.0`;
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1';
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15';

  expect(platformOf(android, 5)).toBe('android');
  expect(platformOf(iphone, 5)).toBe('ios');
  expect(platformOf(mac, 5)).toBe('ios');
  expect(platformOf(mac, 0)).toBe('desktop');
  expect(phoneName(android, 'android')).toBe('Chrome di Android');
  expect(phoneName(samsung, 'android')).toBe('Samsung Internet di Android');
  expect(phoneName(iphone, 'ios')).toBe('Safari di iPhone/iPad');
});
