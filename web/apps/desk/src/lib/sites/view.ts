import type { Point } from './coordinates';

const DEGREE_M = 111_195.08;
const east = (lat: number) => DEGREE_M * Math.cos((lat * Math.PI) / 180);

/** A picture of the ground, north up: its middle, how many metres it is wide, and its size in units. */
export interface View {
  middle: Point;
  metres: number;
  width: number;
  height: number;
}

/** Where a point is drawn. */
export function place(view: View, at: Point): { x: number; y: number } {
  const unit = view.width / view.metres;
  return {
    x: view.width / 2 + (at.lon - view.middle.lon) * east(view.middle.lat) * unit,
    y: view.height / 2 - (at.lat - view.middle.lat) * DEGREE_M * unit,
  };
}

/** Which point a place in the picture is. */
export function pointAt(view: View, x: number, y: number): Point {
  const metre = view.metres / view.width;
  return {
    lat: Number((view.middle.lat - ((y - view.height / 2) * metre) / DEGREE_M).toFixed(7)),
    lon: Number((view.middle.lon + ((x - view.width / 2) * metre) / east(view.middle.lat)).toFixed(7)),
  };
}

/** The largest of 1, 2, 5 times a power of ten that is not above `metres`. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(metres, 1)));
  return ([5, 2, 1].find((n) => n * power <= metres) ?? 1) * power;
}

/** A width that shows a ring or an outline whole, with ground around it. */
export function widthFor(middle: Point, radiusM: number, outline: readonly Point[]): number {
  const far = outline.map((corner) =>
    Math.hypot((corner.lon - middle.lon) * east(middle.lat), (corner.lat - middle.lat) * DEGREE_M),
  );
  return Math.max(150, 2.6 * Math.max(outline.length >= 3 ? 0 : radiusM, ...far));
}

/** Metres between two points, for distances within a town. */
export function metresBetween(a: Point, b: Point): number {
  return Math.hypot((a.lon - b.lon) * east((a.lat + b.lat) / 2), (a.lat - b.lat) * DEGREE_M);
}
