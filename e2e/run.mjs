// Starts demo cities, walks every journey through one of them in a real browser, and stops them again.
// `node run.mjs board phone` walks only the journeys whose file name holds one of these words.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { start } from './lib/server.mjs';
import { artifacts, commands, LANES } from './lib/settings.mjs';

const wanted = process.argv.slice(2);
const folder = join(import.meta.dirname, 'journeys');
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
);
if (files.length === 0) throw new Error(`no journey is called ${wanted.join(' or ')}`);

if (wanted.length === 0) rmSync(artifacts, { recursive: true, force: true });
const codes = await Promise.all(lanesOf(files, Math.min(LANES, availableParallelism())).map(walkLane));
process.exit(Math.max(...codes));

/** Shares the files out by their size, always in the same way: a lane is a city and what happens in it, in order. */
function lanesOf(names, count) {
  const sized = names.map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
  const lanes = Array.from({ length: Math.min(count, names.length) }, () => ({ names: [], bytes: 0 }));
  for (const { name, bytes } of sized.toSorted((a, b) => b.bytes - a.bytes)) {
    const shortest = lanes.reduce((a, b) => (b.bytes < a.bytes ? b : a));
    shortest.names.push(name);
    shortest.bytes += bytes;
  }
  return lanes.map((lane) => lane.names.toSorted());
}

async function walkLane(names) {
  const server = await start(commands.demo);
  console.log(`a city of the journeys answers at ${server.address}`);
  const env = { ...process.env, E2E_ADDRESS: server.address, E2E_DATA: server.data };
  let worst = 0;
  for (const name of names) worst = Math.max(worst, await walk(name, env));
  if (worst !== 0) console.error(`\nthe server said:\n${server.said().slice(-8000)}`);
  await server.stop();
  return worst;
}

/** Walks one file; what it prints comes in one piece, whatever else is under way. */
async function walk(name, env) {
  const child = spawn(process.execPath, ['--test', '--test-timeout=600000', join(folder, name)], { env });
  const said = [];
  child.stdout.on('data', (chunk) => said.push(chunk));
  child.stderr.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((done) => child.once('close', (exit) => done(exit ?? 1)));
  console.log(`# ${name}\n${Buffer.concat(said)}`);
  return code;
}
