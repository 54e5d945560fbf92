import type { ProblemDetails } from './types';

export interface FieldProblem {
  field: string;
  code: string;
  detail: string;
  detail_en: string;
}

/** What a person can do about a refusal; each has a sentence in the messages. */
export type NextStep =
  | 'signIn'
  | 'askRights'
  | 'checkFields'
  | 'wait'
  | 'checkConnection'
  | 'goBack'
  | 'reload'
  | 'shrinkFile'
  | 'tryAgain';

/**
 * A refusal or failure, in the server's words where it gave any.
 *
 * `status` 0 means no answer came at all.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  readonly detailEn: string | null;
  readonly fields: FieldProblem[];
  /** Seconds to wait before another try, when the server said so. */
  readonly retryAfter: number | null;

  constructor(status: number, body: Partial<ProblemDetails>, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'no_connection' : 'unknown');
    this.detail = body.detail ?? body.title ?? null;
    this.detailEn = body.detail_en ?? null;
    this.fields = body.errors ?? [];
    this.retryAfter = retryAfter;
  }

  /** The first complaint about a form field, or null. */
  field(name: string): FieldProblem | null {
    return this.fields.find((f) => f.field === name || f.field.endsWith(`.${name}`)) ?? null;
  }

  get nextStep(): NextStep {
    if (this.status === 0) return 'checkConnection';
    if (this.status === 401) return 'signIn';
    if (this.status === 403) return 'askRights';
    if (this.status === 404 || this.status === 410) return 'goBack';
    if (this.status === 409) return 'reload';
    if (this.status === 413) return 'shrinkFile';
    if (this.status === 429 || this.status === 503) return 'wait';
    if (this.status >= 400 && this.status < 500) return 'checkFields';
    return 'tryAgain';
  }
}

/** Reads a refusal; a body that is not problem details (a proxy's page, nothing) is not an error of its own. */
export async function problemOf(response: Response): Promise<Problem> {
  const after = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const retryAfter = Number.isFinite(after) && after >= 0 ? after : null;

  try {
    const body: unknown = await response.json();
    if (body !== null && typeof body === 'object' && !Array.isArray(body)) {
      return new Problem(response.status, body as Partial<ProblemDetails>, retryAfter);
    }
  } catch {
    // Not JSON: the status alone has to speak.
  }
  return new Problem(response.status, {}, retryAfter);
}

/** Turns whatever was thrown into a [`Problem`]: the browser's own network errors become "no answer". */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, {});
}
