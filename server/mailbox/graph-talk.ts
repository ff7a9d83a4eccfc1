/**
 * How is Microsoft Graph asked about one mailbox? GET only for fetching, so that nothing is marked read, moved or changed; POST for one mail that
 * leaves. Links that Graph gives are followed on its own host alone: the token goes nowhere else. As its documentation has it, November 2026.
 */
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { createGuardedFetch, type GuardedAnswer, type GuardedFetch } from '../platform/http/guarded-fetch.ts';
import type { GraphItem } from './graph.store.ts';
import type { TokenOptions } from './access-token.ts';

/** A page of changes. The next is at `nextLink`; on the last page `deltaLink` is where later changes will stand. */
export interface GraphPage {
  readonly items: readonly GraphItem[];
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
}

export type GraphNo =
  /** The place in the list of changes is too old: it is read anew. */
  | { readonly no: 'place_lost' }
  | { readonly no: 'token_refused' }
  /** No right to this, whatever token. */
  | { readonly no: 'not_allowed' }
  | { readonly no: 'gone' }
  | { readonly no: 'busy'; readonly retryAfterMs: number | null }
  | { readonly no: 'away' };

const timeoutMs = 30_000;
const pageBytes = 4 * 1024 * 1024;
const pageSize = 500;
const longestWaitMs = stepLimits.graphWaitMs;

export interface GraphTalk {
  /** `link` null: from the beginning. */
  changes(token: string, link: string | null): Promise<GraphPage | GraphNo>;
  /** What lies in the inbox since then, by a plain list. */
  since(token: string, at: number, link: string | null): Promise<GraphPage | GraphNo>;
  /** The mail as Graph writes it (RFC 5322), cut one byte after what we take. */
  raw(token: string, item: string): Promise<Buffer | GraphNo>;
  count(token: string): Promise<number | GraphNo>;
  /** Base64 of the whole mail; recipients are those in its header. */
  send(token: string, raw: Uint8Array): Promise<GuardedAnswer>;
  close(): Promise<void>;
}

export function openGraph(base: string, options: Pick<TokenOptions, 'allowLoopback' | 'resolve'>): GraphTalk {
  const fetch = createGuardedFetch({ ...options, timeoutMs });
  const inbox = `${base}/me/mailFolders/inbox`;
  const fields = '$select=receivedDateTime';
  return {
    async changes(token, link) {
      // Only what came: what people read, flag or move away in the mailbox is not ours to follow.
      return pageAt(fetch, token, followed(base, link) ?? `${inbox}/messages/delta?changeType=created&${fields}`);
    },
    async since(token, at, link) {
      const filter = `$filter=receivedDateTime%20ge%20${new Date(at).toISOString()}&$top=${pageSize}`;
      return pageAt(fetch, token, followed(base, link) ?? `${inbox}/messages?${fields}&${filter}`);
    },
    async raw(token, item) {
      const answer = await fetch.get(`${base}/me/messages/${encodeURIComponent(item)}/$value`, headersOf(token), limits.mailBytes + 1);
      const no = noOf(answer);
      if (no !== null) return no;
      if (answer.kind !== 'answer') return { no: 'away' };
      // Longer than we take is known by that; shorter and broken off is not the mail.
      return answer.isWhole || answer.body.byteLength > limits.mailBytes ? answer.body : { no: 'away' };
    },
    async count(token) {
      const answer = await fetch.get(`${inbox}?$select=totalItemCount`, headersOf(token), pageBytes);
      return noOf(answer) ?? Number(jsonOf(answer)?.['totalItemCount'] ?? 0);
    },
    send: (token, raw) =>
      fetch.post(`${base}/me/sendMail`, { ...headersOf(token), 'content-type': 'text/plain' }, Buffer.from(raw).toString('base64')),
    close: () => fetch.close(),
  };
}

export const isNo = <T>(answer: T | GraphNo): answer is GraphNo => typeof answer === 'object' && answer !== null && 'no' in answer;

/** Null for a link that does not lead below the same address. */
function followed(base: string, link: string | null): string | null {
  if (link === null) return null;
  if (!link.startsWith(`${base}/`)) throw new Error('Graph named a place on another host');
  return link;
}

/** Immutable ids stay the same when a mail is moved; without them a mail that came back would be another. */
function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, prefer: `IdType="ImmutableId", odata.maxpagesize=${pageSize}` };
}

async function pageAt(fetch: GuardedFetch, token: string, url: string): Promise<GraphPage | GraphNo> {
  const answer = await fetch.get(url, headersOf(token), pageBytes);
  const no = noOf(answer);
  if (no !== null) return no;
  const page = jsonOf(answer);
  if (page === null || !Array.isArray(page['value'])) return { no: 'away' };
  const items = (page['value'] as Record<string, unknown>[]).flatMap((one) => {
    const arrivedAt = Date.parse(textOf(one['receivedDateTime']) ?? '');
    return one['@removed'] === undefined && typeof one['id'] === 'string' && !Number.isNaN(arrivedAt)
      ? [{ item: one['id'], arrivedAt }]
      : [];
  });
  return { items, nextLink: textOf(page['@odata.nextLink']), deltaLink: textOf(page['@odata.deltaLink']) };
}

/** Null: it is an answer to go on with. */
export function noOf(answer: GuardedAnswer): GraphNo | null {
  if (answer.kind !== 'answer') return { no: 'away' };
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const code = textOf((jsonOf(answer)?.['error'] as Record<string, unknown> | undefined)?.['code']) ?? '';
  if (status === 410 || /^(?:syncStateNotFound|resyncRequired)/i.test(code)) return { no: 'place_lost' };
  if (status === 401) return { no: 'token_refused' };
  if (status === 403) return { no: 'not_allowed' };
  if (status === 404) return { no: 'gone' };
  if (status === 429 || status === 503) return { no: 'busy', retryAfterMs: waitOf(answer.retryAfter) };
  return { no: 'away' };
}

/** Seconds, as Graph gives them. */
function waitOf(retryAfter: string | null): number | null {
  const seconds = Number(retryAfter ?? '');
  return retryAfter !== null && Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1_000, longestWaitMs) : null;
}

function jsonOf(answer: GuardedAnswer): Record<string, unknown> | null {
  if (answer.kind !== 'answer') return null;
  try {
    const value: unknown = JSON.parse(answer.body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
