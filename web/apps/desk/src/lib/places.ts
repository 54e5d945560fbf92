import type { IconName } from '@hadir/ui';
import type { MessageKey } from './messages/id';

export interface Place {
  path: string;
  icon: IconName;
  text: MessageKey;
  /** Any of these rights opens it. */
  rights: readonly string[];
}

/** Stands for a duty in some case, which no right of a role says. */
export const HAS_CASES = 'discipline.case';

/** Stands before a right that counts only where it reaches records of others: everybody may read their own. */
export const OF_OTHERS = 'others:';

// Every employee may read their own record; only who may see units has people to look after.
const all: readonly Place[] = [
  { path: '/board', icon: 'board', text: 'nav.board', rights: ['board.read'] },
  { path: '/first-day', icon: 'calendar', text: 'nav.firstDay', rights: ['day_rolls.read'] },
  { path: '/sidak', icon: 'bell', text: 'nav.sidak', rights: ['sidak.read', 'sidak.call'] },
  { path: '/inbox', icon: 'paper', text: 'nav.inbox', rights: ['requests.decide'] },
  {
    path: '/instructions',
    icon: 'list',
    text: 'nav.instructions',
    rights: ['instructions.read', 'instructions.answer'],
  },
  { path: '/follow-ups', icon: 'paper', text: 'nav.followUps', rights: ['follow_ups.read'] },
  // Also for whoever has a duty in some case: no role alone opens one.
  { path: '/discipline', icon: 'lock', text: 'nav.discipline', rights: ['discipline.read', HAS_CASES] },
  { path: '/letters', icon: 'paper', text: 'nav.letters', rights: ['letters.write'] },
  { path: '/people', icon: 'people', text: 'nav.people', rights: ['units.read'] },
  { path: '/units', icon: 'units', text: 'nav.units', rights: ['units.read'] },
  { path: '/rollout', icon: 'list', text: 'nav.rollout', rights: ['readiness.read'] },
  { path: '/stages', icon: 'check', text: 'nav.stages', rights: ['rollout.read'] },
  { path: '/match-rates', icon: 'board', text: 'nav.matchRates', rights: ['reconcile.read'] },
  { path: '/sites', icon: 'pin', text: 'nav.sites', rights: ['devices.read'] },
  { path: '/imports', icon: 'upload', text: 'nav.imports', rights: ['imports.read', 'imports.write'] },
  { path: '/matching', icon: 'list', text: 'nav.matching', rights: ['pins.read'] },
  { path: '/phones', icon: 'phone', text: 'nav.phones', rights: ['phones.read'] },
  { path: '/devices', icon: 'clock', text: 'nav.devices', rights: ['devices.read'] },
  { path: '/stations', icon: 'desk', text: 'nav.stations', rights: ['stations.read'] },
  { path: '/outages', icon: 'alert', text: 'nav.outages', rights: ['outages.read'] },
  { path: '/zones', icon: 'pin', text: 'nav.zones', rights: ['zones.read'] },
  { path: '/roster', icon: 'calendar', text: 'nav.roster', rights: ['roster.read'] },
  { path: '/privacy', icon: 'person', text: 'nav.privacy', rights: ['privacy.read'] },
  { path: '/erasures', icon: 'close', text: 'nav.erasures', rights: ['erasures.read'] },
  { path: '/discrepancies', icon: 'list', text: 'nav.discrepancies', rights: ['reconcile.read'] },
  { path: '/doubts', icon: 'alert', text: 'nav.doubts', rights: ['doubts.read'] },
  {
    path: '/cross-checks',
    icon: 'check',
    text: 'nav.crossChecks',
    rights: ['cross_checks.read', 'checks.write'],
  },
  { path: '/apel', icon: 'people', text: 'nav.apel', rights: ['apel.read'] },
  { path: '/recap', icon: 'table', text: 'nav.recap', rights: ['recap.read'] },
  { path: '/allowance', icon: 'table', text: 'nav.allowance', rights: [`${OF_OTHERS}allowance.read`] },
  { path: '/parity', icon: 'people', text: 'nav.parity', rights: ['recap.read'] },
  { path: '/periods', icon: 'lock', text: 'nav.periods', rights: ['periods.read'] },
  { path: '/posts', icon: 'desk', text: 'nav.posts', rights: ['service_posts.read'] },
  { path: '/spot-checks', icon: 'search', text: 'nav.spotChecks', rights: ['spot.read'] },
  { path: '/visits', icon: 'pin', text: 'nav.visits', rights: ['visits.read'] },
  { path: '/audits', icon: 'list', text: 'nav.audits', rights: ['audit.read', 'audit.answer'] },
  { path: '/evidence', icon: 'search', text: 'nav.evidence', rights: ['evidence.read'] },
  { path: '/rules', icon: 'paper', text: 'nav.rules', rights: ['rules.propose', 'rules.sign', 'audit.read'] },
  { path: '/public', icon: 'people', text: 'nav.public', rights: ['public.read'] },
  { path: '/seal', icon: 'seal', text: 'nav.seal', rights: ['ledger.read'] },
];

/** The places of the desk a person may enter, in the order of the menu. */
export function placesFor(can: readonly string[]): Place[] {
  return all.filter((place) => place.rights.some((right) => can.includes(right)));
}
