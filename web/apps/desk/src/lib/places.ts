import type { IconName } from '@hadir/ui';
import type { MessageKey } from './messages/id';

export interface Place {
  path: string;
  icon: IconName;
  text: MessageKey;
  /** Any of these rights opens it. */
  rights: readonly string[];
}

const all: readonly Place[] = [
  { path: '/board', icon: 'board', text: 'nav.board', rights: ['board.read'] },
  { path: '/people', icon: 'people', text: 'nav.people', rights: ['people.read', 'people.write'] },
  { path: '/units', icon: 'units', text: 'nav.units', rights: ['people.read', 'people.write'] },
  { path: '/imports', icon: 'upload', text: 'nav.imports', rights: ['imports.read', 'imports.write'] },
  { path: '/recap', icon: 'table', text: 'nav.recap', rights: ['recap.read'] },
];

/** The places of the desk a person may enter, in the order of the menu. */
export function placesFor(can: readonly string[]): Place[] {
  return all.filter((place) => place.rights.some((right) => can.includes(right)));
}
