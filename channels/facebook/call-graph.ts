/**
 * How is the Graph API called, and what did it say? One call, one answer; what an answer means is for whoever asked. The token leaves in a header and
 * the proof of the app secret in the address; nothing of either, and nothing of an error’s own words, leaves this file.
 */
import { createHmac } from 'node:crypto';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { FacebookAccount } from './facebook-account.ts';

/** Meta keeps a version for two years at least; this is the one the adapter was written for. */
const version = 'v24.0';
const minuteMs = 60_000;

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Its parts below the version, as they are. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** A form, or JSON. */
  readonly body?: FormData | URLSearchParams | object;
  /** The app asks, and not the Page: what concerns the app itself. */
  readonly asApp?: boolean;
}

export interface GraphError {
  readonly code: number;
  /** Null where Meta names none. */
  readonly subcode: number | null;
  /** In Meta’s words, on one line; empty where they could repeat a token. */
  readonly words: string;
  /** By which Meta’s support finds the call. */
  readonly traceId: string | null;
  /** The app secret is not the one of the app that the token was made with. */
  readonly isWrongSecret: boolean;
}

export type Called =
  | { readonly kind: 'answer'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly error: GraphError;
      /** As Meta foretells it; null where it does not. */
      readonly retryAfterMs: number | null;
    }
  /** Something answered that is not the Graph API. */
  | { readonly kind: 'other'; readonly status: number }
  | ({ readonly kind: 'lost' } & LostCall);

type Caller = Pick<FacebookAccount, 'apiRoot' | 'pageToken' | 'appSecrets' | 'appId'>;

export async function callGraph(call: GraphCall, account: Caller, { fetch }: Pick<ChannelDeps, 'fetch'>): Promise<Called> {
  const { method, body } = call;
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const token = call.asApp === true ? `${account.appId}|${account.appSecrets[0] ?? ''}` : account.pageToken;
  try {
    const response = await fetch(addressOf(call, account, token), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    return saidBy(response, jsonIn(await response.text()), account);
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

/** An app may demand the proof, and a wrong one is always refused: a mistyped app secret shows before messages are lost by it. */
function addressOf({ path, query }: GraphCall, { apiRoot, appSecrets }: Caller, token: string): string {
  const proof = createHmac('sha256', appSecrets[0] ?? '')
    .update(token)
    .digest('hex');
  const asked = new URLSearchParams({ ...query, appsecret_proof: proof }).toString();
  return `${apiRoot}/${version}/${path.map(encodeURIComponent).join('/')}?${asked}`;
}

const answered = z.record(z.string(), z.unknown());
const failed = z.looseObject({
  error: z.looseObject({
    code: z.number(),
    error_subcode: z.number().nullish().catch(null),
    message: z.string().nullish().catch(null),
    fbtrace_id: z.string().nullish().catch(null),
  }),
});

function saidBy({ status, headers }: Response, body: unknown, account: Caller): Called {
  const trouble = failed.safeParse(body);
  if (trouble.success) {
    const { code, error_subcode: subcode, message, fbtrace_id: trace } = trouble.data.error;
    const error: GraphError = {
      code,
      subcode: subcode ?? null,
      words: wordsOf(code, message ?? '', account),
      traceId: trace != null && /^[\w+/=-]{1,100}$/.test(trace) ? trace : null,
      isWrongSecret: code === 100 && (message ?? '').includes('appsecret_proof'),
    };
    return { kind: 'refused', status, error, retryAfterMs: waitIn(headers.get('x-business-use-case-usage')) };
  }
  const read = answered.safeParse(body);
  return status >= 200 && status < 300 && read.success ? { kind: 'answer', body: read.data } : { kind: 'other', status };
}

/** Code 190 is about the token, and may say which: “Malformed access token …”. */
function wordsOf(code: number, said: string, { pageToken, appSecrets }: Caller): string {
  if (code === 190) return '';
  const clean = [pageToken, ...appSecrets].reduce((words, secret) => (secret === '' ? words : words.replaceAll(secret, '…')), said);
  return boundedText(oneLine(clean), limits.reportDiagnosticChars);
}

const usage = z.record(z.string(), z.array(z.looseObject({ estimated_time_to_regain_access: z.number().nonnegative().optional() })));

/** In minutes, for each kind of use that is counted: the longest one counts. */
function waitIn(header: string | null): number | null {
  const read = usage.safeParse(header === null ? null : jsonIn(header));
  if (!read.success) return null;
  const minutes = Object.values(read.data).flatMap((uses) => uses.map((use) => use.estimated_time_to_regain_access ?? 0));
  const longest = Math.max(0, ...minutes);
  return longest === 0 ? null : longest * minuteMs;
}
