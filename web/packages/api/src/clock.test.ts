import { describe, expect, it } from 'vitest';
import { DATE_HEADER_CUT_MS, ServerClock } from './clock';

const NOON = Date.parse('2026-11-23T05:00:00Z');

describe('the server clock', () => {
  it('is unknown until the server was heard', () => {
    const clock = new ServerClock(() => 0);

    expect(clock.known).toBe(false);
    expect(clock.now()).toBeNull();
  });

  it('runs on from the middle of the round trip', () => {
    let local = 1000;
    const clock = new ServerClock(() => local);

    clock.observe({ serverMs: NOON, sentMs: 900, receivedMs: 1100 });
    local = 3000;

    expect(clock.now()).toBe(NOON + 2000);
  });

  it('prefers the shorter round trip, in whichever order they come', () => {
    const quick = { serverMs: NOON, sentMs: 0, receivedMs: 20 };
    const slow = { serverMs: NOON + 700, sentMs: 0, receivedMs: 4000 };
    const one = new ServerClock(() => 10);
    const other = new ServerClock(() => 10);

    one.observe(quick);
    one.observe(slow);
    other.observe(slow);
    other.observe(quick);

    expect(one.now()).toBe(NOON);
    expect(other.now()).toBe(NOON);
  });

  it('takes a slower reading once the quick one is old', () => {
    const hour = 3_600_000;
    const clock = new ServerClock(() => hour);

    clock.observe({ serverMs: NOON, sentMs: 0, receivedMs: 20 });
    clock.observe({ serverMs: NOON + hour + 5000, sentMs: hour - 100, receivedMs: hour + 100 });

    expect(clock.now()).toBe(NOON + hour + 5000);
  });

  it('is in doubt after the device slept, and then takes whatever the server says', () => {
    let [local, wall] = [100, NOON];
    const clock = new ServerClock(
      () => local,
      () => wall,
    );
    clock.observe({ serverMs: NOON + 7000, sentMs: 80, receivedMs: 100 });
    expect(clock.inDoubt).toBe(false);
    expect(clock.wallOffsetMs).toBe(6990 + 20);

    wall += 3_600_000;
    local += 50;
    expect(clock.inDoubt).toBe(true);
    clock.observe({ serverMs: NOON + 3_607_000, sentMs: local - 40, receivedMs: local });

    expect(clock.inDoubt).toBe(false);
    expect(clock.now()).toBe(NOON + 3_607_020);
  });

  it('is not in doubt when the wall clock is put back', () => {
    let wall = NOON;
    const clock = new ServerClock(
      () => 100,
      () => wall,
    );
    clock.observe({ serverMs: NOON, sentMs: 100, receivedMs: 100 });

    wall -= 3_600_000;

    expect(clock.inDoubt).toBe(false);
    expect(clock.now()).toBe(NOON);
  });

  it('gives back the half second a Date header loses', () => {
    const clock = new ServerClock(() => 0);

    clock.observeHeader('Mon, 23 Nov 2026 05:00:00 GMT', 0, 0);

    expect(clock.now()).toBe(NOON + DATE_HEADER_CUT_MS);
    expect(clock.uncertaintyMs).toBe(DATE_HEADER_CUT_MS);
  });

  it('ignores a missing or broken Date header', () => {
    const clock = new ServerClock(() => 0);

    clock.observeHeader(null, 0, 10);
    clock.observeHeader('kemarin', 0, 10);

    expect(clock.known).toBe(false);
  });
});
