import { dateIn, place } from '@hadir/ui';
import { monotonicMs, pressNow, tell, type Told } from './moment';

/** So long a page waits for the server's first word before it shows the phone's own clock, ms. */
const PATIENCE_MS = 4_000;

/** The time for the screen, once a second: the server's, or the phone's own with the doubt said. */
class Today {
  told = $state.raw<Told | null>(null);

  /** Runs the clock while a screen needs it. */
  run(): () => void {
    const look = () => {
      const told = tell(pressNow(), monotonicMs(), null);
      const patient = told.basis === 'phone' && navigator.onLine && performance.now() < PATIENCE_MS;
      this.told = patient ? null : told;
    };
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }

  get now(): number | null {
    return this.told?.ms ?? null;
  }

  get date(): string | null {
    return this.now === null ? null : dateIn(place.zone, this.now);
  }
}

export const today = new Today();
