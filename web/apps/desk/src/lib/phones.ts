import type { PhoneRow, PhoneState } from '@hadir/api';
import type { IconName } from '@hadir/ui';
import { t } from './i18n';

export const phoneLooks: Record<PhoneState, { tone: 'good' | 'late' | 'off' | 'missing'; icon: IconName }> = {
  pending: { tone: 'late', icon: 'wait' },
  active: { tone: 'good', icon: 'check' },
  revoked: { tone: 'off', icon: 'minus' },
  rejected: { tone: 'missing', icon: 'close' },
};

const platforms = ['android', 'ios', 'desktop', 'other'] as const;

/** What a phone is, in words: its kind, and the name it gave itself where that says more. */
export function phoneName(phone: Pick<PhoneRow, 'platform' | 'name'>): string {
  const known = platforms.find((one) => one === phone.platform);
  const kind = known ? t(`phones.platform.${known}`) : phone.platform;
  return phone.name && phone.name !== kind ? `${kind} · ${phone.name}` : kind;
}

/** How its passkey is kept. */
export function passkeyWords(phone: Pick<PhoneRow, 'has_passkey' | 'device_bound'>): string {
  if (!phone.has_passkey) return t('phones.passkey.none');
  return phone.device_bound ? t('phones.passkey.bound') : t('phones.passkey.synced');
}
