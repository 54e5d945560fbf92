import type { Device, MarkList } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { chartOf, inOrder, offsetText, stateOf } from './looks';

const device = (part: Partial<Device>): Device =>
  ({ id: part.serial ?? '', serial: '', adopted: true, warnings: [], seen_at: null, ...part }) as Device;

describe('machines', () => {
  it('that wait for somebody come before silent ones, and those before the others', () => {
    const marks = {
      items: [
        { device: 'B', touch: 'silent' },
        { device: 'C', touch: 'heard' },
      ],
    } as MarkList;
    const all = [device({ serial: 'C' }), device({ serial: 'B' }), device({ serial: 'A', adopted: false })];

    expect(inOrder(all, marks).map((one) => one.serial)).toEqual(['A', 'B', 'C']);
    expect(stateOf(device({ serial: 'X', retired_on: '2026-01-05' }), marks)).toBe('retired');
    expect(stateOf(device({ serial: 'never' }), null)).toBe('silent');
  });

  it('say how far a clock is off in words', () => {
    expect(offsetText(0)).toBe('tepat');
    expect(offsetText(95_000)).toBe('95 detik lebih cepat');
    expect(offsetText(-3 * 86_400_000)).toBe('3 hari lebih lambat');
  });

  it('keep every reading and the zero line inside the chart', () => {
    const reading = (at: string, offset_ms: number) => ({ at, offset_ms, how: 'handshake' });
    const { points, zero } = chartOf([
      reading('2026-01-01T00:00:00Z', 4000),
      reading('2026-01-02T00:00:00Z', 12_000),
      reading('2026-01-03T00:00:00Z', -4000),
    ]);

    expect(points.map((point) => [point.x, point.y])).toEqual([
      [0, 50],
      [50, 0],
      [100, 100],
    ]);
    expect(zero).toBe(75);
    expect(chartOf([reading('2026-01-01T00:00:00Z', 0)]).points[0]).toMatchObject({ x: 0, y: 100 });
  });
});
