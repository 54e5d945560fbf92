import { describe, expect, it } from 'vitest';
import { pointText, readPoint } from './coordinates';

const office = { lat: -5.1135, lon: 105.3067 };

describe('a point as people write it', () => {
  it.each([
    ['-5.1135, 105.3067'],
    ['-5.1135 105.3067'],
    ['(-5.1135;105.3067)'],
    ['‑5,1135, 105,3067'],
    ['−5,1135 105,3067'],
    ['- 5.1135, 105.3067'],
    ['5.1135 LS, 105.3067 BT'],
    ['5,1135° S 105,3067° E'],
    ['5°06\'48.6"S 105°18\'24.12"E'],
    ['5° 6′ 48,6″ LS, 105° 18′ 24,12″ BT'],
    ["5°6.81'S, 105°18.402'E"],
    ['https://www.google.com/maps/@-5.1135,105.3067,17z'],
    ['https://www.google.com/maps/place/Kantor/@-5.2,105.4,17z/data=!3m1!4b1!3d-5.1135!4d105.3067'],
    ['https://maps.google.com/?q=-5.1135,105.3067'],
    ['https://www.google.com/maps/search/?api=1&query=-5.1135%2C105.3067'],
    ['https://www.google.com/maps/search/-5.1135,+105.3067'],
    ['https://www.openstreetmap.org/#map=18/-5.1135/105.3067'],
    ['geo:-5.1135,105.3067'],
  ])('%s', (text) => {
    expect(readPoint(text)).toEqual({ point: office, swapped: false });
  });

  it('exchanged figures are put right and said so', () => {
    expect(readPoint('105.3067, -5.1135')).toEqual({ point: office, swapped: true });
  });

  it('a place north of the equator is north', () => {
    expect(readPoint('5.55 LU 95.32 BT')).toEqual({ point: { lat: 5.55, lon: 95.32 }, swapped: false });
    expect(readPoint('5.55, 95.32')).toEqual({ point: { lat: 5.55, lon: 95.32 }, swapped: false });
  });

  it.each([[''], ['Jalan Merdeka 1'], ['5'], ['https://contoh.go.id/kantor'], ['400, 500'], ['5.1 S']])(
    '%j is none',
    (text) => {
      expect(readPoint(text)).toEqual({ fault: 'unreadable' });
    },
  );

  it('a shortened link says that it hides the point', () => {
    expect(readPoint('https://maps.app.goo.gl/AbCdEf')).toEqual({ fault: 'short' });
  });

  it('what is shown can be pasted again', () => {
    expect(readPoint(pointText(office))).toEqual({ point: office, swapped: false });
  });
});
