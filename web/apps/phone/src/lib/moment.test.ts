import { describe, expect, it } from 'vitest';
import { instantIn, offsetMs, tell } from './moment';

const MORNING = Date.parse('2026-01-19T00:21:05.120Z');

describe('an instant', () => {
  it('is written with the clock of its zone', () => {
    expect(instantIn('Asia/Jakarta', MORNING)).toBe('2026-01-19T07:21:05.120+07:00');
    expect(instantIn('Asia/Makassar', MORNING)).toBe('2026-01-19T08:21:05.120+08:00');
    expect(instantIn('Asia/Jayapura', MORNING)).toBe('2026-01-19T09:21:05.120+09:00');
    expect(instantIn('America/St_Johns', MORNING)).toBe('2026-01-18T20:51:05.120-03:30');
    expect(offsetMs('UTC', MORNING)).toBe(0);
  });
});

describe('the time of a press', () => {
  const press = { monotonicMs: 1000, wallMs: MORNING };
  const server = { now: () => MORNING + 60_000, inDoubt: false, uncertaintyMs: 520, wallOffsetMs: 57_000 };

  it("is the server's, counted back on the page's clock", () => {
    expect(tell(press, 4000, null, server)).toEqual({
      ms: MORNING + 57_000,
      basis: 'server',
      uncertaintyMs: 520,
      offsetMs: 57_000,
    });
  });

  it("is the phone's own when the server was not heard, with what was known of it before", () => {
    const silent = { now: () => null, inDoubt: false, uncertaintyMs: Infinity, wallOffsetMs: null };

    expect(tell(press, 4000, 55_000, silent)).toEqual({
      ms: MORNING,
      basis: 'phone',
      uncertaintyMs: null,
      offsetMs: 55_000,
    });
  });

  it("is the phone's own after the device slept", () => {
    expect(tell(press, 4000, null, { ...server, inDoubt: true })).toMatchObject({
      ms: MORNING,
      basis: 'phone',
      offsetMs: 57_000,
    });
  });
});
