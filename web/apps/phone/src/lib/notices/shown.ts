/** What the server put into a message; all of it may be missing in one of another version. */
interface Message {
  id?: unknown;
  title?: unknown;
  body?: unknown;
  link?: unknown;
  at?: unknown;
  lang?: unknown;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** How a message appears. The same notice sent again takes the place of the first. */
export function shownAs(message: string): { title: string; options: NotificationOptions } {
  let read: Message = {};
  try {
    const parsed: unknown = JSON.parse(message);
    if (parsed !== null && typeof parsed === 'object') read = parsed;
  } catch {
    // Shown with the words below.
  }
  const lang = read.lang === 'en' ? 'en' : 'id';
  const at = Date.parse(text(read.at) ?? '');
  return {
    title: text(read.title) ?? 'Hadir',
    options: {
      body:
        text(read.body) ?? (lang === 'en' ? 'There is a notice for you.' : 'Ada pemberitahuan untuk Anda.'),
      lang,
      tag: text(read.id) ?? 'hadir',
      icon: '/icons/icon-192.png',
      badge: '/icons/icon-192.png',
      data: { link: pageOf({ link: read.link }) },
      ...(Number.isNaN(at) ? {} : { timestamp: at }),
    } as NotificationOptions,
  };
}

/** The page a notice opens: a path of this server, whatever the message says. */
export function pageOf(data: unknown): string {
  const link =
    data !== null && typeof data === 'object' ? text((data as { link?: unknown }).link) : undefined;
  return link && /^\/(?![/\\])/.test(link) ? link : '/notices';
}
