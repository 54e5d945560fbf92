// Everything a machine or a later flag may change, in one place.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');

/** The server under test. */
export const binary = process.env.HADIR_BIN ?? join(here, '../target/debug/hadir');

/** Any Chromium; none is downloaded. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Pictures of every screen are written here. */
export const artifacts = join(here, 'artifacts');

/** Whether pictures are taken: where nobody will look at them, `E2E_PICTURES=0` saves their time. */
export const PICTURES = process.env.E2E_PICTURES !== '0';

/** How many people the demo city of the journeys has. */
export const PEOPLE = 400;

/** How many cities are walked side by side: a browser busies little more than one core. */
export const LANES = Number(process.env.E2E_LANES ?? 2);

/** Port 0 lets the system choose; the server prints what it got. */
export const LISTEN = '127.0.0.1:0';

export const commands = {
  demo: (data) => ['demo', '--data', data, '--listen', LISTEN, '--people', String(PEOPLE)],
  serve: (data) => ['serve', '--data', data, '--listen', LISTEN],
  addUser: (data, login, role) => ['users', 'add', login, '--role', role, '--data', data, '--json'],
};

/** Lines `role<TAB>login<TAB>password`. */
export const loginsFile = (data) => join(data, 'demo-logins.txt');

export const START_TIMEOUT_MS = 180_000;

/** How long one step of a journey may take on a machine that has others to serve. */
export const PATIENCE_MS = 45_000;

/** The two widths every screen is looked at. */
export const widths = [
  { name: '320', width: 320, height: 640 },
  { name: '1280', width: 1280, height: 860 },
];

/** Widths between, in px, where a screen must not scroll sideways either. */
export const between = [600, 840, 1024];

export function requireBinary() {
  if (!existsSync(binary)) throw new Error(`no server at ${binary}: run \`make build\`, or set HADIR_BIN`);
}
