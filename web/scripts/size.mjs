// Prints how much JavaScript and CSS each built app sends (gzip), and fails when an app outgrows its budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** In bytes: what the first page needs before it shows anything, and everything together. */
const budgets = {
  phone: { first: 120_000, all: 370_000 },
  desk: { first: 100_000, all: 495_000 },
};

/** Parts that every page of an app needs, and its first page; SvelteKit counts its pages from 2. */
const FIRST = /(runtime\/client\/entry|client-optimized\/(app|nodes\/[02]))\.js$/;

for (const [app, budget] of Object.entries(budgets)) {
  const folder = join(import.meta.dirname, '../apps', app);
  const sizeOf = (name) => gzipSync(readFileSync(join(folder, 'build', name))).length;
  const sum = (names) => [...names].reduce((total, name) => total + sizeOf(name), 0);

  const built = readdirSync(join(folder, 'build/_app'), { recursive: true }).map((name) => `_app/${name}`);
  const sizes = {
    first: sum(firstFiles(folder)),
    all: sum(built.filter((name) => /\.(js|css)$/.test(name))),
  };
  for (const [what, size] of Object.entries(sizes)) {
    console.log(`${app}, ${what}: ${(size / 1000).toFixed(1)} kB of ${budget[what] / 1000} kB`);
    if (size > budget[what]) process.exitCode = 1;
  }
}

// A service worker that loads code later is refused by the browser whole, and with it everything without a network.
const worker = readFileSync(join(import.meta.dirname, '../apps/phone/build/service-worker.js'), 'utf8');
if (/\bimport[(.]/.test(worker)) {
  console.log('phone: the service worker imports code');
  process.exitCode = 1;
}

/** The files of the first page with all they import at once; what is imported later comes later. */
function firstFiles(folder) {
  const path = join(folder, '.svelte-kit/output/client/.vite/manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const files = new Set();
  const seen = new Set();
  const wanted = Object.keys(manifest).filter((name) => FIRST.test(name));
  if (wanted.length !== 4) throw new Error(`${path}: the parts of the first page are called otherwise now`);
  for (const name of wanted) take(name);
  return files;

  function take(name) {
    if (seen.has(name)) return;
    seen.add(name);
    const { file, css = [], imports = [] } = manifest[name];
    for (const one of [file, ...css]) files.add(one);
    imports.forEach(take);
  }
}
