/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
import { build, files, version } from '$service-worker';
import { flushInBackground } from './lib/background';
import { subscribeAnew } from './lib/notices/renewed';
import { pageOf, shownAs } from './lib/notices/shown';
import { answerFor } from './lib/shell';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** The name the outbox asks under; its class is not loaded here. */
const SYNC_TAG = 'hadir-flush';

const CACHE = `hadir-shell-${version}`;
const PAGE = '/';
const assets = new Set([...build, ...files]);

// A newer version waits until the page says so: an open page still needs the files it was built with.
worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...assets])));
});

worker.addEventListener('message', (event) => {
  if (event.data === 'use-now') void worker.skipWaiting();
});

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

// There is a network again, maybe with no page open.
worker.addEventListener('sync' as 'message', (event) => {
  const sync = event as unknown as SyncEvent;
  if (sync.tag === SYNC_TAG) sync.waitUntil(flushInBackground());
});

// Every message is shown, also one that cannot be read: browsers end a subscription that stays silent.
worker.addEventListener('push', (event) => {
  const { title, options } = shownAs(event.data?.text() ?? '');
  event.waitUntil(worker.registration.showNotification(title, options));
});

// The browser changed where it is reached: the server is told, or notices would end without a word.
worker.addEventListener('pushsubscriptionchange' as 'message', (event) => {
  const changed = event as unknown as ExtendableEvent & {
    oldSubscription?: PushSubscription | null;
    newSubscription?: PushSubscription | null;
  };
  changed.waitUntil(subscribeAnew(worker.registration, changed.oldSubscription, changed.newSubscription));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pageOf(event.notification.data)));
});

/** Leads an open page there, or opens one. */
async function open(path: string): Promise<void> {
  const address = new URL(path, worker.location.origin).href;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((one) => one.url === address) ?? pages[0];
  if (!page) return void (await worker.clients.openWindow(address));
  await page.focus();
  // A page of a worker that is not this one cannot be led.
  if (page.url !== address) await page.navigate(address).catch(() => worker.clients.openWindow(address));
}

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith('hadir-shell-') && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

/** The page from the server when it answers, else the kept one: nobody stays on an old version while online. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (thrown) {
    const kept = await caches.match(PAGE, { cacheName: CACHE });
    if (kept) return kept;
    throw thrown;
  }
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const answer = answerFor(
    {
      method: request.method,
      navigation: request.mode === 'navigate',
      sameOrigin: url.origin === worker.location.origin,
      path: url.pathname,
    },
    assets,
  );
  if (answer === 'page') event.respondWith(page(request));
  if (answer === 'asset') {
    event.respondWith(
      caches.match(url.pathname, { cacheName: CACHE }).then((kept) => kept ?? fetch(request)),
    );
  }
});
