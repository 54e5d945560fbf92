/** Somebody who was chosen. */
export interface Chosen {
  id: string;
  name: string;
}

/** Somebody a search found, with what tells them from others of that name. */
export interface Found extends Chosen {
  text: string;
}

/** Name, number, office and unit in one line; what is not known stays out. */
export const inOneLine = (parts: readonly (string | null | undefined)[]): string =>
  parts.filter(Boolean).join(' · ');
