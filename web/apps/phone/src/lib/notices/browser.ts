import { newId, noticesApi } from '@hadir/api';
import { isStandalone, phoneName, platform } from '../platform';

/** Whether this browser can take notices, and if not, why. */
export type Here = 'on' | 'off' | 'denied' | 'ios' | 'unsupported';

const known = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const base64url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** The name the server knows an endpoint by. */
export async function hashOf(endpoint: string): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)));
}

async function registration(): Promise<ServiceWorkerRegistration | null> {
  if (!known() || !window.isSecureContext) return null;
  return (await navigator.serviceWorker.getRegistration()) ?? null;
}

/** What this browser is subscribed by, if it is. */
export async function subscription(): Promise<PushSubscription | null> {
  return (await (await registration())?.pushManager.getSubscription()) ?? null;
}

/** How this browser stands; `endpoints` are those the server has for this account. */
export async function look(endpoints: readonly string[]): Promise<{ here: Here; hash: string | null }> {
  // On iPhones only an app on the home screen may take notices; in the browser the parts are missing.
  if (platform() === 'ios' && !isStandalone()) return { here: 'ios', hash: null };
  if (!known() || !window.isSecureContext) return { here: 'unsupported', hash: null };
  if (Notification.permission === 'denied') return { here: 'denied', hash: null };
  const own = await subscription();
  const hash = own ? await hashOf(own.endpoint) : null;
  return { here: hash !== null && endpoints.includes(hash) ? 'on' : 'off', hash };
}

/** Asks the person, subscribes, tells the server. Must follow a press of a button. */
export async function turnOn(publicKey: string): Promise<Here> {
  if ((await Notification.requestPermission()) !== 'granted') {
    return Notification.permission === 'denied' ? 'denied' : 'off';
  }
  const worker = (await registration()) ?? (await navigator.serviceWorker.register('/service-worker.js'));
  await navigator.serviceWorker.ready;
  const key = bytesOf(publicKey);
  let own = await worker.pushManager.getSubscription();
  const by = own?.options.applicationServerKey;
  if (own && (!by || base64url(by) !== base64url(key.buffer))) {
    // The server's key is another one: what it signs now would not be taken.
    await own.unsubscribe();
    own = null;
  }
  own ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = own.toJSON();
  await noticesApi.addPush({
    id: newId(),
    endpoint: endpoint ?? own.endpoint,
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    device: phoneName(navigator.userAgent, platform()),
  });
  return 'on';
}

/** Ends notices on this browser, here and at the server. */
export async function turnOff(): Promise<void> {
  const own = await subscription();
  if (!own) return;
  const hash = await hashOf(own.endpoint);
  const { items } = await noticesApi.push();
  const kept = items.find((one) => one.endpoint_hash === hash);
  if (kept) await noticesApi.removePush(kept.id);
  await own.unsubscribe();
}
