/** Reads a point as people type or paste it: decimals with dot or comma, degrees, or the link of a map. */

export interface Point {
  lat: number;
  lon: number;
}

export type Read =
  | { point: Point; swapped: boolean }
  /** short: a shortened link, which hides the point; unreadable: nothing that looks like one. */
  | { fault: 'short' | 'unreadable' };

const N = '(-?\\d+(?:\\.\\d+)?)';

/** Where the links of maps carry the point; a place's own pin comes before the middle of the view. */
const links = [
  new RegExp(`!3d${N}!4d${N}`),
  new RegExp(`[?&](?:q|query|ll|center|destination|daddr|sll)=(?:loc:)?${N},\\s*\\+?${N}`),
  new RegExp(`@${N},${N}`),
  new RegExp(`/(?:search|place|dir)/+\\+?${N},\\s*\\+?${N}`),
  new RegExp(`#map=\\d+/${N}/${N}`),
  new RegExp(`^geo:${N},${N}`),
];

/** Degrees, minutes and seconds with a letter for the side; LS, LU, BT and BB as on Indonesian maps. */
const D = '(\\d+(?:[.,]\\d+)?)';
const sided = new RegExp(
  `${D}\\s*[°ºd]?\\s*(?:${D}\\s*['m]?\\s*(?:${D}\\s*["]?\\s*)?)?(LS|LU|BT|BB|[NSEWUT])(?![a-z])`,
  'gi',
);

const decimals = new RegExp(`^\\(?\\s*${N}\\s*[,;\\s/]\\s*${N}\\s*\\)?$`);
const commas = /^(-?\d+),(\d+)\s*[,;\s/]\s*(-?\d+),(\d+)$/;

export function readPoint(text: string): Read {
  const plain = tidy(text);
  if (/goo\.gl|maps\.app/i.test(plain)) return { fault: 'short' };
  if (/^(https?:|geo:)/i.test(plain)) {
    for (const link of links) {
      const found = link.exec(plain);
      if (found) return pointOf(Number(found[1]), Number(found[2]));
    }
    return { fault: 'unreadable' };
  }
  const bySide = readSided(plain);
  if (bySide) return pointOf(bySide.lat, bySide.lon);
  const withCommas = commas.exec(plain);
  if (withCommas) {
    const [, a, b, c, d] = withCommas;
    return pointOf(Number(`${a}.${b}`), Number(`${c}.${d}`));
  }
  const withDots = decimals.exec(plain);
  return withDots ? pointOf(Number(withDots[1]), Number(withDots[2])) : { fault: 'unreadable' };
}

/** Hyphens, minus signs and quotes of every kind as the ones on a keyboard. */
function tidy(text: string): string {
  let plain = text.trim();
  try {
    if (/%[0-9a-f]{2}/i.test(plain)) plain = decodeURIComponent(plain);
  } catch {
    // A broken escape is read as it stands.
  }
  return plain
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replace(/[\u2018\u2019\u2032\u00b4`]/g, "'")
    .replace(/[\u201c\u201d\u2033]|''/g, '"')
    .replace(/[\u00a0\u2009\u202f]/g, ' ')
    .replace(/-\s+(?=\d)/g, '-');
}

function readSided(text: string): Point | null {
  let lat: number | null = null;
  let lon: number | null = null;
  for (const [, degrees, minutes, seconds, letter] of text.matchAll(sided)) {
    const part = (piece: string | undefined) => Number((piece ?? '0').replace(',', '.'));
    const size = part(degrees) + part(minutes) / 60 + part(seconds) / 3600;
    const side = (letter ?? '').toUpperCase();
    if (['N', 'U', 'LU'].includes(side)) lat = size;
    else if (['S', 'LS'].includes(side)) lat = -size;
    else lon = ['W', 'BB'].includes(side) ? -size : size;
  }
  return lat === null || lon === null ? null : { lat, lon };
}

/** Indonesia lies far to the east and near the equator, so exchanged figures show themselves. */
function pointOf(lat: number, lon: number): Read {
  const swapped = lat > 90 && Math.abs(lon) < 15;
  const point = swapped ? { lat: lon, lon: lat } : { lat, lon };
  if (Math.abs(point.lat) > 90 || Math.abs(point.lon) > 180) return { fault: 'unreadable' };
  return { point: { lat: rounded(point.lat), lon: rounded(point.lon) }, swapped };
}

/** Seven places are a centimetre. */
const rounded = (degrees: number) => Number(degrees.toFixed(7));

/** A point as it is shown and can be pasted again. */
export function pointText({ lat, lon }: Point): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
}
