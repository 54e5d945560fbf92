import { describe, expect, it } from 'vitest';
import { contrast, tokensAfter } from './contrast';
import css from './tokens.css?raw';

const light = tokensAfter(css, ':root');
const dark = new Map([...light, ...tokensAfter(css, ":root[data-theme='dark']")]);
const night = tokensAfter(css, ":root:not([data-theme='light'])");

/** What is written on what. */
const texts: [string, string][] = [
  ...['--bg', '--surface', '--surface-2'].flatMap((ground): [string, string][] => [
    ['--ink', ground],
    ['--ink-2', ground],
    ['--brand', ground],
    ['--missing', ground],
  ]),
  ['--on-brand', '--brand'],
  ['--on-brand', '--brand-strong'],
  ['--on-brand-soft', '--brand-soft'],
  ['--on-bar', '--bar'],
  ['--on-bar-2', '--bar'],
  ['--unheard', '--surface'],
  ...['good', 'late', 'excused', 'away', 'off', 'missing'].map((tone): [string, string] => [
    `--${tone}`,
    `--${tone}-soft`,
  ]),
];

/** Borders and rings that carry meaning. */
const borders: [string, string][] = [
  ['--line-strong', '--surface'],
  ['--line-strong', '--surface-2'],
  ['--focus', '--bg'],
  ['--focus', '--surface'],
  ['--brand', '--surface'],
  ['--unheard-solid', '--surface'],
];

function tooFaint(tokens: Map<string, string>, pairs: [string, string][], least: number): string[] {
  return pairs
    .map(([text, ground]) => ({
      text,
      ground,
      ratio: contrast(tokens.get(text) ?? '', tokens.get(ground) ?? ''),
    }))
    .filter(({ ratio }) => ratio < least)
    .map(({ text, ground, ratio }) => `${text} on ${ground}: ${ratio.toFixed(2)}`);
}

describe('the colours', () => {
  it('are the same by night whether the device or the person chose the night', () => {
    expect([...night]).toEqual([...tokensAfter(css, ":root[data-theme='dark']")]);
    expect(night.size).toBeGreaterThan(30);
  });

  it('can be read by day and by night', () => {
    expect(tooFaint(light, texts, 4.5)).toEqual([]);
    expect(tooFaint(dark, texts, 4.5)).toEqual([]);
  });

  it('show borders and the focus by day and by night', () => {
    expect(tooFaint(light, borders, 3)).toEqual([]);
    expect(tooFaint(dark, borders, 3)).toEqual([]);
  });

  it('are measured as WCAG measures', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

describe('the tokens that are used', () => {
  it('are all written down somewhere', () => {
    const files = import.meta.glob(['../../../../{apps,packages}/*/src/**/*.{svelte,css}'], {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const all = Object.values(files).join('\n');
    const written = new Set(all.match(/--[a-z0-9-]+(?=[:=}])/g));
    const used = new Set([...all.matchAll(/var\((--[a-z0-9-]+)/g)].map(([, name]) => name));
    expect(used.size).toBeGreaterThan(40);
    expect([...used].filter((name) => name && !written.has(name))).toEqual([]);
  });
});
