/**
 * How is LINE called, and what did it say? One call, one answer; what an answer means is for whoever asked. The access token leaves in a header
 * only, and nothing of an error’s own words leaves this file.
 */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { LineAccount } from './line-account.ts';

export interface LineCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly json?: object;
  /** As the token endpoints want it, which know no access token. */
  readonly form?: Readonly<Record<string, string>>;
  readonly retryKey?: string;
}

const sentMessage = z.looseObject({ id: z.string().min(1).max(channelLimits.providerIdChars) });
const trouble = z.looseObject({ message: z.string().optional(), property: z.string().optional() });
/** What answers have in common. A field of another shape counts as none: it must not hide what the status says. */
const said = z.looseObject({
  message: z.string().optional().catch(undefined),
  details: z.array(trouble).optional().catch(undefined),
  sentMessages: z.array(sentMessage).optional().catch(undefined),
  /** Of the token endpoints. */
  error: z.string().optional().catch(undefined),
});
export type LineAnswer = z.output<typeof said>;

export type Called =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly answer: LineAnswer;
      /** By which LINE’s support finds the call. */
      readonly requestId: string | null;
      /** The call that was taken before under the same key. */
      readonly acceptedRequestId: string | null;
    }
  /** Something answered that is not LINE. */
  | { readonly kind: 'other'; readonly status: number }
  | ({ readonly kind: 'lost' } & LostCall);

export async function callLine(
  call: LineCall,
  { apiRoot, channelAccessToken }: Pick<LineAccount, 'apiRoot' | 'channelAccessToken'>,
  { fetch }: Pick<ChannelDeps, 'fetch'>,
): Promise<Called> {
  try {
    const response = await fetch(`${apiRoot}${call.path}`, requestOf(call, channelAccessToken));
    const { status, headers } = response;
    const read = said.safeParse(jsonIn(await response.text()));
    if (!read.success) return { kind: 'other', status };
    const idIn = (name: string): string | null => headers.get(name)?.slice(0, channelLimits.providerIdChars) ?? null;
    const ids = { requestId: idIn('x-line-request-id'), acceptedRequestId: idIn('x-line-accepted-request-id') };
    return { kind: 'answer', status, answer: read.data, ...ids };
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

function requestOf({ method, json, form, retryKey }: LineCall, channelAccessToken: string): RequestInit {
  if (form !== undefined) return { method, body: new URLSearchParams(form) };
  return {
    method,
    headers: {
      authorization: `Bearer ${channelAccessToken}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(retryKey === undefined ? {} : { 'x-line-retry-key': retryKey }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  };
}

/** LINE’s own words about what is wrong, on one line; empty where it has none. */
export function wordsOf({ message = '', details = [] }: LineAnswer): string {
  const more = details.map(({ property, message: what = '' }) => (property === undefined ? what : `${property}: ${what}`));
  return boundedText(oneLine([message, ...more].filter((line) => line !== '').join('; ')), channelLimits.reportDiagnosticChars);
}
