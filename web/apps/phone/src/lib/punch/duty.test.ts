import type { PlanDay } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { dutyAt, instantAt, naturalKind } from './duty';

const zone = 'Asia/Makassar';
const day = (date: string, starts: string | null, ends: string | null): PlanDay => ({
  date,
  starts,
  ends,
  mode: starts ? 'WFO' : null,
  off: starts ? null : 'Minggu',
  excuse: null,
});
const plan = [
  day('2026-01-18', null, null),
  day('2026-01-19', '07:30', '16:00'),
  day('2026-01-20', '19:00', '07:00'),
  day('2026-01-21', null, null),
];
const at = (date: string, time: string) => instantAt(date, time, zone);
const kindAt = (date: string, time: string) => {
  const now = at(date, time);
  return naturalKind(dutyAt(plan, now, zone), now, zone);
};

describe('the natural kind of a tap', () => {
  it('is coming before the middle of the duty and going after it', () => {
    expect(kindAt('2026-01-19', '06:10')).toBe('in');
    expect(kindAt('2026-01-19', '11:44')).toBe('in');
    expect(kindAt('2026-01-19', '11:46')).toBe('out');
    expect(kindAt('2026-01-19', '18:00')).toBe('out');
  });

  it('follows a night shift past midnight', () => {
    expect(kindAt('2026-01-20', '18:50')).toBe('in');
    expect(kindAt('2026-01-21', '00:30')).toBe('in');
    expect(kindAt('2026-01-21', '06:58')).toBe('out');
    expect(dutyAt(plan, at('2026-01-21', '06:58'), zone)?.day.date).toBe('2026-01-20');
  });

  it('turns at noon on a day without duty', () => {
    expect(dutyAt(plan, at('2026-01-18', '10:00'), zone)).toBeNull();
    expect(kindAt('2026-01-18', '10:00')).toBe('in');
    expect(kindAt('2026-01-18', '13:00')).toBe('out');
  });
});
