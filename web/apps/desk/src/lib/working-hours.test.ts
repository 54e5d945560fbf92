import { describe, expect, it } from 'vitest';
import { outsideWorkingHours } from './working-hours';

describe('working hours', () => {
  it.each([
    ['2026-11-22T23:29:59Z', true, 'Monday 06:29 in Jakarta'],
    ['2026-11-22T23:30:00Z', false, 'Monday 06:30'],
    ['2026-11-23T09:59:59Z', false, 'Monday 16:59'],
    ['2026-11-23T10:00:00Z', true, 'Monday 17:00'],
    ['2026-11-21T03:00:00Z', true, 'Saturday morning'],
    ['2026-11-22T03:00:00Z', true, 'Sunday morning'],
  ])('at %s: outside is %s (%s)', (instant, outside) => {
    expect(outsideWorkingHours(instant, 'Asia/Jakarta')).toBe(outside);
  });

  it('are those of the instansi, not of the browser', () => {
    const instant = '2026-11-23T08:30:00Z';
    expect(outsideWorkingHours(instant, 'Asia/Jakarta')).toBe(false);
    expect(outsideWorkingHours(instant, 'Asia/Jayapura')).toBe(true);
  });
});
