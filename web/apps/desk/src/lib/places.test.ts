import { describe, expect, it } from 'vitest';
import { placesFor } from './places';

const paths = (can: string[]) => placesFor(can).map((place) => place.path);

describe('the menu', () => {
  it('shows only what the server allows', () => {
    expect(paths(['board.read', 'recap.read'])).toEqual(['/board', '/recap']);
  });

  it('is empty for somebody without a task at the desk', () => {
    expect(paths(['people.read', 'days.read', 'explain.read', 'rules.read'])).toEqual([]);
  });

  it('does not open imports to those who may only read the board', () => {
    expect(paths(['board.read'])).not.toContain('/imports');
  });
});
