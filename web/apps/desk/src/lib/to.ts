import { base } from '$app/paths';

/** The address of a page of the desk, under whatever path the desk is served. */
export function to(path: string, query: Record<string, string | null | undefined> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) params.set(name, value);
  const text = params.toString();
  return base + path + (text === '' ? '' : `?${text}`);
}
