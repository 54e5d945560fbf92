import { api, type Unit } from '@hadir/api';
import { Loading } from '@hadir/ui';

/** The units this person may see, asked for once and again after a change. */
class Units {
  readonly loading = new Loading<Unit[]>();

  get list(): Unit[] {
    return this.loading.value ?? [];
  }

  async load(): Promise<void> {
    await this.loading.ask(async () => (await api.units()).items);
  }

  /** Asks only when nothing is there yet. */
  need(): void {
    if (!this.loading.value && !this.loading.busy) void this.load();
  }
}

export const units = new Units();
