import { asProblem, spotApi, type MySpotCall, type Problem } from '@hadir/api';
import { demo } from '../demo.svelte';
import { mine } from '../me.svelte';

/** A call gives minutes to answer, so it is asked for this often while somebody looks. */
const LOOK_EVERY_MS = 30_000;

/** The calls of the person whose app this is. Asking is how this phone hears of one. */
class SpotCalls {
  items = $state.raw<MySpotCall[] | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** The call that waits for an answer. */
  get open(): MySpotCall | null {
    return this.items?.find(({ outcome }) => outcome === 'open') ?? null;
  }

  async refresh(): Promise<void> {
    if (!mine.live || !mine.person || demo.offline) return;
    try {
      this.items = (await spotApi.mine()).items;
      this.problem = null;
    } catch (thrown) {
      // What was heard before stays: an answer needs no network.
      this.problem = asProblem(thrown);
    }
  }

  /** Asks now and goes on while the page is seen. */
  keepFresh(): () => void {
    const look = () => {
      if (document.visibilityState === 'visible') void this.refresh();
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', look);
      document.removeEventListener('visibilitychange', look);
    };
  }
}

export const spotCalls = new SpotCalls();
