import { theme } from '@hadir/ui';

/**
 * The whole screen for a command centre: dark, awake, and back by Escape.
 *
 * Where a browser refuses the whole screen or to stay awake, the page fills its window all the same.
 */
export class FullScreen {
  on = $state(false);
  #lock: WakeLockSentinel | null = null;

  async enter(): Promise<void> {
    if (this.on) return;
    this.on = true;
    document.documentElement.dataset.theme = 'dark';
    try {
      await document.documentElement.requestFullscreen();
    } catch {
      // It fills the window.
    }
    await this.#stayAwake();
  }

  async leave(): Promise<void> {
    if (!this.on) return;
    this.on = false;
    theme.choose(theme.current);
    await this.#lock?.release().catch(() => undefined);
    this.#lock = null;
    if (document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
  }

  /** Listens to the keyboard and to the browser; answers how to stop. */
  watch(): () => void {
    const key = (event: KeyboardEvent) => {
      const field =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
      if (field || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === 'f' || event.key === 'F') void (this.on ? this.leave() : this.enter());
      else if (event.key === 'Escape') void this.leave();
    };
    // Escape goes to the browser first while it shows the whole screen.
    const changed = () => {
      if (!document.fullscreenElement) void this.leave();
    };
    // A browser lets go of the screen when another window is looked at.
    const seen = () => {
      if (document.visibilityState === 'visible' && this.on) void this.#stayAwake();
    };
    document.addEventListener('keydown', key);
    document.addEventListener('fullscreenchange', changed);
    document.addEventListener('visibilitychange', seen);
    return () => {
      document.removeEventListener('keydown', key);
      document.removeEventListener('fullscreenchange', changed);
      document.removeEventListener('visibilitychange', seen);
      void this.leave();
    };
  }

  async #stayAwake(): Promise<void> {
    try {
      this.#lock = await navigator.wakeLock.request('screen');
    } catch {
      // The screen's own settings hold.
    }
  }
}
