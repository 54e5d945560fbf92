import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type MessageKey } from './id';

/** Words of the pages of machines in the language that is on. */
export const tm = translator<MessageKey>({ id, en });
