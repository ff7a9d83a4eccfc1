/**
 * How does the widget ask the server? One function that carries the session token in the Authorization header, never in a URL and never
 * as a cookie, and answers a value in every case: the parsed body, the refusal's code, or that nothing came back at all.
 */
export type Answer<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly status: number; readonly code: string };

/** `status` 0 and code `unreachable`: no answer came; it is not known whether the request arrived. */
export const unreachable = { ok: false, status: 0, code: 'unreachable' } as const;

export interface Ask {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly json?: unknown;
}

export async function ask<T>(path: string, { method = 'GET', token, json }: Ask = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  if (json !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: json === undefined ? null : JSON.stringify(json),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(20_000),
    });
    return readAnswer(response.status, await response.text());
  } catch (cut) {
    if (cut instanceof TypeError || cut instanceof DOMException) return unreachable;
    throw cut;
  }
}

/** What a status and a body mean; a body that is not JSON (a proxy's page) is a refusal without a code. */
export function readAnswer<T>(status: number, text: string): Answer<T> {
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch (notJson) {
    if (!(notJson instanceof SyntaxError)) throw notJson;
    return { ok: false, status, code: 'not_json' };
  }
  if (status >= 200 && status < 300) return { ok: true, body: body as T };
  const code = (body as { code?: unknown } | null)?.code;
  return { ok: false, status, code: typeof code === 'string' ? code : '' };
}
