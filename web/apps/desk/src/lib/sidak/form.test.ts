import { expect, it } from 'vitest';
import { wholeIn, wireOf, wrongIn, type SidakForm } from './form';

const form: SidakForm = {
  title: ' Sidak hari pertama ',
  basis: 'SPT 800/1/2026',
  minutes: '5',
  headMinutes: '60',
  scope: 'all',
  units: ['a'],
  sampleOf: 'units',
  sampleSize: '3',
  agenda: ['Apa kendalanya?', '  '],
  video: '',
};

it('takes whole numbers within bounds and nothing else', () => {
  const bounds = { least: 1, most: 60 };
  expect(wholeIn(' 5 ', bounds)).toBe(5);
  for (const text of ['', '0', '61', '5,5', '-1', '1e1']) expect(wholeIn(text, bounds)).toBeNull();
});

it('says which field is wrong', () => {
  expect(wrongIn(form)).toEqual({});
  expect(wrongIn({ ...form, title: ' ', minutes: 'lima' })).toEqual({ title: true, minutes: true });
  expect(wrongIn({ ...form, minutes: '61' })).toEqual({ headMinutes: true });
  expect(wrongIn({ ...form, scope: 'chosen', units: [] })).toEqual({ units: true });
  expect(wrongIn({ ...form, scope: 'sample', sampleSize: '0' })).toEqual({ sampleSize: true });
  expect(wrongIn({ ...form, video: 'http://rapat.example' })).toEqual({ video: true });
});

it('sends what the chosen scope means and no empty question', () => {
  expect(wireOf(form, 'k')).toMatchObject({
    title: 'Sidak hari pertama',
    units: [],
    sample: null,
    video_url: null,
  });
  expect(wireOf(form, 'k').agenda).toEqual(['Apa kendalanya?']);
  expect(wireOf({ ...form, scope: 'chosen' }, 'k').units).toEqual(['a']);
  expect(wireOf({ ...form, scope: 'sample', sampleOf: 'people' }, 'k').sample).toEqual({
    of: 'people',
    size: 3,
  });
});
