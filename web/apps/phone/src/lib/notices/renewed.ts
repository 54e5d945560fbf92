import { newId, noticesApi } from '@hadir/api';

/** Subscribes again by the same key when the browser did not, and tells the server where it is reached now. */
export async function subscribeAnew(
  registration: Pick<ServiceWorkerRegistration, 'pushManager'>,
  before?: PushSubscription | null,
  after?: PushSubscription | null,
): Promise<void> {
  const applicationServerKey = before?.options.applicationServerKey;
  if (!after && !applicationServerKey) return;
  const now =
    after ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const { endpoint, keys } = now.toJSON();
  // Refused when nobody is signed in; the page of notices then shows that they are off.
  await noticesApi.addPush({
    id: newId(),
    endpoint: endpoint ?? now.endpoint,
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    device: '',
  });
}
