import { t } from '../discipline/i18n';

/** The name of a kind of punishment, as the pages of discipline write it. */
export const sanctionText = (code: string): string => t(`sanction.${code}` as Parameters<typeof t>[0]);
