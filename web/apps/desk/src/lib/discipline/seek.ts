import { disciplineApi } from '@hadir/api';
import { inOneLine, type Found } from '$lib/people/choice';
import { t } from './i18n';

/** Finds people to give a duty to, and says who of them cannot act. */
export async function seek(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await disciplineApi.people(q, signal);
  return items.map((one) => ({
    id: one.id,
    name: one.name,
    text: inOneLine([
      one.name,
      one.number_masked,
      one.post,
      one.unit?.name,
      one.has_account ? null : t('noAccount'),
    ]),
  }));
}
