import type { PunchSite } from '@hadir/api';
import { describe, expect, it } from 'vitest';
import { directionTo, distanceM, moved, offsetOf, outsideOutlineM, sitesBy, standingOf } from './distance';

const office = { lat: -5.11351, lon: 105.30675 };
const site = (code: string, more: Partial<PunchSite> = {}): PunchSite => ({
  id: code,
  code,
  name: code,
  zone: 'Asia/Jakarta',
  latitude: office.lat,
  longitude: office.lon,
  radius_m: 75,
  network: 'good',
  ...more,
});
const policy = { poor_accuracy_m: 200 };

describe('distance and direction', () => {
  it('agree with a point moved by metres', () => {
    for (const [east, north, direction] of [
      [0, 100, 'north'],
      [300, 300, 'northEast'],
      [0, -2000, 'south'],
      [-500, 0, 'west'],
      [-400, 420, 'northWest'],
    ] as const) {
      const there = moved(office, east, north);
      expect(distanceM(office, there)).toBeCloseTo(Math.hypot(east, north), 0);
      expect(directionTo(office, there)).toBe(direction);
      expect(offsetOf(office, there).east).toBeCloseTo(east, 0);
    }
  });

  it('are those of the map: Metro to Bandar Lampung is some 35 km', () => {
    expect(distanceM(office, { lat: -5.4292, lon: 105.2613 }) / 1000).toBeCloseTo(35.5, 0);
  });
});

describe('the nearest site', () => {
  it('is the one whose ring is nearest, not whose middle is, and an undrawn one is left out', () => {
    const wide = { ...moved(office, 900, 0) };
    const sites = [
      site('undrawn', { latitude: null, longitude: null }),
      site('small', { radius_m: 20, ...latLon(moved(office, 300, 0)) }),
      site('wide', { radius_m: 800, ...latLon(wide) }),
    ];

    expect(sitesBy(office, sites).map((near) => near.site.code)).toEqual(['wide', 'small']);
  });
});

describe('an outline', () => {
  const corner = (east: number, north: number) => moved(office, east, north);
  // An L whose yard at the north-east is not part of it.
  const building = [
    corner(0, 0),
    corner(100, 0),
    corner(100, 40),
    corner(40, 40),
    corner(40, 100),
    corner(0, 100),
  ];

  it.each([
    [20, 20, 0],
    [90, 20, 0],
    [70, 70, 30],
    [150, 20, 50],
    [-10, 50, 10],
  ])('%i m east and %i m north is %i m outside', (east, north, expected) => {
    expect(outsideOutlineM(corner(east, north), building)).toBeCloseTo(expected, 0);
  });

  it('counts instead of the ring', () => {
    const outlined = site('a', { radius_m: 20, outline: building.map(({ lat, lon }) => [lat, lon]) });

    expect(sitesBy(corner(90, 20), [outlined])[0]?.outsideM).toBe(0);
    expect(sitesBy(corner(-15, -5), [outlined])[0]?.outsideM).toBeGreaterThan(10);
  });
});

const latLon = ({ lat, lon }: { lat: number; lon: number }) => ({ latitude: lat, longitude: lon });

describe('a fix', () => {
  const at = (east: number, accuracy_m: number) => ({ ...moved(office, east, 0), accuracy_m });

  it('is inside, on the edge, outside, or too coarse to say', () => {
    expect(standingOf(at(40, 12), [site('a')], policy).kind).toBe('inside');
    expect(standingOf(at(95, 30), [site('a')], policy).kind).toBe('edge');
    expect(standingOf(at(400, 30), [site('a')], policy).kind).toBe('outside');
    expect(standingOf(at(10, 1500), [site('a')], policy).kind).toBe('poor');
    expect(standingOf(at(10, 10), [], policy).kind).toBe('noSites');
  });
});
