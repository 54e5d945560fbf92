import { keepChoice, keptChoice } from './i18n/language.svelte';

export const themes = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themes)[number];

/** The same key is read by `theme.js` of each app before the first paint. */
const STORED_AS = 'hadir.theme';

/** Light, dark, or as the device is set. */
export class Theme {
  current = $state<ThemeChoice>('system');

  constructor() {
    this.current = keptChoice(STORED_AS, themes) ?? 'system';
  }

  choose(choice: ThemeChoice): void {
    this.current = choice;
    keepChoice(STORED_AS, choice === 'system' ? null : choice);
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }
}

export const theme = new Theme();
