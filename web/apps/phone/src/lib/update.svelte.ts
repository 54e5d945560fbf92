/**
 * A newer version of this app that waits to be used.
 *
 * What waits to be sent lies on the disk and is untouched by a change of version; only a press of the button under way
 * must not be interrupted, so the page is changed when the person says so or when nobody looks at it.
 */
class Update {
  ready = $state(false);
  /** A press is under way: the change waits. */
  busy: () => boolean = () => false;
  #waiting: ServiceWorker | null = null;

  /** Registers the service worker, out of the way of the first screen. */
  register(): void {
    if (!('serviceWorker' in navigator) || !window.isSecureContext) return;
    const begin = () => void this.#register();
    if ('requestIdleCallback' in window) requestIdleCallback(begin, { timeout: 4000 });
    else setTimeout(begin, 1500);
  }

  /** Uses the newer version; the page begins anew. */
  use(): void {
    this.#waiting?.postMessage('use-now');
  }

  async #register(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.register('/service-worker.js');
      const coming = () =>
        registration.installing?.addEventListener('statechange', () => this.#look(registration));
      registration.addEventListener('updatefound', coming);
      coming();
      this.#look(registration);
      // Also when another tab chose the newer version: the files of this one are gone from the cache by then.
      let controlled = navigator.serviceWorker.controller !== null;
      navigator.serviceWorker.addEventListener('controllerchange', () => {
        if (controlled) this.beginAnew();
        controlled = true;
      });
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'hidden') {
          if (this.ready && !this.busy()) this.use();
        } else void registration.update().catch(() => undefined);
      });
    } catch {
      // Without it the app only needs the network; nothing else changes.
    }
  }

  /** Loads the page anew as soon as no press is under way. */
  beginAnew(): void {
    if (this.busy()) setTimeout(() => this.beginAnew(), 1000);
    else location.reload();
  }

  #look(registration: ServiceWorkerRegistration): void {
    // The first one ever installed replaces nothing.
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    this.#waiting = registration.waiting;
    this.ready = true;
  }
}

export const update = new Update();
