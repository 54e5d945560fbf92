// Measures the phone app as a cheap phone on a slow network meets it: Lighthouse's mobile profile (slow 4G, slow CPU),
// five runs each, medians; what is sent over the wire; the browser's own installability check.
// Needs a built server: HADIR_BIN (default ../../target/release/hadir). Exits with 1 when a figure misses its aim.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { chromium as engine } from 'playwright-core';

process.env.HADIR_BIN ??= join(import.meta.dirname, '../../target/release/hadir');
const { logins, start } = await import('../../e2e/lib/server.mjs');
const { chromium, commands } = await import('../../e2e/lib/settings.mjs');

const RUNS = Number(process.env.RUNS ?? 5);
const PORT = 9333;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const AIMS = { performance: 95, accessibility: 95, lcp: 2500, tbt: 200, kilobytes: 120 };

const server = await start(commands.demo);
const profile = mkdtempSync(join(tmpdir(), 'hadir-audit-'));
const browser = await engine.launchPersistentContext(profile, {
  executablePath: chromium,
  args: [...FLAGS, `--remote-debugging-port=${PORT}`],
});
let missed = false;
try {
  const session = await signIn();
  await report('first load, nobody signed in', '/login', {});
  await report('home, signed in', '/', { Cookie: session });
  await installable();
} finally {
  await browser.close();
  await server.stop();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);

/** The cookie of an employee. */
async function signIn() {
  const { login, password } = logins(server.data).pegawai;
  const answer = await fetch(`${server.address}/api/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hadir': '1' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`signing in: ${answer.status}`);
  return answer.headers.get('set-cookie').split(';')[0];
}

async function report(name, path, extraHeaders) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { lhr } = await lighthouse(`${server.address}${path}`, {
      port: PORT,
      output: 'json',
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility'],
      extraHeaders,
    });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const requests = lhr.audits['network-requests'].details.items;
    runs.push({
      performance: Math.round(lhr.categories.performance.score * 100),
      accessibility: Math.round(lhr.categories.accessibility.score * 100),
      fcp: lhr.audits['first-contentful-paint'].numericValue,
      lcp: lhr.audits['largest-contentful-paint'].numericValue,
      tbt: lhr.audits['total-blocking-time'].numericValue,
      cls: lhr.audits['cumulative-layout-shift'].numericValue,
      kilobytes: requests.reduce((sum, one) => sum + (one.transferSize ?? 0), 0) / 1000,
    });
  }
  const figures = Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]),
  );
  console.log(
    `${name}: performance ${figures.performance}, accessibility ${figures.accessibility}, ` +
      `FCP ${(figures.fcp / 1000).toFixed(2)} s, LCP ${(figures.lcp / 1000).toFixed(2)} s, ` +
      `TBT ${figures.tbt.toFixed(0)} ms, CLS ${figures.cls.toFixed(3)}, ` +
      `${figures.kilobytes.toFixed(1)} kB over the wire (median of ${RUNS})`,
  );
  for (const [key, aim] of Object.entries(AIMS)) {
    const good = key === 'performance' || key === 'accessibility' ? figures[key] >= aim : figures[key] <= aim;
    if (!good) {
      missed = true;
      console.log(`  missed: ${key} ${figures[key].toFixed(1)}, aim ${aim}`);
    }
  }
}

/** What the browser itself says against installing the app. */
async function installable() {
  const page = await browser.newPage();
  await page.goto(`${server.address}/login`);
  await page.waitForFunction(async () => Boolean((await navigator.serviceWorker.getRegistration())?.active));
  const devtools = await browser.newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  const errors = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
  console.log(`installability: ${errors.length === 0 ? 'no error' : JSON.stringify(errors)}`);
  if (errors.length > 0) missed = true;
  await page.close();
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
