/**
 * What do Meta’s error codes mean for a message? By the subcode where one says more, else by the code; whatever is not here is judged by the HTTP status.
 * By developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes and docs/graph-api/overview/rate-limiting; the README says which
 * are known from others only.
 */
import type { Outcome, RejectionClass } from '../contract/outcome.ts';
import type { Called } from './call-graph.ts';

/** `comeBack`: refused for now, certainly not taken. `unsure`: Meta had a trouble of its own, and has been seen to deliver in spite of it. */
type Meaning = RejectionClass | 'comeBack' | 'unsure';

const of = (meaning: Meaning, ...codes: readonly number[]): [number, Meaning][] => codes.map((code) => [code, meaning]);

const subcodes: ReadonlyMap<number, Meaning> = new Map([
  // Sent outside of the allowed window.
  ...of('windowClosed', 2_018_278, 2_018_065),
  // No matching user; this person cannot receive messages; this person is not available right now.
  ...of('permanentRecipient', 2_018_001, 2_018_108, 1_545_041),
  // The Page cannot be loaded by whoever asks: “Object with ID … does not exist”.
  ...of('configuration', 33),
]);

const codes: ReadonlyMap<number, Meaning> = new Map([
  // Of the app, of the person whose token it is, of the Page, of this call, of Messenger.
  ...of('comeBack', 4, 17, 32, 613, 80_006),
  ...of('authBroken', 102, 190),
  ...of('permanentRecipient', 551),
  ...of('permanentContent', 100),
  // May not do this at all, not yet, or not for this Page; blocked for a breach of the rules.
  ...of('configuration', 3, 10, 368),
  // An unknown error, an unexpected one, a temporary send failure.
  ...of('unsure', -1, 1, 2, 1_200),
]);

function meaningOf({ status, error: { code, subcode, isWrongSecret } }: Called & { readonly kind: 'refused' }): Meaning {
  if (isWrongSecret) return 'configuration';
  const known = (subcode === null ? undefined : subcodes.get(subcode)) ?? codes.get(code);
  if (known !== undefined) return known;
  // Permissions, each with a number of its own.
  if (code >= 200 && code <= 299) return 'configuration';
  if (status < 400 || status >= 500 || status === 408) return 'unsure';
  return status === 401 || status === 403 || status === 404 ? 'configuration' : 'permanentContent';
}

export function refusal(called: Called & { readonly kind: 'refused' }): Outcome {
  const { error, status, retryAfterMs } = called;
  const code = error.subcode === null ? String(error.code) : `${error.code}/${error.subcode}`;
  const detail = [error.words, ...(error.traceId === null ? [] : [`(trace ${error.traceId})`])].join(' ').trim();
  const meaning = meaningOf(called);
  // What a broken server says of its limits says nothing of the message.
  if (meaning === 'unsure' || (meaning === 'comeBack' && status >= 500)) return { outcome: 'unknown', code, detail };
  return meaning === 'comeBack' ? { outcome: 'retry', code, retryAfterMs, detail } : { outcome: 'rejected', class: meaning, code, detail };
}
