export const languages = ['id', 'en'] as const;
export type Lang = (typeof languages)[number];

export type Params = Record<string, string | number>;

const STORED_AS = 'hadir.lang';

/** A kept choice may be missing, foreign, or unreadable (private mode): then there is none. */
export function keptChoice<T extends string>(key: string, allowed: readonly T[]): T | null {
  try {
    const kept = localStorage.getItem(key);
    return allowed.find((one) => one === kept) ?? null;
  } catch {
    return null;
  }
}

export function keepChoice(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice holds for this visit only.
  }
}

/** The language of the pages: Indonesian unless the person, or their account, says otherwise. */
export class Language {
  current = $state<Lang>('id');
  #chosen = false;

  constructor() {
    const kept = keptChoice(STORED_AS, languages);
    if (kept) {
      this.current = kept;
      this.#chosen = true;
    }
    this.#announce();
  }

  /** The person's own choice; it is kept on this device and outranks the account. */
  choose(lang: Lang): void {
    this.#chosen = true;
    this.current = lang;
    keepChoice(STORED_AS, lang);
    this.#announce();
  }

  /** What the account asks for, where the person has not chosen on this device. */
  suggest(lang: string | null | undefined): void {
    const known = languages.find((one) => one === lang);
    if (known && !this.#chosen) {
      this.current = known;
      this.#announce();
    }
  }

  #announce(): void {
    if (typeof document !== 'undefined') document.documentElement.lang = this.current;
  }
}

export const language = new Language();

/** Puts the parameters into a text: `{name}` becomes the value, an unknown name stays visible. */
export function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** A typed `t()` over one dictionary per language. */
export function translator<Key extends string>(texts: Record<Lang, Record<Key, string>>) {
  return (key: Key, params?: Params): string => fill(texts[language.current][key], params);
}

/** The text of the language that is on, of a pair the server gave. */
export function inLanguage(id: string | null | undefined, en: string | null | undefined): string {
  return (language.current === 'en' ? en || id : id || en) ?? '';
}
