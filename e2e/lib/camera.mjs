// A camera that sees what a journey holds before it: Chromium reads its pictures from a file, anew at each opening.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { generate } from '../../web/node_modules/lean-qr/index.mjs';

const WIDTH = 800;
const HEIGHT = 600;
const FRAMES_PER_SECOND = 10;

/** Squares of white around a code. */
const QUIET = 4;

/** The file of a camera, and the arguments by which a browser uses it. */
export function camera() {
  const folder = mkdtempSync(join(tmpdir(), 'hadir-camera-'));
  const file = join(folder, 'camera.y4m');
  show(file, [null]);
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${file}`,
    ],
    /** Shows the codes of these texts in turn (null: an empty wall), each for so many seconds, over and over. */
    show: (texts, seconds = 3) => show(file, texts, seconds),
  };
}

/** YUV4MPEG2: a line of heading, then per picture a line, its brightness and its two colours. */
function show(file, texts, seconds = 3) {
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const out = openSync(file, 'w');
  writeSync(out, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`);
  for (const text of texts) {
    const brightness = text === null ? Buffer.alloc(WIDTH * HEIGHT, 160) : picture(text);
    for (let frame = 0; frame < seconds * FRAMES_PER_SECOND; frame++) {
      writeSync(out, 'FRAME\n');
      writeSync(out, brightness);
      writeSync(out, colours);
    }
  }
  closeSync(out);
}

function picture(text) {
  const code = generate(text);
  const squares = code.size + 2 * QUIET;
  const scale = Math.floor((HEIGHT * 0.95) / squares);
  const [left, top] = [WIDTH, HEIGHT].map((side) => Math.floor((side - squares * scale) / 2));
  const pixels = Buffer.alloc(WIDTH * HEIGHT, 160);
  for (let y = 0; y < squares * scale; y++) {
    for (let x = 0; x < squares * scale; x++) {
      const dark = code.get(Math.floor(x / scale) - QUIET, Math.floor(y / scale) - QUIET);
      pixels[(top + y) * WIDTH + left + x] = dark ? 30 : 235;
    }
  }
  return pixels;
}
