import type { PunchSite } from '@hadir/api';
import { distanceM, offsetOf, pointOf, type Point } from '../geo/distance';

/** The picture in its own units; north is up. */
export const WIDTH = 340;
export const HEIGHT = 300;
const MARGIN = 34;

/** A ring too small to be seen is drawn this big. */
const LEAST_RING = 7;

/** The dot of the own position covers a number this near. */
const HIDES = 18;

export interface Ring {
  site: PunchSite;
  number: number;
  x: number;
  y: number;
  /** The ring, or how far the farthest corner is. */
  r: number;
  /** The corners of an outline, which counts instead of the ring; null where there is none. */
  outline: { x: number; y: number }[] | null;
  /** Where the number stands: in the middle, or beside the ring when one stands there. */
  numberX: number;
  /** The name, where there is room for it. */
  name: string | null;
  /** Where the name stands. */
  nameX: number;
  nameY: number;
}

export interface Picture {
  rings: Ring[];
  me: { x: number; y: number; r: number } | null;
  /** A round length and how long it is drawn. */
  scale: { metres: number; width: number };
}

/** The largest of 1, 2, 5 times a power of ten that is not above `metres`. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(metres, 1)));
  return ([5, 2, 1].find((n) => n * power <= metres) ?? 1) * power;
}

/**
 * Lays sites and the own position out so that all of them are seen.
 *
 * @param sites in the order of their numbers; undrawn ones are left out
 * @param names drawn width of a text, in units
 */
export function pictureOf(
  sites: readonly PunchSite[],
  me: (Point & { accuracyM: number }) | null,
  names: (text: string) => number = (text) => text.length * 6.4,
): Picture | null {
  const drawn = sites.flatMap((site) => {
    const at = pointOf(site);
    if (!at) return [];
    const corners = (site.outline ?? []).map(([lat = 0, lon = 0]) => ({ lat, lon }));
    const outline = corners.length >= 3 ? corners : null;
    const reach = outline ? Math.max(...outline.map((corner) => distanceM(at, corner))) : site.radius_m;
    return [{ site, at, outline, reach }];
  });
  const origin = drawn[0]?.at ?? me;
  if (!origin) return null;

  const circles = [
    ...drawn.map(({ at, reach }) => ({ ...offsetOf(origin, at), r: reach })),
    // A very coarse reading must not shrink everything else to a point.
    ...(me ? [{ ...offsetOf(origin, me), r: Math.min(me.accuracyM, 2000) }] : []),
  ];
  const west = Math.min(...circles.map(({ east, r }) => east - r));
  const east = Math.max(...circles.map(({ east, r }) => east + r));
  const south = Math.min(...circles.map(({ north, r }) => north - r));
  const north = Math.max(...circles.map(({ north, r }) => north + r));
  const unitsPerM = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(east - west, 100),
    (HEIGHT - 2 * MARGIN) / Math.max(north - south, 100),
  );
  const x = (metres: number) => WIDTH / 2 + (metres - (west + east) / 2) * unitsPerM;
  const y = (metres: number) => HEIGHT / 2 - (metres - (south + north) / 2) * unitsPerM;

  const own = me && {
    x: x(offsetOf(origin, me).east),
    y: y(offsetOf(origin, me).north),
    r: me.accuracyM * unitsPerM,
  };
  const metres = roundLength((WIDTH * 0.34) / unitsPerM);
  return {
    rings: named(
      drawn.map(({ site, at, outline, reach }, i) => {
        const { east, north } = offsetOf(origin, at);
        const r = Math.max(LEAST_RING, reach * unitsPerM);
        const corners = outline?.map((corner) => offsetOf(origin, corner)) ?? null;
        const [cx, cy] = [x(east), y(north)];
        const hidden = own !== null && Math.hypot(own.x - cx, own.y - cy) < HIDES;
        const numberX = hidden ? cx - r - 9 : cx;
        return {
          site,
          number: i + 1,
          x: cx,
          y: cy,
          r,
          outline: corners && corners.map((corner) => ({ x: x(corner.east), y: y(corner.north) })),
          numberX,
          name: null,
          nameX: 0,
          nameY: 0,
        };
      }),
      names,
    ),
    me: own,
    scale: { metres, width: metres * unitsPerM },
  };
}

/** Gives a name to each ring that has room for it under or above it. The list below the picture has them all. */
function named(rings: Ring[], widthOf: (text: string) => number): Ring[] {
  const taken: { left: number; right: number; y: number }[] = [];
  return rings.map((ring) => {
    const width = widthOf(ring.site.name);
    if (width > WIDTH - 8) return ring;
    const nameX = Math.min(WIDTH - 4 - width / 2, Math.max(4 + width / 2, ring.x));
    const [left, right] = [nameX - width / 2, nameX + width / 2];
    const free = (at: number) =>
      at > 12 &&
      at < HEIGHT - 22 &&
      taken.every((one) => right < one.left || left > one.right || Math.abs(at - one.y) > 15);
    const nameY = [ring.y + ring.r + 14, ring.y - ring.r - 6].find(free);
    if (nameY === undefined) return ring;
    taken.push({ left, right, y: nameY });
    return { ...ring, name: ring.site.name, nameX, nameY };
  });
}
