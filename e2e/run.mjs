// Starts one demo city, walks every journey through it in a real browser, and stops it again.
// `node run.mjs board phone` walks only the journeys whose file name holds one of these words.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { start } from './lib/server.mjs';
import { artifacts, commands } from './lib/settings.mjs';

const wanted = process.argv.slice(2);
const folder = join(import.meta.dirname, 'journeys');
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
);
if (files.length === 0) throw new Error(`no journey is called ${wanted.join(' or ')}`);

if (wanted.length === 0) rmSync(artifacts, { recursive: true, force: true });
const server = await start(commands.demo);
console.log(`the city of the journeys answers at ${server.address}`);

const child = spawn(
  process.execPath,
  ['--test', '--test-concurrency=1', '--test-timeout=600000', ...files.map((name) => join(folder, name))],
  { stdio: 'inherit', env: { ...process.env, E2E_ADDRESS: server.address, E2E_DATA: server.data } },
);
const code = await new Promise((done) => child.once('exit', (exit) => done(exit ?? 1)));
if (code !== 0) console.error(`\nthe server said:\n${server.said().slice(-8000)}`);
await server.stop();
process.exit(code);
