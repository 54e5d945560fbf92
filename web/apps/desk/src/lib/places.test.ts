import { describe, expect, it } from 'vitest';
import { HAS_CASES, OF_OTHERS, placesFor } from './places';

const paths = (can: string[]) => placesFor(can).map((place) => place.path);

describe('the menu', () => {
  it('shows only what the server allows', () => {
    expect(paths(['board.read', 'recap.read'])).toEqual(['/board', '/recap', '/parity']);
  });

  it('is empty for somebody without a task at the desk', () => {
    expect(paths(['people.read', 'days.read', 'explain.read', 'rules.read'])).toEqual([]);
  });

  it('does not open imports to those who may only read the board', () => {
    expect(paths(['board.read'])).not.toContain('/imports');
  });

  it('opens the inbox to those who decide, and the months to those who may read them', () => {
    expect(paths(['requests.decide', 'periods.read'])).toEqual(['/inbox', '/periods']);
    expect(paths(['periods.write'])).toEqual([]);
  });

  it('opens phones and stations to whoever may read them', () => {
    expect(paths(['phones.read', 'stations.read'])).toEqual(['/phones', '/stations']);
    expect(paths(['privacy.read'])).toEqual(['/privacy']);
    expect(paths(['units.read'])).not.toContain('/stations');
    expect(paths(['pins.read'])).toEqual(['/matching']);
    expect(paths(['ledger.read'])).toEqual(['/seal']);
    expect(paths(['audit.answer'])).toEqual(['/audits']);
    expect(paths(['checks.write'])).toEqual(['/cross-checks']);
    expect(paths(['imports.read'])).not.toContain('/matching');
  });

  it('opens discipline to who may read indications, and to who has a duty in a case', () => {
    expect(paths(['discipline.read'])).toEqual(['/discipline']);
    expect(paths([HAS_CASES])).toEqual(['/discipline']);
    expect(paths(['follow_ups.read'])).not.toContain('/discipline');
  });

  it('opens the allowance to whoever may read that of others, not to everybody who may read their own', () => {
    expect(paths(['allowance.read'])).toEqual([]);
    expect(paths(['allowance.read', `${OF_OTHERS}allowance.read`])).toEqual(['/allowance']);
  });

  it('opens sidak, instructions and explanations each by its own right', () => {
    expect(paths(['sidak.read'])).toEqual(['/sidak']);
    expect(paths(['instructions.read'])).toEqual(['/instructions']);
    expect(paths(['follow_ups.read'])).toEqual(['/follow-ups']);
    expect(paths(['follow_ups.ask'])).toEqual([]);
  });
});
