import {
  asProblem,
  newId,
  rosterApi,
  type Problem,
  type RosterCell,
  type RosterMonth,
  type RosterOutcome,
  type RosterPerson,
  type Wish,
} from '@hadir/api';
import { inLanguage, Loading } from '@hadir/ui';
import { codesOf, Draft, exchange, keyOf, wishFor } from './draft.svelte';
import { rectangle, type Place } from './keys';

/** How long the keyboard or mouse must rest before the changes are checked. */
const REST_MS = 500;

/** A month on the desk: what stands, what is asked for, where the eye is. */
export class Desk {
  readonly loading = new Loading<RosterMonth>();
  readonly draft = new Draft();

  at = $state<Place>({ row: 0, column: 0 });
  /** The other corner of the selection. */
  corner = $state<Place>({ row: 0, column: 0 });
  /** What the mouse paints: a letter, `off`, null for the pattern; undefined selects. */
  brush = $state<Wish | undefined>(undefined);
  /** What the server says about the unsaved changes. */
  checked = $state.raw<RosterOutcome | null>(null);
  checking = $state(false);
  saving = $state(false);
  problem = $state.raw<Problem | null>(null);
  #copied: Wish[][] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;
  #id = newId();

  get month(): RosterMonth | null {
    return this.loading.value;
  }

  get people(): RosterPerson[] {
    return this.month?.people ?? [];
  }

  get codes(): string[] {
    return this.month ? codesOf(this.month) : [];
  }

  load(unit: string, month: string): void {
    this.loading.clear();
    this.draft.clear();
    this.#forget();
    this.at = this.corner = { row: 0, column: 0 };
    if (unit) void this.loading.ask((signal) => rosterApi.month(unit, month, signal));
  }

  cell(place: Place): { row: RosterPerson; cell: RosterCell } | null {
    const row = this.people[place.row];
    const cell = row?.cells[place.column];
    return row && cell ? { row, cell } : null;
  }

  get selection(): Place[] {
    return rectangle(this.at, this.corner);
  }

  isSelected(row: number, column: number): boolean {
    const between = (value: number, one: number, other: number) =>
      value >= Math.min(one, other) && value <= Math.max(one, other);
    return between(row, this.at.row, this.corner.row) && between(column, this.at.column, this.corner.column);
  }

  /** Moves the eye; `stretch` keeps the other corner. */
  go(place: Place, stretch = false): void {
    this.at = place;
    if (!stretch) this.corner = place;
  }

  /** Asks for the same in some cells. `onto` belongs to the stroke before. */
  fill(places: readonly Place[], wish: Wish, onto = false): void {
    if (!this.month?.can_write) return;
    const cells = places.flatMap((place) => {
      const found = this.cell(place);
      return found ? [{ person: found.row.person.id, cell: found.cell, wish }] : [];
    });
    this.draft.set(cells, onto);
    this.#changed();
  }

  swap(from: Place, to: Place): void {
    const [one, other] = [this.cell(from), this.cell(to)];
    if (!this.month?.can_write || !one || !other) return;
    exchange(this.draft, one, other);
    this.go(to);
    this.#changed();
  }

  copy(): void {
    const [top, left] = [
      Math.min(this.at.row, this.corner.row),
      Math.min(this.at.column, this.corner.column),
    ];
    this.#copied = [];
    for (const place of this.selection) {
      const found = this.cell(place);
      if (!found) continue;
      const line = (this.#copied[place.row - top] ??= []);
      line[place.column - left] = wishFor(this.draft.shown(found.row.person.id, found.cell));
    }
  }

  paste(): void {
    if (!this.month?.can_write) return;
    const [top, left] = [
      Math.min(this.at.row, this.corner.row),
      Math.min(this.at.column, this.corner.column),
    ];
    const cells = this.#copied.flatMap((line, down) =>
      line.flatMap((wish, right) => {
        const found = this.cell({ row: top + down, column: left + right });
        return found ? [{ person: found.row.person.id, cell: found.cell, wish }] : [];
      }),
    );
    this.draft.set(cells);
    this.#changed();
  }

  undo(): void {
    this.draft.undo();
    this.#changed();
  }

  discard(): void {
    this.draft.clear();
    this.#forget();
  }

  /** What is noticed about a cell, with the unsaved changes counted in where they were checked. */
  notes(person: string, cell: RosterCell): string[] {
    const checked = this.checked;
    const touched = checked?.cells.some((one) => one.person === person) ?? false;
    const words = (one: { detail: string; detail_en: string }) => inLanguage(one.detail, one.detail_en);
    if (!checked || !touched) return cell.conflicts.map(words);
    const problems = checked.problems.filter((one) => one.person === person && one.date === cell.date);
    const conflicts = checked.conflicts.filter((one) => one.person === person && one.date === cell.date);
    // The check looks at the days between the first and the last change; others keep what they had.
    const dates = checked.cells.map((one) => one.date).sort();
    const within = cell.date >= (dates[0] ?? '') && cell.date <= (dates.at(-1) ?? '');
    return [...problems, ...(within ? conflicts : cell.conflicts)].map(words);
  }

  isChanged(person: string, date: string): boolean {
    return this.draft.wishes.has(keyOf(person, date));
  }

  async save(reason: string): Promise<RosterOutcome | null> {
    const month = this.month;
    if (!month) return null;
    this.saving = true;
    this.problem = null;
    let done: RosterOutcome | null = null;
    try {
      done = await rosterApi.change(this.#body(month, reason), false);
      this.#id = newId();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.saving = false;
    return done;
  }

  #body(month: RosterMonth, reason: string) {
    return { id: this.#id, unit: month.unit.id, changes: this.draft.list(), reason };
  }

  #changed(): void {
    // Another content is another request.
    this.#id = newId();
    this.#asked?.abort();
    clearTimeout(this.#timer);
    this.problem = null;
    if (this.draft.size === 0) {
      this.#forget();
      return;
    }
    this.checking = true;
    this.#timer = setTimeout(() => void this.#check(), REST_MS);
  }

  async #check(): Promise<void> {
    const month = this.month;
    if (!month) return;
    const asked = (this.#asked = new AbortController());
    try {
      this.checked = await rosterApi.change(this.#body(month, ''), true, asked.signal);
    } catch (thrown) {
      if (asked.signal.aborted) return;
      this.problem = asProblem(thrown);
    }
    this.checking = false;
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.checked = null;
    this.checking = false;
    this.problem = null;
  }
}
