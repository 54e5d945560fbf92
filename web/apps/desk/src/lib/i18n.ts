import { translator } from '@hadir/ui';
import { en } from './messages/en';
import { id, type MessageKey } from './messages/id';

/** The desk's own words in the language that is on. */
export const t = translator<MessageKey>({ id, en });
