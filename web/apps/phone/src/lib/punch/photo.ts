import { sha256, toHex } from '../canonical';

/** The server takes no more. */
const MOST_BYTES = 400_000;

/** Tried one after the other until the picture is small enough. */
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

export interface Photo {
  type: string;
  bytes: ArrayBuffer;
  /** Lower-case hex. */
  sha256: string;
}

/** Width and height whose longer side is `edge` at most. */
export function fitted(width: number, height: number, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Makes a camera's picture small, on the phone; nothing but the picture itself is kept (no place, no device name).
 * Null when the browser cannot read it: the tap does without.
 */
export async function shrink(file: Blob, edge: number): Promise<Photo | null> {
  try {
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const size = fitted(image.width, image.height, edge);
    const canvas = Object.assign(document.createElement('canvas'), size);
    canvas.getContext('2d')?.drawImage(image, 0, 0, size.width, size.height);
    image.close();
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (!blob || blob.type !== 'image/jpeg') return null;
      if (blob.size > MOST_BYTES) continue;
      const bytes = await blob.arrayBuffer();
      return { type: blob.type, bytes, sha256: toHex(await sha256(bytes)) };
    }
    return null;
  } catch {
    return null;
  }
}
