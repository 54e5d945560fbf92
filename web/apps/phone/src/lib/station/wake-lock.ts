/**
 * Keeps the screen lit while the page is seen, where the browser can.
 *
 * The browser takes the lock away whenever the page is hidden, so it is asked again each time it comes back.
 */
export function stayAwake(): () => void {
  let held: WakeLockSentinel | null = null;
  let over = false;

  async function ask() {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      held = await navigator.wakeLock.request('screen');
      if (over) await held.release();
    } catch {
      // Saving power was chosen on the device; its own setting has to keep the screen lit.
    }
  }

  const again = () => void ask();
  document.addEventListener('visibilitychange', again);
  void ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', again);
    void held?.release().catch(() => undefined);
  };
}
