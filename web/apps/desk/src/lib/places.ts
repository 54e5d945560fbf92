import type { IconName } from '@hadir/ui';
import type { MessageKey } from './messages/id';

export interface Place {
  path: string;
  icon: IconName;
  text: MessageKey;
  /** Any of these rights opens it. */
  rights: readonly string[];
}

// Every employee may read their own record; only who may see units has people to look after.
const all: readonly Place[] = [
  { path: '/board', icon: 'board', text: 'nav.board', rights: ['board.read'] },
  { path: '/people', icon: 'people', text: 'nav.people', rights: ['units.read'] },
  { path: '/units', icon: 'units', text: 'nav.units', rights: ['units.read'] },
  { path: '/imports', icon: 'upload', text: 'nav.imports', rights: ['imports.read', 'imports.write'] },
  { path: '/recap', icon: 'table', text: 'nav.recap', rights: ['recap.read'] },
];

/** The places of the desk a person may enter, in the order of the menu. */
export function placesFor(can: readonly string[]): Place[] {
  return all.filter((place) => place.rights.some((right) => can.includes(right)));
}
