import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type AllowanceDeskKey } from './id';

/** The words of the allowance at the desk, in the language that is on. */
export const t = translator<AllowanceDeskKey>({ id, en });
