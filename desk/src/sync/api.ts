/**
 * How does the desk talk to the server? One fetch wrapper for the public API: session cookie, workspace header, idempotency keys on creating
 * posts, problems as one typed error. A write whose answer was lost is repeated with the same key. It caches nothing: that is `query.ts`.
 */
import type { RefusalCode } from '@meanwhile/wire/refusal-codes.ts';
import { lostCodes, waitsMs } from './lost.ts';
import { straight } from './straight.ts';

const base = '/api/v1';
const workspaceKey = 'meanwhile.workspace';

export type ProblemCode = RefusalCode | 'unreachable' | 'aborted';

/** The server said no, or could not be reached (`unreachable`: it is not known whether a write arrived; repeat it with the same key). */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | null;
  /** Which field is meant: JSON pointer and words. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  /** What was found, as the API tells programs. */
  readonly findings: readonly Readonly<Record<string, unknown>>[];
  constructor(
    facts: {
      code: ProblemCode;
      status: number;
      title: string;
      detail?: string | null;
      errors?: Problem['errors'];
      findings?: Problem['findings'];
    },
    cause?: unknown,
  ) {
    super(facts.detail ?? facts.title, { cause });
    this.name = 'Problem';
    this.code = facts.code;
    this.status = facts.status;
    this.detail = facts.detail ?? null;
    this.errors = facts.errors ?? [];
    this.findings = facts.findings ?? [];
  }
}

export const isProblem = (error: unknown, ...codes: readonly ProblemCode[]): error is Problem =>
  error instanceof Problem && (codes.length === 0 || codes.includes(error.code));

export const chosenWorkspace = (): string | null => localStorage.getItem(workspaceKey);
export function chooseWorkspace(workspaceId: string): void {
  localStorage.setItem(workspaceKey, workspaceId);
}
export function forgetWorkspace(): void {
  localStorage.removeItem(workspaceKey);
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;
export interface CallOptions {
  readonly query?: Query;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Makes repeating safe. POSTs get a fresh one unless given. */
  readonly idempotencyKey?: string;
  /** Whoever calls has a way of their own to try again. */
  readonly once?: boolean;
}

/** Below `/api/v1` unless the path names another `/api/…` itself. Empty values are left out of the query. */
export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `${path.startsWith('/api/') ? path : base + path}${text === '' ? '' : `?${text}`}`;
}

/** Cookie sessions do not need it; the workspace does. Shared with uploads, which cannot use fetch. */
export function headersOf(options: { readonly idempotencyKey?: string | undefined } = {}): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const workspaceId = chosenWorkspace();
  if (workspaceId !== null) headers['meanwhile-workspace'] = workspaceId;
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
  return headers;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A problem from a status and whatever body came with it. */
export function problemOf(status: number, body: unknown): Problem {
  const facts = recordOf(body);
  const fallback: ProblemCode =
    status === 401
      ? 'not_signed_in'
      : status === 404
        ? 'not_found'
        : status === 503 || status === 502 || status === 504
          ? 'unreachable'
          : 'fault';
  return new Problem({
    code: typeof facts['code'] === 'string' ? (facts['code'] as RefusalCode) : fallback,
    status,
    title: typeof facts['title'] === 'string' ? facts['title'] : typeof facts['message'] === 'string' ? facts['message'] : `HTTP ${status}`,
    detail: typeof facts['detail'] === 'string' ? facts['detail'] : null,
    errors: Array.isArray(facts['errors']) ? (facts['errors'] as Problem['errors']) : [],
    findings: Array.isArray(facts['findings']) ? (facts['findings'] as Problem['findings']) : [],
  });
}

/** Refusals of a repeated write: the try whose answer was lost may be the very reason for the refusal. */
export const refusedAfterLoss = new WeakSet<Problem>();

/**
 * Gives the parsed answer (undefined for 204). Throws `Problem` for every refusal, and for a connection that stays lost: reads throw at once
 * (`query.ts` repeats them), writes of the public API after a few seconds of trying.
 */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const key = options.idempotencyKey ?? (method === 'POST' ? crypto.randomUUID() : undefined);
  const waits = method === 'GET' || options.once === true || path.startsWith('/api/') ? [] : waitsMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await callOnce<Answer>(method, path, key, options);
    } catch (error) {
      const waitMs = waits[tries];
      const isLost = isProblem(error, ...lostCodes);
      if (!isLost && tries > 0 && isProblem(error)) refusedAfterLoss.add(error);
      if (!isLost || waitMs === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs * (0.75 + Math.random() / 2)));
    }
  }
}

/** What browsers let outlive a page, of all requests together: 64 KiB. A little less, since names of fields count too. */
const outliveMax = 60_000;
let outlivingBytes = 0;

/** What is shown as done reaches the server though its page is closed at that moment; a long text or a file only while the page is there. */
async function send(url: string, init: RequestInit): Promise<Response> {
  const bytes = typeof init.body === 'string' ? new Blob([init.body]).size : 0;
  const outlives = init.method !== 'GET' && !(init.body instanceof FormData) && outlivingBytes + bytes <= outliveMax;
  if (!outlives) return fetch(url, init);
  outlivingBytes += bytes;
  try {
    return await fetch(url, { ...init, keepalive: true });
  } finally {
    outlivingBytes -= bytes;
  }
}

async function callOnce<Answer>(method: string, path: string, key: string | undefined, options: CallOptions): Promise<Answer> {
  const headers = headersOf({ idempotencyKey: key });
  const form = options.body instanceof FormData ? options.body : null;
  if (options.body !== undefined && form === null) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await send(urlOf(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: form ?? JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    const aborted = options.signal?.aborted === true;
    throw new Problem(
      { code: aborted ? 'aborted' : 'unreachable', status: 0, title: aborted ? 'Aborted' : 'The server did not answer.' },
      cause,
    );
  }
  const body = parsed(straight(await response.text()));
  if (!response.ok) throw problemOf(response.status, body);
  return body as Answer;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own error page: kept as text, the status says the rest.
    return { title: text.slice(0, 200) };
  }
}

export const get = <Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> =>
  call<Answer>('GET', path, { ...(query === undefined ? {} : { query }), ...(signal === undefined ? {} : { signal }) });
export const post = <Answer>(path: string, body?: unknown, idempotencyKey?: string): Promise<Answer> =>
  call<Answer>('POST', path, { ...(body === undefined ? {} : { body }), ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
export const put = <Answer>(path: string, body: unknown): Promise<Answer> => call<Answer>('PUT', path, { body });
export const patch = <Answer>(path: string, body: unknown): Promise<Answer> => call<Answer>('PATCH', path, { body });
/** Undefined where a try whose answer was lost has removed it. */
export async function del<Answer>(path: string): Promise<Answer | undefined> {
  try {
    return await call<Answer>('DELETE', path);
  } catch (error) {
    if (isProblem(error, 'not_found') && refusedAfterLoss.has(error)) return undefined;
    throw error;
  }
}

/** A keyset page, as every list answers. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
