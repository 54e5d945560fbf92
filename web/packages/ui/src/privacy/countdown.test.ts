import { describe, expect, it } from 'vitest';
import { remaining, serverNow } from './countdown';

const due = Date.parse('2026-01-22T00:31:10Z');
const at = (text: string) => Date.parse(text);

describe('the clock of a request', () => {
  it('begins with the whole time and never rounds it up', () => {
    expect(remaining(due, at('2026-01-19T00:31:10Z'))).toEqual({ over: false, hours: 72, minutes: 0 });
    expect(remaining(due, at('2026-01-19T00:31:11Z'))).toEqual({ over: false, hours: 71, minutes: 59 });
  });

  it('is over only after the last moment, and then says by how much', () => {
    expect(remaining(due, due)).toEqual({ over: false, hours: 0, minutes: 0 });
    expect(remaining(due, due + 1)).toEqual({ over: true, hours: 0, minutes: 0 });
    expect(remaining(due, at('2026-01-23T02:32:10Z'))).toEqual({ over: true, hours: 26, minutes: 1 });
  });

  it('follows the server, not the wall clock of the device', () => {
    expect(serverNow('2026-01-19T00:00:00Z', 1000, 61_000)).toBe(at('2026-01-19T00:01:00Z'));
    expect(serverNow('2026-01-19T00:00:00Z', 5000, 1000)).toBe(at('2026-01-19T00:00:00Z'));
  });
});
