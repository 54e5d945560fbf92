import type { CrossCheckShare } from '@hadir/api';
import { number } from '@hadir/ui';
import { t } from './words';

const percent = (tenThousandths: number) => `${number(Math.round(tenThousandths / 100))}%`;

/** A share with where it surely lies. */
export function shareText(share: CrossCheckShare): string {
  if (share.rate === null || share.rate === undefined) return t('noShare');
  return t('share', {
    rate: percent(share.rate),
    low: percent(share.low),
    high: percent(share.high),
    of: number(share.of),
  });
}
