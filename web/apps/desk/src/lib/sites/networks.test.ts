import { expect, test } from 'vitest';
import { linesOf } from './networks';

test('addresses are taken however they were pasted', () => {
  expect(linesOf(' 203.0.113.9\r\n\n203.0.113.0/24, 2001:db8::/48;198.51.100.7 ')).toEqual([
    '203.0.113.9',
    '203.0.113.0/24',
    '2001:db8::/48',
    '198.51.100.7',
  ]);
  expect(linesOf(' \n')).toEqual([]);
});
