import type { PunchSite } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { moved } from '../geo/distance';
import { HEIGHT, pictureOf, roundLength, WIDTH } from './picture';

const office = { lat: -5.1, lon: 105.3 };
const site = (name: string, east: number, north: number, radius_m = 75): PunchSite => {
  const { lat, lon } = moved(office, east, north);
  return {
    id: name,
    code: name,
    name,
    zone: 'WIB',
    latitude: lat,
    longitude: lon,
    radius_m,
    network: 'good',
  };
};

describe('the picture of the rings', () => {
  it('holds every ring and the own position, north up, in one scale', () => {
    const me = { ...moved(office, -4000, 300), accuracyM: 40 };
    const picture = pictureOf([site('Kantor', 0, 0), site('Gudang', 900, 1200)], me);

    for (const { x, y, r } of [...(picture?.rings ?? []), ...(picture?.me ? [picture.me] : [])]) {
      expect(x - r).toBeGreaterThanOrEqual(0);
      expect(x + r).toBeLessThanOrEqual(WIDTH);
      expect(y - r).toBeGreaterThanOrEqual(0);
      expect(y + r).toBeLessThanOrEqual(HEIGHT);
    }
    const [first, second] = picture?.rings ?? [];
    expect((second?.x ?? 0) - (first?.x ?? 0)).toBeGreaterThan(0);
    expect((second?.y ?? 0) - (first?.y ?? 0)).toBeLessThan(0);
    expect(picture?.me?.x).toBeLessThan(first?.x ?? 0);
    const unitsPerM = (picture?.scale.width ?? 0) / (picture?.scale.metres ?? 1);
    expect((second?.x ?? 0) - (first?.x ?? 0)).toBeCloseTo(900 * unitsPerM, 0);
  });

  it('holds an outline whole and draws it where its corners are', () => {
    const corners = [moved(office, 0, 0), moved(office, 400, 0), moved(office, 400, 300)];
    const outlined = {
      ...site('Kantor', 0, 0, 20),
      outline: corners.map(({ lat, lon }) => [lat, lon]),
    };

    const [ring, plain] = pictureOf([outlined, site('Gudang', 0, 900)], null)?.rings ?? [];

    expect(plain?.outline).toBeNull();
    expect(ring?.outline).toHaveLength(3);
    for (const { x, y } of ring?.outline ?? []) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(WIDTH);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(HEIGHT);
    }
    expect(ring?.outline?.[0]?.x).toBeCloseTo(ring?.x ?? 0);
    expect(ring?.outline?.[0]?.y).toBeCloseTo(ring?.y ?? 0);
    expect(ring?.outline?.[1]?.x).toBeGreaterThan(ring?.x ?? 0);
  });

  it('writes no name over another', () => {
    const crowd = Array.from({ length: 8 }, (_, i) => site(`Kantor Kelurahan ${i}`, i * 30, i * 10, 20));
    const named = pictureOf(crowd, null)?.rings.filter((ring) => ring.name) ?? [];

    expect(named.length).toBeGreaterThan(0);
    for (const [i, one] of named.entries())
      for (const other of named.slice(i + 1)) {
        const apart = Math.abs(one.nameX - other.nameX) >= 110 || Math.abs(one.nameY - other.nameY) > 14;
        expect(apart, `${one.name} and ${other.name}`).toBe(true);
      }
  });

  it('is none without anything to draw', () => {
    expect(pictureOf([{ ...site('x', 0, 0), latitude: null }], null)).toBeNull();
  });

  it('has a round scale', () => {
    expect([9, 10, 49, 50, 999, 1000, 2400].map(roundLength)).toEqual([5, 10, 20, 50, 500, 1000, 2000]);
  });
});
