import { en } from './en';
import { id, type MessageKey } from './id';
import { translator } from './language.svelte';

/** The shared words in the language that is on. */
export const tc = translator<MessageKey>({ id, en });

/** A word for something the server named, or its own name where we have no word. */
export function named(prefix: string, name: string | null | undefined): string {
  const key = `${prefix}.${name ?? ''}`;
  return key in id ? tc(key as MessageKey) : (name ?? '');
}
