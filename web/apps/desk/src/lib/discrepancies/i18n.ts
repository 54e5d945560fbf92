import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type DiscrepancyKey } from './id';

/** The words of discrepancies in the language that is on. */
export const t = translator<DiscrepancyKey>({ id, en });
