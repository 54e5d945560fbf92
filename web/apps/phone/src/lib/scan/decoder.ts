/** Reads one frame of a video: the text of a QR code in it, or null. */
export type Decoder = (video: HTMLVideoElement) => Promise<string | null>;

/** The browser's own reader; where it exists it is faster and costs no download. */
interface BarcodeDetector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** Longest side of the picture handed to the reader, in px: enough for a dense code, quick on an old phone. */
const LONGEST_SIDE = 960;

/** The best reader this browser has. Rejects when none can be loaded (offline before the app was kept). */
export async function decoder(): Promise<Decoder> {
  return (await nativeDecoder()) ?? (await bundledDecoder());
}

async function nativeDecoder(): Promise<Decoder | null> {
  const Native = (globalThis as { BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector;
  if (!Native) return null;
  try {
    const formats = await Native.getSupportedFormats();
    if (!formats.includes('qr_code')) return null;
    const detector = new Native({ formats: ['qr_code'] });
    // Some phones promise it and fail at the first picture, because a system service is missing.
    await detector.detect(blank());
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

function blank(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  canvas.getContext('2d')?.fillRect(0, 0, 32, 32);
  return canvas;
}

async function bundledDecoder(): Promise<Decoder> {
  const { ready, textIn } = await import('./zxing');
  await ready();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');

  return async (video) => {
    const { width, height } = fitted(video.videoWidth, video.videoHeight, LONGEST_SIDE);
    if (width === 0 || height === 0) return null;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.drawImage(video, 0, 0, width, height);
    return textIn(context.getImageData(0, 0, width, height));
  };
}

/** A size in the same proportion whose longer side is at most `longest`. */
export function fitted(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
