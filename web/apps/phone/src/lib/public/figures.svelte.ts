import { publicApi, type PublicAttendance, type PublicListed, type PublicTable } from '@hadir/api';
import { Loading } from '@hadir/ui';

/** The public page: what there is, and the table that is looked at. */
export class Figures {
  readonly page = new Loading<PublicAttendance>();
  readonly other = new Loading<PublicTable>();
  /** Code of the government body of the address; none for the only one. */
  readonly instansi: string | null;
  chosen = $state('');

  constructor(instansi: string | null) {
    this.instansi = instansi;
  }

  get tables(): PublicListed[] {
    return this.page.value?.tables ?? [];
  }

  /** Name of the file of the newest table. */
  get latest(): string {
    return this.page.value?.latest?.date ?? '';
  }

  get shown(): PublicTable | null {
    if (this.chosen === '' || this.chosen === this.latest) return this.page.value?.latest ?? null;
    return this.other.value ?? null;
  }

  /** Name of the file of the table that is shown. */
  get file(): string {
    return this.chosen || this.latest;
  }

  async load(wanted: string | null): Promise<void> {
    await this.page.ask((signal) => publicApi.page(this.instansi, signal));
    await this.choose(wanted && this.tables.some((one) => one.file === wanted) ? wanted : this.latest);
  }

  async choose(file: string): Promise<void> {
    this.chosen = file;
    if (file !== '' && file !== this.latest)
      await this.other.ask((signal) => publicApi.table(file, this.instansi, signal));
  }
}
