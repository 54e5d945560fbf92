import { beforeEach, describe, expect, it } from 'vitest';
import type { PersonCode } from './person-code';
import { Seen } from './seen';

const NOW = Date.parse('2026-01-19T00:20:00Z');

const code = (nonce: string, more: Partial<PersonCode> = {}): PersonCode => ({
  text: `HP1.${nonce}`,
  at: NOW,
  person: 'siti',
  name: 'Siti',
  deviceKey: 'phone-of-siti',
  nonce,
  ...more,
});

let seen: Seen;
beforeEach(() => (seen = new Seen()));

describe('what a kiosk has seen', () => {
  it('notes a code down once while it is held before the camera', () => {
    const kinds = [0, 120, 240, 2_900].map((ms) => seen.look(code('a'), 'in', true, NOW + ms).kind);

    expect(kinds).toEqual(['new', 'still', 'still', 'still']);
  });

  it('says "already noted" when the same code comes back within two minutes', () => {
    seen.look(code('a'), 'in', true, NOW);

    expect(seen.look(code('a'), 'in', true, NOW + 60_000)).toEqual({ kind: 'again', notedAt: NOW });
    expect(seen.look(code('a'), 'in', true, NOW + 121_000).kind).toBe('new');
  });

  it('does so whichever way the switch stands', () => {
    seen.look(code('a'), 'in', true, NOW);

    expect(seen.look(code('a'), 'out', true, NOW + 10_000).kind).toBe('again');
  });

  it('takes a phone whose code changes before the camera for one showing', () => {
    seen.look(code('a'), 'in', true, NOW);
    seen.look(code('a'), 'in', true, NOW + 1_000);

    expect(seen.look(code('b'), 'in', true, NOW + 2_000).kind).toBe('still');
    expect(seen.look(code('a'), 'in', true, NOW + 30_000).kind).toBe('again');
    expect(seen.look(code('b'), 'in', true, NOW + 60_000).kind).toBe('again');
  });

  it('notes the new code of somebody whose first one was too old', () => {
    seen.look(code('old'), 'in', false, NOW);

    expect(seen.look(code('fresh'), 'in', true, NOW + 1_000).kind).toBe('new');
  });

  it('never keeps a person away because another phone claimed to be theirs', () => {
    seen.look(code('forged', { deviceKey: 'another-phone' }), 'in', true, NOW);

    expect(seen.look(code('a'), 'in', true, NOW + 500).kind).toBe('new');
  });

  it('notes a person down again who comes back with a new code', () => {
    seen.look(code('a'), 'in', true, NOW);

    expect(seen.look(code('b'), 'in', true, NOW + 30_000).kind).toBe('new');
  });

  it('is not led astray when the clock is put right backward', () => {
    seen.look(code('a'), 'in', true, NOW);

    expect(seen.look(code('a'), 'in', true, NOW - 600).kind).toBe('still');
  });

  it('forgets what could not be stored', () => {
    seen.look(code('a'), 'in', true, NOW);
    seen.forget(code('a'));

    expect(seen.look(code('a'), 'in', true, NOW + 100).kind).toBe('new');
  });
});
