import { translator } from '../../i18n/language.svelte';
import { en } from './en';
import { id, type MessageKey } from './id';

/** Words about requests in the language that is on. */
export const tr = translator<MessageKey>({ id, en });
