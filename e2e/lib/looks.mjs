// Looks at a screen as people have it: narrow and wide, by day and by night.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axeCore from 'axe-core';
import { artifacts, between, PICTURES, widths } from './settings.mjs';

/** Fingers need this much, in px. */
const TAP = 44;

/** No picture is taller than this, in px: what follows in a long list looks the same. */
const TALLEST = 4000;

/**
 * Lines of long lists beyond these are drawn as the ones before them: their widths and targets are measured, then
 * they step aside, because axe and the pictures would need minutes for hundreds.
 */
const MORE_OF_THE_SAME = 'tbody tr:nth-child(n + 13), ul > li:nth-child(n + 21) { display: none !important }';

/**
 * Writes pictures of the screen and holds it to what every screen promises: no sideways scroll,
 * targets a finger can hit, nothing serious found by axe, no word that was left open.
 */
export async function looksRight(page, name, { fullPage = true, placeholders = false } = {}) {
  mkdirSync(artifacts, { recursive: true });
  // Where an office writes its letters, `{nama}` is what it writes.
  const open = await page.evaluate(() => document.body.innerText.match(/\{[a-z_]+\}/gi));
  if (!placeholders) assert.deepEqual(open, null, `${name}: words that were never filled in`);
  const before = page.viewportSize();
  for (const { name: size, width, height } of widths) {
    const look = `${name} at ${size} px`;
    await page.setViewportSize({ width, height });
    await settled(page);
    const { scroll, client } = await extentOf(page);
    assert.ok(scroll <= client, `${look}: scrolls sideways, ${scroll} px in ${client} px`);
    assert.deepEqual(await smallTargets(page), [], `${look}: too small for a finger`);
    await stepAside(page, MORE_OF_THE_SAME);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      if (PICTURES) await picture(page, `${name}-${size}-${colorScheme}`, fullPage && { width });
      assert.deepEqual(await axe(page, colorScheme), [], `${look}, ${colorScheme}: axe`);
    }
    await stepAside(page, '');
  }
  for (const width of between) {
    await page.setViewportSize({ width, height: 800 });
    const { scroll, client } = await extentOf(page);
    assert.ok(scroll <= client, `${name} at ${width} px: scrolls sideways, ${scroll} px`);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/** Of the screen, or of the whole page `whole.width` px wide. */
async function picture(page, file, whole) {
  const { tall } = await extentOf(page);
  const clip = whole && { x: 0, y: 0, width: whole.width, height: Math.min(tall, TALLEST) };
  await page.screenshot({ path: join(artifacts, `${file}.png`), ...(whole && { fullPage: true, clip }) });
}

/** Hides what the rules say, in a sheet of its own: the page's policy allows no style written into it. */
function stepAside(page, rules) {
  return page.evaluate((text) => {
    globalThis.lookSheet ??= new CSSStyleSheet();
    globalThis.lookSheet.replaceSync(text);
    const others = document.adoptedStyleSheets.filter((sheet) => sheet !== globalThis.lookSheet);
    document.adoptedStyleSheets = [...others, globalThis.lookSheet];
  }, rules);
}

/**
 * Two frames, and whatever still moves, so that layout and theme have settled. A colour that is inherited moves once
 * more at each element below.
 */
function settled(page) {
  return page.evaluate(async () => {
    const moves = ({ playState, effect }) =>
      playState === 'running' && effect.getComputedTiming().endTime !== Infinity;
    // What moves without end, such as the seconds of a screen, is not waited for.
    const latest = performance.now() + 2000;
    let moving;
    do {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      moving = document.getAnimations().filter(moves);
      const over = new Promise((done) => setTimeout(done, latest - performance.now()));
      await Promise.race([over, Promise.allSettled(moving.map(({ finished }) => finished))]);
    } while (moving.length > 0 && performance.now() < latest);
  });
}

function extentOf(page) {
  return page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
    tall: document.documentElement.scrollHeight,
  }));
}

/** What axe finds; by night only the colours are new. */
async function axe(page, colorScheme) {
  // Its half a megabyte is read once by a page, not once by a look.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeCore.source);
  const rules = colorScheme === 'dark' && { runOnly: ['color-contrast'] };
  const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), {
    resultTypes: ['violations'],
    ...rules,
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.target} ${node.failureSummary}`)
          .join(' | ')}`,
    );
}

function smallTargets(page) {
  return page.evaluate((least) => {
    const targets = document.querySelectorAll(
      'button, select, summary, input:not([type=radio], [tabindex="-1"]), a.button, nav[id] a',
    );
    return [...targets]
      .map((target) => ({ target, box: (target.closest('label') ?? target).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0 && Math.round(box.height) < least)
      .map(({ target, box }) => `${target.outerHTML.slice(0, 90)} (${Math.round(box.height)} px)`);
  }, TAP);
}
