// Starts the real server on an empty folder and stops it again.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, loginsFile, requireBinary, START_TIMEOUT_MS } from './settings.mjs';

const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)/;
const SETUP = /https?:\/\/\S+\/desk\/setup\/[^\s"'<>]+/;

/** Runs `command(data)` in a folder of its own, or in one that is there, until it says where it listens. */
export async function start(command, data = mkdtempSync(join(tmpdir(), 'hadir-e2e-'))) {
  requireBinary();
  // Notices of the journeys go to a receiver on this machine.
  const env = { ...process.env, HADIR_PUSH_ALLOW_PRIVATE: '1' };
  const child = spawn(binary, command(data), { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));

  const server = {
    data,
    child,
    address: '',
    said: () => said,
    setupLink: () => SETUP.exec(said)?.[0] ?? null,
    run: (args) => execFileSync(binary, args, { encoding: 'utf8' }),
    async stop({ keep = false } = {}) {
      if (child.exitCode === null) {
        const gone = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        await Promise.race([gone, pause(10_000).then(() => child.kill('SIGKILL'))]);
      }
      if (!keep) rmSync(data, { recursive: true, force: true });
    },
  };

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${said}`);
    const port = ADDRESS.exec(said)?.[1];
    if (port && (await answers(`http://127.0.0.1:${port}`))) {
      server.address = `http://127.0.0.1:${port}`;
      return server;
    }
    await pause(200);
  }
  await server.stop();
  throw new Error(`the server did not come up in ${START_TIMEOUT_MS / 1000} s:\n${said}`);
}

/** The demo's accounts: one per role, by role. */
export function logins(data) {
  const lines = readFileSync(loginsFile(data), 'utf8').split('\n');
  const found = lines
    .map((line) => line.split('\t'))
    .filter((cells) => cells.length >= 3 && !cells[0].startsWith('#'));
  return Object.fromEntries(
    found.map(([role, login, password]) => [role, { role, login, password: password.trim() }]),
  );
}

async function answers(address) {
  try {
    return (await fetch(`${address}/readyz`)).ok;
  } catch {
    return false;
  }
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** A port nobody listens on now: for a server that must know its own address before it starts. */
export async function freePort() {
  const { createServer } = await import('node:net');
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
