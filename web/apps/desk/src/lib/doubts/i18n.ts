import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type DoubtKey } from './id';

/** The words of doubts in the language that is on. */
export const t = translator<DoubtKey>({ id, en });
