import { CameraError, openCamera, type Camera, type CameraFault, type Facing } from './camera';
import { decoder, type Decoder } from './decoder';

/** What stops a reading: the camera, or the reader's own program. */
export type ReadingFault = CameraFault | 'reader';

/** Pause between two looks, in ms: quick for a person, and an old phone stays cool. */
const LOOK_EVERY_MS = 120;

/**
 * A camera that looks for QR codes, from `start` to `stop`.
 *
 * It reads on until stopped; what counts as the same code again is for the listener to judge.
 */
export class Reading {
  state = $state<'opening' | 'reading' | 'failed'>('opening');
  fault = $state<ReadingFault | null>(null);
  hasTorch = $state(false);
  torchOn = $state(false);

  #camera: Camera | null = null;
  #video: HTMLVideoElement | null = null;
  /** Counts starts and stops, so that what belongs to an earlier one ends by itself. */
  #life = 0;

  /** Opens the camera into `video` and tells `found` each text it reads. */
  async start(video: HTMLVideoElement, facing: Facing, found: (text: string) => void): Promise<void> {
    this.stop();
    const life = this.#life;
    this.state = 'opening';
    this.fault = null;
    const decoding = readerOr();
    // When the camera fails first, nobody waits for the reader any more.
    decoding.catch(() => undefined);
    try {
      const camera = await openCamera(facing);
      if (life !== this.#life) return camera.close();
      this.#camera = camera;
      this.#video = video;
      this.hasTorch = camera.torch !== null;
      camera.onlost(() => this.#fail(life, 'busy'));
      video.srcObject = camera.stream;
      await video.play();
      const decode = await decoding;
      if (life !== this.#life) return;
      this.state = 'reading';
      void this.#look(life, video, decode, found);
    } catch (thrown) {
      this.#fail(
        life,
        thrown instanceof CameraError ? thrown.fault : thrown === NO_READER ? 'reader' : 'busy',
      );
    }
  }

  #fail(life: number, fault: ReadingFault): void {
    if (life !== this.#life) return;
    this.stop();
    this.state = 'failed';
    this.fault = fault;
  }

  /** Puts the camera out. */
  stop(): void {
    this.#life++;
    this.#camera?.close();
    if (this.#video) this.#video.srcObject = null;
    this.#camera = null;
    this.#video = null;
    this.hasTorch = false;
    this.torchOn = false;
  }

  async toggleTorch(): Promise<void> {
    const wanted = !this.torchOn;
    try {
      await this.#camera?.torch?.(wanted);
      this.torchOn = wanted;
    } catch {
      // The light is taken by something else; reading goes on without it.
      this.hasTorch = false;
    }
  }

  async #look(
    life: number,
    video: HTMLVideoElement,
    decode: Decoder,
    found: (text: string) => void,
  ): Promise<void> {
    while (life === this.#life) {
      try {
        const text = video.readyState >= video.HAVE_CURRENT_DATA ? await decode(video) : null;
        if (text && life === this.#life) found(text);
      } catch {
        // One frame that could not be read; the next may.
      }
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  }
}

const NO_READER = new Error('no reader');

async function readerOr(): Promise<Decoder> {
  try {
    return await decoder();
  } catch {
    throw NO_READER;
  }
}
