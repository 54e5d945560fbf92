import {
  asProblem,
  type Api,
  type ImportFile,
  type ImportResult,
  type Preview,
  type Problem,
} from '@hadir/api';

type Calls = Pick<Api, 'previewImport' | 'commitImport'>;

/**
 * One file on its way in: chosen, looked at, stored.
 *
 * **Invariant:** what is stored is what was looked at. Any change of the choice forgets the preview.
 */
export class ImportFlow {
  file = $state.raw<File | null>(null);
  source = $state('machine');
  device = $state('');
  unit = $state('');
  preview = $state.raw<Preview | null>(null);
  result = $state.raw<ImportResult | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state<'checking' | 'storing' | null>(null);

  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  get step(): 1 | 2 | 3 {
    if (this.result) return 3;
    return this.preview ? 2 : 1;
  }

  /** Whether the file may be stored as it was looked at. */
  get ready(): boolean {
    return this.preview !== null && !(this.preview.device_needed && this.device === '');
  }

  /** The choice as it is sent, or null without a file. */
  get chosen(): ImportFile | null {
    return this.file && { file: this.file, source: this.source, device: this.device, unit: this.unit };
  }

  /** Something was chosen anew: what was seen before no longer counts. */
  changed(): void {
    this.preview = null;
    this.result = null;
    this.problem = null;
  }

  async check(): Promise<void> {
    const chosen = this.chosen;
    if (!chosen || this.busy) return;
    this.changed();
    this.busy = 'checking';
    try {
      this.preview = await this.#calls.previewImport(chosen);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = null;
  }

  async store(): Promise<void> {
    const chosen = this.chosen;
    if (!chosen || !this.ready || this.busy) return;
    this.busy = 'storing';
    this.problem = null;
    try {
      this.result = await this.#calls.commitImport(chosen);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = null;
  }

  restart(): void {
    this.file = null;
    this.changed();
  }
}
