import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

const options: ReaderOptions = { formats: ['QRCode'], maxNumberOfSymbols: 1, tryInvert: false };

// Left alone it would fetch the file from elsewhere; this one is part of the app and kept by the service worker.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

/** Loads the reader before the first picture comes. */
export async function ready(): Promise<void> {
  await readBarcodes(new ImageData(1, 1), options);
}

/** The text of the QR code in a picture, or null. */
export async function textIn(picture: ImageData): Promise<string | null> {
  const [found] = await readBarcodes(picture, options);
  return found?.isValid ? found.text : null;
}
