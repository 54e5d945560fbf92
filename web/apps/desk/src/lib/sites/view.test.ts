import { expect, it } from 'vitest';
import { metresBetween, place, pointAt, roundLength, widthFor, type View } from './view';

const middle = { lat: -5.1135, lon: 105.3067 };
const view: View = { middle, metres: 300, width: 600, height: 400 };

it('the middle is drawn in the middle and north is up', () => {
  expect(place(view, middle)).toEqual({ x: 300, y: 200 });
  expect(place(view, { ...middle, lat: middle.lat + 0.0005 }).y).toBeLessThan(200);
});

it('a click names the point that is drawn there', () => {
  const at = pointAt(view, 420, 90);
  const drawn = place(view, at);

  expect(drawn.x).toBeCloseTo(420, 0);
  expect(drawn.y).toBeCloseTo(90, 0);
  expect(metresBetween(middle, at)).toBeCloseTo(Math.hypot(60, 55), 0);
});

it('a ring and an outline are seen whole', () => {
  const corner = { lat: middle.lat + 0.002, lon: middle.lon };

  expect(widthFor(middle, 100, [])).toBe(260);
  expect(widthFor(middle, 20, [])).toBe(150);
  expect(widthFor(middle, 20, [corner])).toBeGreaterThan(500);
});

it('the scale is a round length', () => {
  expect([7, 44, 199, 2600].map(roundLength)).toEqual([5, 20, 100, 2000]);
});
