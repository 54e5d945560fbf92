// Draws the app's icons from one shape: icon.svg and the PNGs a phone needs to install it.
// Needs a Chromium; CHROMIUM names it. The results are committed, so a build does not run this.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const root = join(import.meta.dirname, '..');

/** The mark on its ground; `inset` leaves the border a masking launcher may cut away. */
function mark({ radius, inset }) {
  const scale = 1 - 2 * inset;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
  <rect width="48" height="48" rx="${radius}" fill="#0e5a5a"/>
  <g transform="translate(${48 * inset} ${48 * inset}) scale(${scale})" fill="none" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">
    <path d="M13 12v24M35 12v24" stroke="#fff"/>
    <path d="m13 24 7.5 7L35 17" stroke="#f0bf62"/>
  </g>
</svg>
`;
}

function png(svg, size, to) {
  const folder = mkdtempSync(join(tmpdir(), 'icons-'));
  const page = join(folder, 'icon.html');
  writeFileSync(page, `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  execFileSync(chromium, [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--default-background-color=00000000',
    `--window-size=${size},${size}`,
    `--screenshot=${to}`,
    `file://${page}`,
  ]);
  rmSync(folder, { recursive: true });
}

const rounded = mark({ radius: 12, inset: 0 });
for (const app of ['phone', 'desk']) {
  const icons = join(root, 'apps', app, 'static/icons');
  mkdirSync(icons, { recursive: true });
  writeFileSync(join(icons, 'icon.svg'), rounded);
  png(mark({ radius: 0, inset: 0.05 }), 180, join(icons, 'icon-180.png'));
}
const icons = join(root, 'apps/phone/static/icons');
png(rounded, 192, join(icons, 'icon-192.png'));
png(rounded, 512, join(icons, 'icon-512.png'));
png(mark({ radius: 0, inset: 0.12 }), 512, join(icons, 'maskable-512.png'));
