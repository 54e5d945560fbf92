// Prints how much JavaScript and CSS each built app sends at most (gzip), and fails when an app outgrows its budget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Everything of an app together, in bytes; a first page loads only part of it. */
const budgets = { phone: 90_000, desk: 130_000 };

for (const [app, budget] of Object.entries(budgets)) {
  const root = join(import.meta.dirname, '../apps', app, 'build/_app');
  const files = readdirSync(root, { recursive: true }).map(String);
  const total = files
    .filter((name) => /\.(js|css)$/.test(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(root, name))).length, 0);
  console.log(`${app}: ${(total / 1000).toFixed(1)} kB of ${budget / 1000} kB`);
  if (total > budget) process.exitCode = 1;
}
