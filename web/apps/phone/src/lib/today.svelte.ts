import { serverClock } from '@hadir/api';
import { dateIn, place } from '@hadir/ui';

/** The server's time for the screen, once a second; null until the server has been heard. */
class Today {
  now = $state<number | null>(null);

  /** Runs the clock while a screen needs it. */
  run(): () => void {
    const look = () => (this.now = serverClock.now());
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }

  get date(): string | null {
    return this.now === null ? null : dateIn(place.zone, this.now);
  }
}

export const today = new Today();
