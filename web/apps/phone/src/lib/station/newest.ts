import { update } from '../update.svelte';

const LOOK_EVERY_MS = 15 * 60_000;

/**
 * Keeps a page that nobody touches for months at the newest version of the app.
 *
 * @param mayChange false while somebody stands before it
 */
export function staysNewest(mayChange: () => boolean): () => void {
  const timer = setInterval(async () => {
    try {
      await (await navigator.serviceWorker?.getRegistration())?.update();
    } catch {
      // Offline: what is here goes on.
    }
    if (update.ready && mayChange()) update.use();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
