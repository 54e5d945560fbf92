export interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 6000;

/** Short messages that something was done. Refusals never go here: they stay until dealt with. */
class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  say(text: string): void {
    const toast = { id: this.#next++, text };
    this.list.push(toast);
    setTimeout(() => this.drop(toast.id), SHOWN_MS);
  }

  drop(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
  }
}

export const toasts = new Toasts();
