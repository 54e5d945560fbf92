/** Why there is no picture; each has its sentence in the messages. */
export type CameraFault = 'insecure' | 'none' | 'refused' | 'busy';

/** Thrown when the camera cannot be opened. */
export class CameraError extends Error {
  readonly fault: CameraFault;

  constructor(fault: CameraFault) {
    super(`camera: ${fault}`);
    this.name = 'CameraError';
    this.fault = fault;
  }
}

/** The camera that looks away from the person, or at them. */
export type Facing = 'environment' | 'user';

/** An open camera. */
export interface Camera {
  stream: MediaStream;
  /** Switches its light; null when it has none. */
  torch: ((on: boolean) => Promise<void>) | null;
  /** Says when it goes away by itself: unplugged, or the permission taken back. */
  onlost(then: () => void): void;
  close(): void;
}

/** Opens a camera, asking the person the first time. */
export async function openCamera(facing: Facing): Promise<Camera> {
  // `mediaDevices` exists only where the address is trusted (HTTPS or this very machine).
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraError(window.isSecureContext ? 'none' : 'insecure');
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: facing }, width: { ideal: 1280 }, height: { ideal: 960 } },
    });
  } catch (thrown) {
    throw new CameraError(faultOf(thrown));
  }
  const [track] = stream.getVideoTracks();
  return {
    stream,
    torch: track ? torchOf(track) : null,
    onlost: (then) => track?.addEventListener('ended', then, { once: true }),
    close: () => stream.getTracks().forEach((one) => one.stop()),
  };
}

/** What a failure of `getUserMedia` means to the person before the screen. */
export function faultOf(thrown: unknown): CameraFault {
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return 'busy';
}

/** The torch is in browsers but not yet in the types that come with TypeScript. */
function torchOf(track: MediaStreamTrack): ((on: boolean) => Promise<void>) | null {
  const can = (track.getCapabilities?.() ?? {}) as { torch?: boolean };
  if (!can.torch) return null;
  return (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
