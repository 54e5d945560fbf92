import type { CardScope, CardsState, Need, ReadinessCounts, ReadinessList } from '@hadir/api';

/** How one need stands; zeros where the server says nothing of it. */
export function gateOf(counts: ReadinessCounts, need: Need) {
  return (
    counts.gates.find((gate) => gate.need === need) ?? {
      need,
      ready: 0,
      lacking: 0,
      not_needed: 0,
      hundredths: null,
    }
  );
}

/** Which of the five steps are done; an office without terminals has nothing to do in the third. */
export function stepsDone(list: ReadinessList): boolean[] {
  const { counts, facts } = list;
  const nobody = counts.people === 0;
  return [
    !nobody && gateOf(counts, 'roster').lacking === 0 && gateOf(counts, 'identifier').lacking === 0,
    !nobody && facts.sites > 0 && facts.sites_without_point === 0 && gateOf(counts, 'site').lacking === 0,
    facts.machines_waiting === 0 && gateOf(counts, 'pin').lacking === 0,
    !nobody && gateOf(counts, 'first_login').lacking === 0,
    !nobody && counts.ready === counts.people,
  ];
}

/** How many cards a printing would hold. */
export function cardsFor(state: CardsState, scope: CardScope): number {
  const count = (name: string) => state.counts[name] ?? 0;
  const missing = count('no_account') + count('no_code');
  if (scope === 'missing') return missing;
  const unused = missing + count('code_open');
  return scope === 'unused' ? unused : unused + count('signed_in');
}
