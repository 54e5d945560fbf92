import { translator } from '@hadir/ui';
import { en } from './en';
import { id, type SidakKey } from './id';

/** The words of online sidak in the language that is on. */
export const t = translator<SidakKey>({ id, en });

/** A group of employees by its code, or the code where there is no word for it. */
export const groupName = (code: string) => (`group.${code}` in id ? t(`group.${code}` as SidakKey) : code);
