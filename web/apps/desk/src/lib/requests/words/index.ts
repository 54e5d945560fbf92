import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type MessageKey } from './id';

/** Words of these screens in the language that is on. */
export const tq = translator<MessageKey>({ id, en });
