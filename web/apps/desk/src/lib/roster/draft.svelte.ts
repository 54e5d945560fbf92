import type { RosterCell, RosterMonth, RosterPerson, Wish, WishedCell } from '@hadir/api';
import { SvelteMap } from 'svelte/reactivity';

/** What a cell shows: a letter, a day off, or office hours, which only the pattern can give. */
export type Shown = { kind: 'turn'; code: string } | { kind: 'off' } | { kind: 'office' };

export const keyOf = (person: string, date: string) => `${person}|${date}`;

/** What the server says a cell shows. */
export function standing(cell: RosterCell): Shown {
  if (cell.kind === 'office') return { kind: 'office' };
  if (cell.code !== null && cell.code !== undefined) return { kind: 'turn', code: cell.code };
  return { kind: 'off' };
}

/** What has to be asked for so that another cell shows the same. */
export function wishFor(shown: Shown | 'pattern'): Wish {
  if (shown === 'pattern' || shown.kind === 'office') return null;
  return shown.kind === 'off' ? 'off' : shown.code;
}

interface Step {
  key: string;
  before: Wish | undefined;
}

/** Changes that are not saved yet, with a way back for each stroke. */
export class Draft {
  readonly wishes = new SvelteMap<string, Wish>();
  #steps = $state.raw<Step[][]>([]);

  get size(): number {
    return this.wishes.size;
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /**
   * Asks for cells to show something, as one stroke. A cell that may not be changed is left out, and one that shows it
   * already goes back to how it stands. `onto` adds to the last stroke, while a finger or mouse is down.
   */
  set(cells: readonly { person: string; cell: RosterCell; wish: Wish }[], onto = false): number {
    const stroke: Step[] = [];
    for (const { person, cell, wish } of cells) {
      if (!cell.open) continue;
      const key = keyOf(person, cell.date);
      const before = this.wishes.get(key);
      const now = standing(cell);
      const same = wish !== null && now.kind !== 'office' && wishFor(now) === wish;
      // Back to the pattern asks for nothing where the pattern is what stands.
      const idle = wish === null && cell.source === 'pattern';
      const next = same || idle ? undefined : wish;
      if (next === before) continue;
      stroke.push({ key, before });
      this.#put(key, next);
    }
    if (stroke.length === 0) return 0;
    const last = this.#steps.at(-1);
    this.#steps =
      onto && last ? [...this.#steps.slice(0, -1), [...last, ...stroke]] : [...this.#steps, stroke];
    return stroke.length;
  }

  undo(): void {
    const stroke = this.#steps.at(-1);
    if (!stroke) return;
    for (const { key, before } of [...stroke].reverse()) this.#put(key, before);
    this.#steps = this.#steps.slice(0, -1);
  }

  clear(): void {
    this.wishes.clear();
    this.#steps = [];
  }

  /** What a cell will show; `pattern` where only the server knows. */
  shown(person: string, cell: RosterCell): Shown | 'pattern' {
    const wish = this.wishes.get(keyOf(person, cell.date));
    if (wish === undefined) return standing(cell);
    if (wish === null) return 'pattern';
    return wish === 'off' ? { kind: 'off' } : { kind: 'turn', code: wish };
  }

  changed(person: string, date: string): boolean {
    return this.wishes.has(keyOf(person, date));
  }

  list(): WishedCell[] {
    return [...this.wishes].map(([key, turn]) => {
      const [person = '', date = ''] = key.split('|');
      return { person, date, turn };
    });
  }

  #put(key: string, wish: Wish | undefined): void {
    if (wish === undefined) this.wishes.delete(key);
    else this.wishes.set(key, wish);
  }
}

/** Exchanges two cells, so that no turn is lost when one is moved. */
export function exchange(
  draft: Draft,
  from: { row: RosterPerson; cell: RosterCell },
  to: { row: RosterPerson; cell: RosterCell },
): number {
  const [a, b] = [draft.shown(from.row.person.id, from.cell), draft.shown(to.row.person.id, to.cell)];
  if (!from.cell.open || !to.cell.open) return 0;
  return draft.set([
    { person: from.row.person.id, cell: from.cell, wish: wishFor(b) },
    { person: to.row.person.id, cell: to.cell, wish: wishFor(a) },
  ]);
}

/** Letters of turns that may be given out to somebody of this roster. */
export function codesOf(month: RosterMonth): string[] {
  const codes = month.turns.filter((turn) => !turn.ended).map((turn) => turn.code);
  return codes.filter((code, i) => codes.indexOf(code) === i);
}
