import type { Wish } from '@hadir/api';

export interface Place {
  row: number;
  column: number;
}

/** Where the arrow, Home, End and page keys lead; null for other keys. */
export function moved(from: Place, key: string, rows: number, columns: number, jump = 8): Place | null {
  const to = { ...from };
  switch (key) {
    case 'ArrowLeft':
      to.column--;
      break;
    case 'ArrowRight':
      to.column++;
      break;
    case 'ArrowUp':
      to.row--;
      break;
    case 'ArrowDown':
      to.row++;
      break;
    case 'Home':
      to.column = 0;
      break;
    case 'End':
      to.column = columns - 1;
      break;
    case 'PageUp':
      to.row -= jump;
      break;
    case 'PageDown':
      to.row += jump;
      break;
    default:
      return null;
  }
  const within = (value: number, most: number) => Math.max(0, Math.min(most - 1, value));
  return { row: within(to.row, rows), column: within(to.column, columns) };
}

/** Every place of the rectangle between two corners, row by row. */
export function rectangle(one: Place, other: Place): Place[] {
  const places: Place[] = [];
  for (let row = Math.min(one.row, other.row); row <= Math.max(one.row, other.row); row++) {
    for (
      let column = Math.min(one.column, other.column);
      column <= Math.max(one.column, other.column);
      column++
    ) {
      places.push({ row, column });
    }
  }
  return places;
}

export type Typed = { done: true; wish: Wish } | { done: false; waiting: boolean };

/**
 * What letters typed so far ask for. A letter that begins a longer code waits for the next one; `L` and `-` are a day
 * off unless a turn bears that letter.
 */
export function typed(letters: string, codes: readonly string[]): Typed {
  const text = letters.toUpperCase();
  const exact = codes.find((code) => code.toUpperCase() === text);
  const longer = codes.some((code) => code.length > text.length && code.toUpperCase().startsWith(text));
  if (exact && !longer) return { done: true, wish: exact };
  if (longer) return { done: false, waiting: true };
  if (text === 'L' || text === '-') return { done: true, wish: 'off' };
  return { done: false, waiting: false };
}
