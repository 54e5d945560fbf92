import { describe, expect, it } from 'vitest';
import { waitMs } from './backoff';

describe('the wait before another try', () => {
  it('doubles up to five minutes, with a random part', () => {
    expect([1, 2, 3, 4].map((tries) => waitMs(tries, null, 1))).toEqual([2000, 4000, 8000, 16_000]);
    expect(waitMs(40, null, 1)).toBe(300_000);
    expect(waitMs(3, null, 0)).toBe(4000);
  });

  it('is never shorter than the server asked for', () => {
    expect(waitMs(1, 120, 0)).toBe(120_000);
    expect(waitMs(9, 120, 1)).toBe(130_000);
  });
});
