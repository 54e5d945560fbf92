import { expect, it } from 'vitest';
import type { Site } from '@hadir/api';
import { SiteDraft } from './draft.svelte';

const site: Site = {
  id: 'a',
  code: 'KANTOR-1',
  name: 'Kantor',
  zone: 'Asia/Jakarta',
  lat: -5.1135,
  lon: 105.3067,
  radius_m: 80,
  outline: [
    [-5.11, 105.3],
    [-5.11, 105.31],
    [-5.12, 105.3],
  ],
  network: 'weak',
  people: 3,
  may_change: true,
};

it('a site that was only opened goes back as it came', () => {
  const form = new SiteDraft(site).form;

  expect(form).toEqual({
    code: 'KANTOR-1',
    name: 'Kantor',
    zone: 'Asia/Jakarta',
    confirm_zone: false,
    lat: -5.1135,
    lon: 105.3067,
    radius_m: 80,
    outline: site.outline,
    network: 'weak',
    reason: '',
  });
});

it('typed coordinates count once they can be read', () => {
  const draft = new SiteDraft();

  draft.typed = 'di belakang pasar';
  expect([draft.read(), draft.middle]).toEqual(['unreadable', null]);
  draft.typed = '105,3067, -5,1135';
  expect(draft.read()).toBe('swapped');
  expect(draft.middle).toEqual({ lat: -5.1135, lon: 105.3067 });
  expect(draft.typed).toBe('-5.113500, 105.306700');
});

it('corners typed line by line are taken over whole or not at all', () => {
  const draft = new SiteDraft(site);

  expect(draft.readCorners('-5.1, 105.1\n\nsudut timur')).toBe(2);
  expect(draft.outline).toHaveLength(3);
  expect(draft.readCorners('-5.1, 105.1\n-5.2, 105.2\n')).toBeNull();
  expect(draft.outline).toEqual([
    { lat: -5.1, lon: 105.1 },
    { lat: -5.2, lon: 105.2 },
  ]);
});

it('a radius that is no number is sent as one the server refuses', () => {
  const draft = new SiteDraft();
  draft.radius = '7o';

  expect(draft.form.radius_m).toBe(0);
});
