/** A request as the service worker sees it. */
export interface Asked {
  method: string;
  navigation: boolean;
  sameOrigin: boolean;
  path: string;
}

/** The screens of the phone app; every other address belongs to the server. */
const SCREENS = [
  '/',
  '/login',
  '/enrol',
  '/month',
  '/roster',
  '/account',
  '/punches',
  '/phone',
  '/map',
  '/code',
  '/spot',
  '/apel',
  '/visits',
  '/cross-check',
  '/witness',
  '/screen',
  '/kiosk',
  '/requests',
  '/inbox',
  '/doubts',
  '/sidak',
  '/sidak/head',
  '/follow-ups',
  '/allowance',
  '/cases',
  '/check',
  '/day-roll',
];

/** Screens with others below them. */
const BRANCHES = ['/requests/', '/inbox/', '/doubts/', '/follow-ups/', '/cases/'];

const isScreen = (path: string) => SCREENS.includes(path) || BRANCHES.some((one) => path.startsWith(one));

/**
 * Who answers: the kept page, a kept file, or the network alone.
 *
 * **Invariant:** nothing of the API, the desk, the ledger or the terminals is ever kept or answered here.
 */
export function answerFor(asked: Asked, assets: ReadonlySet<string>): 'page' | 'asset' | 'network' {
  if (asked.method !== 'GET' || !asked.sameOrigin) return 'network';
  if (asked.navigation) return isScreen(asked.path) ? 'page' : 'network';
  return assets.has(asked.path) ? 'asset' : 'network';
}
