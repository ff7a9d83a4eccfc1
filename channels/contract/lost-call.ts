/** A call to a provider that brought no answer: had a byte left? Errors of `fetch` as Node raises them. */

/** Nothing was connected yet when these came. */
const beforeSending: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** `before`: certainly no byte has left. `code` holds nothing of an address. */
export interface LostCall {
  readonly before: boolean;
  readonly code: string;
}

export function lostCall(error: unknown): LostCall {
  const code = codeOf(error);
  return { before: beforeSending.has(code), code };
}

function codeOf(error: unknown): string {
  for (let one: unknown = error; one instanceof Error; one = one.cause)
    if ('code' in one && typeof one.code === 'string' && /^[A-Z_]{3,40}$/.test(one.code)) return one.code;
  return error instanceof Error && error.name === 'TimeoutError' ? 'TIMEOUT' : 'LOST';
}
