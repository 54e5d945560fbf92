import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type RulesKey } from './id';

/** The words of the rules in the language that is on. */
export const t = translator<RulesKey>({ id, en });
