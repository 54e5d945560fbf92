// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { differences } from './compare';
import { en } from './en';
import { id } from './id';
import { fill, inLanguage, Language, language } from './language.svelte';
import { named, tc } from './texts';

beforeEach(() => {
  localStorage.clear();
  language.current = 'id';
});

describe('the messages', () => {
  it('say the same things in both languages and leave nothing empty', () => {
    expect(differences(id, en)).toEqual([]);
  });

  it('would be caught missing, empty or with another parameter', () => {
    const wrong = differences({ a: 'x', b: 'x', c: 'n {n}' }, { b: ' ', c: 'n' });

    expect(wrong).toEqual(['a: missing', 'b: empty', 'c: parameters differ']);
  });

  it('follow the language that is on', () => {
    expect(tc('login.submit')).toBe('Masuk');
    language.current = 'en';
    expect(tc('login.submit')).toBe('Sign in');
  });

  it('keep a parameter visible that nobody filled', () => {
    expect(fill('{a} dari {b}', { a: 3 })).toBe('3 dari {b}');
  });

  it('fall back to the name the server gave', () => {
    expect(named('source', 'machine')).toBe('Mesin absensi');
    expect(named('source', 'satelit')).toBe('satelit');
  });
});

describe('the language', () => {
  it('is Indonesian first', () => {
    expect(new Language().current).toBe('id');
  });

  it('is kept when chosen, and then outranks the account', () => {
    new Language().choose('en');
    const later = new Language();

    later.suggest('id');

    expect(later.current).toBe('en');
    expect(document.documentElement.lang).toBe('en');
  });

  it('follows the account where nothing was chosen, and ignores a language we do not speak', () => {
    const fresh = new Language();

    fresh.suggest('fr');
    expect(fresh.current).toBe('id');
    fresh.suggest('en');
    expect(fresh.current).toBe('en');
  });

  it('takes the text the server has when the other language is missing', () => {
    expect(inLanguage('Hadir', 'Present')).toBe('Hadir');
    language.current = 'en';
    expect(inLanguage('Hadir', null)).toBe('Hadir');
  });
});
