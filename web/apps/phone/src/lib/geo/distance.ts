import type { Fix, PunchPolicy, PunchSite } from '@hadir/api';

export interface Point {
  lat: number;
  lon: number;
}

const EARTH_M = 6_371_008.8;
const rad = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two points over the ground (haversine). */
export function distanceM(a: Point, b: Point): number {
  const [dLat, dLon] = [rad(b.lat - a.lat), rad(b.lon - a.lon)];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres east and north of `from`; good enough over a city. */
export function offsetOf(from: Point, to: Point): { east: number; north: number } {
  return {
    east: rad(to.lon - from.lon) * Math.cos(rad((from.lat + to.lat) / 2)) * EARTH_M,
    north: rad(to.lat - from.lat) * EARTH_M,
  };
}

export const directions = [
  'north',
  'northEast',
  'east',
  'southEast',
  'south',
  'southWest',
  'west',
  'northWest',
] as const;
export type Direction = (typeof directions)[number];

/** In which of eight directions a point lies. */
export function directionTo(from: Point, to: Point): Direction {
  const { east, north } = offsetOf(from, to);
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return directions[(eighth + 8) % 8] ?? 'north';
}

/** The point so many metres east and north of another. */
export function moved(from: Point, east: number, north: number): Point {
  const lat = from.lat + (north / EARTH_M) * (180 / Math.PI);
  return { lat, lon: from.lon + (east / (EARTH_M * Math.cos(rad(from.lat)))) * (180 / Math.PI) };
}

/** Where a drawn site is; null for one nobody has drawn yet. */
export function pointOf(site: Pick<PunchSite, 'latitude' | 'longitude'>): Point | null {
  return site.latitude === null || site.longitude === null
    ? null
    : { lat: site.latitude, lon: site.longitude };
}

/** How far outside an outline a point lies; 0 inside. */
export function outsideOutlineM(point: Point, outline: readonly Point[]): number {
  const corners = outline.map((corner) => offsetOf(point, corner));
  let inside = false;
  let nearest = Infinity;
  corners.forEach((to, i) => {
    const from = corners.at(i - 1) ?? to;
    const [east, north] = [to.east - from.east, to.north - from.north];
    const share = -(from.east * east + from.north * north) / (east * east + north * north || 1);
    const along = Math.min(1, Math.max(0, share));
    nearest = Math.min(nearest, Math.hypot(from.east + along * east, from.north + along * north));
    // A ray to the east meets the border of what it lies in an odd number of times.
    const crosses = from.north > 0 !== to.north > 0;
    if (crosses && from.east + (east * -from.north) / north > 0) inside = !inside;
  });
  return inside ? 0 : nearest;
}

export interface Near {
  site: PunchSite;
  distanceM: number;
  /** How far outside its ring or outline; 0 inside. */
  outsideM: number;
  direction: Direction;
}

/** The drawn sites by how far one stands outside of them, then by distance. */
export function sitesBy(point: Point, sites: readonly PunchSite[]): Near[] {
  return sites
    .flatMap((site): Near[] => {
      const at = pointOf(site);
      if (!at) return [];
      const distance = distanceM(point, at);
      const outline = (site.outline ?? []).map(([lat = 0, lon = 0]) => ({ lat, lon }));
      return [
        {
          site,
          distanceM: distance,
          outsideM:
            outline.length >= 3 ? outsideOutlineM(point, outline) : Math.max(0, distance - site.radius_m),
          direction: directionTo(point, at),
        },
      ];
    })
    .sort((a, b) => a.outsideM - b.outsideM || a.distanceM - b.distanceM);
}

/** What the phone can say of its place before the server judges it. */
export type Standing =
  | { kind: 'inside' | 'edge' | 'outside' | 'poor'; near: Near; accuracyM: number }
  | { kind: 'noSites'; accuracyM: number };

/**
 * Where a fix stands among the sites. The doubt of the fix counts for the employee: near the edge is not outside.
 * The server's own rules decide; this only chooses the sentence on the screen.
 */
export function standingOf(
  fix: Pick<Fix, 'lat' | 'lon' | 'accuracy_m'>,
  sites: readonly PunchSite[],
  policy: Pick<PunchPolicy, 'poor_accuracy_m'>,
): Standing {
  const near = sitesBy(fix, sites)[0];
  const accuracyM = fix.accuracy_m;
  if (!near) return { kind: 'noSites', accuracyM };
  if (near.outsideM === 0 && accuracyM <= policy.poor_accuracy_m) return { kind: 'inside', near, accuracyM };
  if (accuracyM > policy.poor_accuracy_m) return { kind: 'poor', near, accuracyM };
  return { kind: near.outsideM <= accuracyM ? 'edge' : 'outside', near, accuracyM };
}
