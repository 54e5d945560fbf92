import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawingOf, type Drawing } from './draw';

const QUIET = 4;
const SCALE = 3;

beforeAll(async () => {
  // Tests have no server to fetch from; Node's own types stay out of the app.
  const { readFile } = (await import('node:fs/promises' as string)) as {
    readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
  };
  const { buffer } = new Uint8Array(await readFile(wasm.replace(/^\//, '')));
  prepareZXingModule({ overrides: { wasmBinary: buffer } });
});

/** The squares that lie inside the outline, row by row: those with an odd number of upright edges to their left. */
function darkSquares({ path, size }: Drawing): boolean[][] {
  const edges = Array.from({ length: size }, () => Array<number>(size + 1).fill(0));
  for (const outline of path.split('Z').filter((one) => one !== '')) {
    const points = outline
      .slice(1)
      .split('L')
      .map((point) => point.split(' ').map(Number) as [number, number]);
    points.forEach(([x, y], i) => {
      const [nextX, nextY] = points[(i + 1) % points.length] ?? [x, y];
      if (x !== nextX) return;
      for (let row = Math.min(y, nextY); row < Math.max(y, nextY); row++) edges[row]?.splice(x, 1, 1);
    });
  }
  return edges.map((row) => {
    let inside = 0;
    return row.slice(0, size).map((edge) => (inside ^= edge) === 1);
  });
}

/** The drawing as a camera would see it. */
function picture(drawing: Drawing): ImageData {
  const side = (drawing.size + 2 * QUIET) * SCALE;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  darkSquares(drawing).forEach((squares, row) =>
    squares.forEach((dark, column) => {
      if (!dark) return;
      for (let y = 0; y < SCALE; y++) {
        const left = ((row + QUIET) * SCALE + y) * side + (column + QUIET) * SCALE;
        for (let x = left; x < left + SCALE; x++) data.fill(0, x * 4, x * 4 + 3);
      }
    }),
  );
  return { data, width: side, height: side, colorSpace: 'srgb' } as ImageData;
}

async function readBack(text: string): Promise<string | undefined> {
  const [found] = await readBarcodes(picture(drawingOf(text)), { formats: ['QRCode'] });
  return found?.text;
}

describe('the drawing of a code', () => {
  it('is read back by the scanner this app brings along', async () => {
    const office = 'HC1.S01.117839012.xYk5-yJ4b2ezqYYh';

    expect(await readBack(office)).toBe(office);
  });

  it('holds a person code and stays coarse enough for a small screen', async () => {
    const person = `HP1.${'eyJhdCI6IjIwMjYtMDEt'.repeat(12)}.${'aB3_'.repeat(21)}AA`;

    expect(await readBack(person)).toBe(person);
    expect(drawingOf(person).size).toBeLessThanOrEqual(73);
  });
});
