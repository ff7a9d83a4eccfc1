/**
 * Did Twilio make this call? It signs the address it calls and the fields it posts, decoded and in order, with the account's auth token
 * (HMAC-SHA1, base64). The address is the one we gave it, never one that the call itself names.
 */
import { createHmac } from 'node:crypto';
import { isOneOf } from '../contract/same-secret.ts';

/** The fields of a posted form, in the order they came; a name may come twice. */
export function formIn(bytes: Uint8Array): URLSearchParams {
  // The mark in front keeps the parser from dropping a “?” that was sent, and the decoder from dropping a byte order mark.
  return new URLSearchParams(`&${new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)}`);
}

export interface SignedCall {
  readonly url: string;
  readonly form: URLSearchParams;
}

export function isSigned(given: string, { url, form }: SignedCall, tokens: readonly string[]): boolean {
  const fields = fieldsInOrder(form);
  return isOneOf(
    given,
    tokens.flatMap((token) => addressesOf(url).map((address) => macOf(`${address}${fields}`, token))),
  );
}

export const signatureOf = ({ url, form }: SignedCall, token: string): string => macOf(`${url}${fieldsInOrder(form)}`, token);

const macOf = (text: string, token: string): string => createHmac('sha1', token).update(text, 'utf8').digest('base64');

/** Names in order, each before each of its values; of a name that comes twice the different values, in order too. */
function fieldsInOrder(form: URLSearchParams): string {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of form) fields.set(name, (fields.get(name) ?? new Set()).add(value));
  return [...fields.keys()]
    .toSorted()
    .map((name) => [...fields.get(name)!].toSorted().reduce((joined, value) => `${joined}${name}${value}`, ''))
    .join('');
}

const addressShape = /^(https?):\/\/([^/?#:[\]@]+|\[[0-9a-f:.]*\])(:\d+)?(?=[/?#]|$)/i;

/** Twilio may sign with the port or without it, whichever we named. */
function addressesOf(url: string): string[] {
  const found = addressShape.exec(url);
  if (found === null) return [url];
  const [whole, scheme = '', host = '', port = scheme.toLowerCase() === 'https' ? ':443' : ':80'] = found;
  const rest = url.slice(whole.length);
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${port}${rest}`];
}
