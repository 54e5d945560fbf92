import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

/** A code as the outline of its dark squares, one unit each, without the quiet zone. */
export interface Drawing {
  /** Squares along one side. */
  size: number;
  /** The `d` of an SVG path, to be filled evenodd or nonzero alike. */
  path: string;
}

/** Short codes are read from across a door; they get more room for dirt and glare than long ones. */
const SHORT = 60;

/** Draws a text as a QR code, as small as its length allows. */
export function drawingOf(text: string): Drawing {
  const minCorrectionLevel = text.length <= SHORT ? correction.M : correction.L;
  const code = generate(text, { minCorrectionLevel });
  return { size: code.size, path: toSvgPath(code) };
}
