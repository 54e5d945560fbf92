import { json } from './http';
import type { components } from './schema';

type Schema = components['schemas'];

export type AppNotice = Schema['Notice'];
export type NoticePage = Schema['NoticePage'];
export type NoticeChoices = Schema['NoticeChoices'];
export type KindChoice = Schema['KindChoice'];
export type QuietHours = Schema['QuietJson'];
export type MyPush = Schema['MyPush'];
export type PushBrowser = Schema['PushBrowser'];
export type TriedPush = Schema['TriedPush'];

/** What is changed of the choices; what is left out stays. */
export interface NewChoices {
  kinds?: KindChoice[];
  quiet?: QuietHours | null;
  digest_at?: string;
}

/** A browser's subscription, as it is told to the server. */
export interface NewPush {
  id: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
  device: string;
}

/** Calls about notices, apart from the others: most pages never need them. */
export const noticesApi = {
  list: (cursor?: string | null, signal?: AbortSignal) =>
    json<NoticePage>('/me/notices', { query: { cursor }, signal }),
  read: (ids: readonly string[]) =>
    json<{ unread: number }>('/me/notices/read', { method: 'POST', json: { ids } }),
  choices: (signal?: AbortSignal) => json<NoticeChoices>('/me/notices/choices', { signal }),
  choose: (choices: NewChoices) =>
    json<NoticeChoices>('/me/notices/choices', { method: 'PUT', json: choices }),
  push: (signal?: AbortSignal) => json<MyPush>('/me/push', { signal }),
  addPush: (push: NewPush) => json<{ id: string }>('/me/push', { method: 'POST', json: push }),
  removePush: (id: string) => json<undefined>(`/me/push/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  tryPush: () => json<{ items: TriedPush[] }>('/me/push/test', { method: 'POST' }),
  askEmail: (address: string) => json<undefined>('/me/email', { method: 'POST', json: { address } }),
  confirmEmail: (code: string) => json<undefined>('/me/email/confirm', { method: 'POST', json: { code } }),
  removeEmail: () => json<undefined>('/me/email', { method: 'DELETE' }),
};
