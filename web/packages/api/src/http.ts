import { ServerClock } from './clock';
import { asProblem, Problem, problemOf } from './problem';

/** The server's time, read from every answer. */
export const serverClock = new ServerClock(() => performance.now());

const BASE = '/api/v1';

let signedOut: () => void = () => undefined;

/** Sets what happens when the server no longer knows who is asking (401), whatever was asked. */
export function whenSignedOut(then: () => void): void {
  signedOut = then;
}

/** An upload of a big file over a slow line may take minutes; a question may not. */
const QUESTION_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 10 * 60_000;

/** Calls where 401 is an answer about what was typed, not the end of a session. */
const DOORS = ['/login', '/enrol', '/me', '/logout', '/stations/claim'];

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  json?: unknown;
  form?: FormData;
  /** A file as it is; its own type is said. */
  body?: Blob;
  headers?: Record<string, string>;
  /** How long to wait for the answer; more for what is big, on a slow line. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** A station's token: it asks instead of the person who may be signed in here. */
  token?: string;
}

/** The address of a call, without the parameters that are empty. */
export function urlOf(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return BASE + path + (text === '' ? '' : `?${text}`);
}

/** Asks the server; every way of failing is a [`Problem`]. */
async function ask(path: string, options: Options): Promise<Response> {
  const headers = new Headers({ accept: 'application/json, application/problem+json', ...options.headers });
  const method = options.method ?? 'GET';
  if (method !== 'GET') headers.set('x-hadir', '1');
  if (options.json !== undefined) headers.set('content-type', 'application/json');
  if (options.body) headers.set('content-type', options.body.type);
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);

  const usual = options.form || options.body ? UPLOAD_TIMEOUT_MS : QUESTION_TIMEOUT_MS;
  const limit = AbortSignal.timeout(options.timeoutMs ?? usual);
  const signal = eitherOf(options.signal, limit);

  const sentMs = performance.now();
  let response: Response;
  try {
    response = await fetch(urlOf(path, options.query), {
      method,
      headers,
      signal,
      credentials: options.token === undefined ? 'same-origin' : 'omit',
      cache: 'no-store',
      body:
        options.form ?? options.body ?? (options.json === undefined ? null : JSON.stringify(options.json)),
    });
  } catch (thrown) {
    throw asProblem(thrown);
  }
  serverClock.observeHeader(response.headers.get('date'), sentMs, performance.now());

  if (!response.ok) {
    if (response.status === 401 && options.token === undefined && !DOORS.includes(path)) signedOut();
    throw await problemOf(response);
  }
  return response;
}

/** Browsers before 2023 cannot join two signals; there the caller's own comes first. */
function eitherOf(own: AbortSignal | undefined, limit: AbortSignal): AbortSignal {
  if (!own) return limit;
  return 'any' in AbortSignal ? AbortSignal.any([own, limit]) : own;
}

/** Asks and reads the JSON of the answer. */
export async function json<T>(path: string, options: Options = {}): Promise<T> {
  const response = await ask(path, options);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem(response.status === 200 ? 502 : response.status, { code: 'unreadable_answer' });
  }
}

/** A file the server made, with the name it gave. */
export interface Download {
  name: string;
  blob: Blob;
}

/** Asks for a file. */
export async function file(path: string, fallbackName: string, options: Options = {}): Promise<Download> {
  const response = await ask(path, options);
  try {
    const blob = await response.blob();
    return { name: nameIn(response.headers.get('content-disposition')) ?? fallbackName, blob };
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** The file name in a Content-Disposition header, without any folder. */
export function nameIn(disposition: string | null): string | null {
  if (disposition === null) return null;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
  let name = plain ?? null;
  if (extended !== undefined) {
    try {
      name = decodeURIComponent(extended);
    } catch {
      // A broken escape: the plain name has to do.
    }
  }
  return name?.split(/[/\\]/).pop()?.trim() || null;
}
