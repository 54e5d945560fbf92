import type { RosterCell, RosterMonth, RosterPerson } from '@hadir/api';
import { differences } from '@hadir/ui';
import { describe, expect, it } from 'vitest';
import { codesOf, Draft, exchange, keyOf, standing, wishFor } from './draft.svelte';
import { en, id } from './i18n';
import { moved, rectangle, typed } from './keys';

const cell = (date: string, change: Partial<RosterCell> = {}): RosterCell => ({
  date,
  kind: 'turn',
  code: 'P',
  starts: '07:00',
  ends: '14:00',
  source: 'pattern',
  leave: null,
  off: null,
  open: true,
  begun: false,
  conflicts: [],
  ...change,
});

const row = (id: string, cells: RosterCell[]): RosterPerson => ({
  person: { id, name: id, number_masked: null },
  unit: null,
  title: null,
  cells,
  planned_minutes: 0,
  due_minutes: 0,
});

describe('a draft', () => {
  it('keeps what differs from what stands, and forgets what does not', () => {
    const draft = new Draft();
    const one = cell('2026-01-05');

    expect(draft.set([{ person: 'a', cell: one, wish: 'S' }])).toBe(1);
    expect(draft.list()).toEqual([{ person: 'a', date: '2026-01-05', turn: 'S' }]);
    draft.set([{ person: 'a', cell: one, wish: 'P' }]);
    expect(draft.size).toBe(0);
    expect(draft.set([{ person: 'a', cell: one, wish: null }])).toBe(0);
  });

  it('goes back to the pattern only where something lies over it', () => {
    const draft = new Draft();

    draft.set([{ person: 'a', cell: cell('2026-01-05', { source: 'cell' }), wish: null }]);

    expect(draft.list()).toEqual([{ person: 'a', date: '2026-01-05', turn: null }]);
    expect(draft.shown('a', cell('2026-01-05'))).toBe('pattern');
  });

  it('leaves cells alone that may not be changed', () => {
    const draft = new Draft();

    expect(draft.set([{ person: 'a', cell: cell('2026-01-05', { open: false }), wish: 'S' }])).toBe(0);
  });

  it('takes back a whole stroke, however many cells it painted', () => {
    const draft = new Draft();
    draft.set([{ person: 'a', cell: cell('2026-01-05'), wish: 'S' }]);
    draft.set([{ person: 'a', cell: cell('2026-01-05'), wish: 'M' }]);
    draft.set([{ person: 'a', cell: cell('2026-01-06'), wish: 'M' }], true);

    draft.undo();
    expect(draft.list()).toEqual([{ person: 'a', date: '2026-01-05', turn: 'S' }]);
    draft.undo();
    expect([draft.size, draft.canUndo]).toEqual([0, false]);
  });

  it('exchanges two cells so that no turn is lost', () => {
    const draft = new Draft();
    const [a, b] = [
      row('a', [cell('2026-01-05')]),
      row('b', [cell('2026-01-06', { kind: 'off', code: null })]),
    ];

    for (const one of a.cells)
      for (const other of b.cells) exchange(draft, { row: a, cell: one }, { row: b, cell: other });

    expect(draft.wishes.get(keyOf('a', '2026-01-05'))).toBe('off');
    expect(draft.wishes.get(keyOf('b', '2026-01-06'))).toBe('P');
  });
});

describe('a cell', () => {
  it('shows its turn, office hours or a day off', () => {
    expect(standing(cell('2026-01-05'))).toEqual({ kind: 'turn', code: 'P' });
    expect(standing(cell('2026-01-05', { kind: 'office', code: null }))).toEqual({ kind: 'office' });
    expect(wishFor({ kind: 'office' })).toBeNull();
    expect(wishFor({ kind: 'off' })).toBe('off');
  });
});

describe('the keyboard', () => {
  it('stays within the grid', () => {
    expect(moved({ row: 0, column: 0 }, 'ArrowUp', 3, 31)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 0, column: 5 }, 'End', 3, 31)).toEqual({ row: 0, column: 30 });
    expect(moved({ row: 1, column: 5 }, 'PageDown', 3, 31)).toEqual({ row: 2, column: 5 });
    expect(moved({ row: 1, column: 5 }, 'p', 3, 31)).toBeNull();
  });

  it('waits for the second letter only where a longer code begins with the first', () => {
    expect(typed('p', ['P', 'S', 'M'])).toEqual({ done: true, wish: 'P' });
    expect(typed('p', ['P', 'P2'])).toEqual({ done: false, waiting: true });
    expect(typed('p2', ['P', 'P2'])).toEqual({ done: true, wish: 'P2' });
    expect(typed('l', ['P'])).toEqual({ done: true, wish: 'off' });
    expect(typed('x', ['P'])).toEqual({ done: false, waiting: false });
  });

  it('selects a rectangle whichever corner comes first', () => {
    expect(rectangle({ row: 2, column: 3 }, { row: 1, column: 2 })).toHaveLength(4);
  });
});

describe('the words', () => {
  it('stand in both languages with the same places', () => {
    expect(differences(id, en)).toEqual([]);
  });
});

it('offers each letter once and none that ended', () => {
  const turn = (code: string, ended = false) => ({ code, ended }) as RosterMonth['turns'][number];

  expect(codesOf({ turns: [turn('P'), turn('P'), turn('M', true)] } as RosterMonth)).toEqual(['P']);
});
