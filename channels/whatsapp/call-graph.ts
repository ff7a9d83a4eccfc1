/**
 * How is the Graph API called, and what did it answer? The token and its proof go with every call; nothing of them, of an address or of an
 * error's own words leaves this file. What an answer means is decided by whoever called.
 */
import { createHmac } from 'node:crypto';
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

/** Meta keeps a version for two years at least; this is the one the adapter was written against. */
const version = 'v24.0';

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Its parts, written as they are. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: FormData | object;
  /** The app with this id asks, and not the system user: what concerns the app itself. */
  readonly asApp?: string;
}

export interface GraphError {
  readonly code: number;
  /** In Meta's words, on one line; empty where they could hold a token. */
  readonly words: string;
  /** The app secret is not the one of the app that the token was made for. */
  readonly isWrongSecret: boolean;
}

export type Called =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly error: GraphError }
  /** Something answered that is not the Graph API. */
  | { readonly kind: 'other'; readonly status: number }
  | ({ readonly kind: 'lost' } & LostCall);

type Caller = Pick<WhatsappAccount, 'apiRoot' | 'accessToken' | 'appSecrets'>;

export async function callGraph(call: GraphCall, account: Caller, { fetch }: Pick<ChannelDeps, 'fetch'>): Promise<Called> {
  const { method, body, asApp } = call;
  const token = asApp === undefined ? account.accessToken : `${asApp}|${account.appSecrets[0] ?? ''}`;
  try {
    const response = await fetch(addressOf(call, account, token), {
      method,
      headers: {
        ...bearer(token),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    return answerIn(response.status, jsonIn(await response.text()), account);
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

function addressOf({ path, query }: GraphCall, { apiRoot, appSecrets }: Caller, token: string): string {
  // An app may demand the proof, and a wrong one is always refused: that is how a mistyped app secret shows before messages are lost by it.
  const proof = createHmac('sha256', appSecrets[0] ?? '')
    .update(token)
    .digest('hex');
  const asked = new URLSearchParams({ ...query, appsecret_proof: proof }).toString();
  return `${apiRoot}/${version}/${path.map(encodeURIComponent).join('/')}?${asked}`;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const failed = z.looseObject({
  error: z.looseObject({
    code: z.number(),
    message: z.string().optional(),
    error_data: z.looseObject({ details: z.string().optional() }).optional().catch(undefined),
  }),
});

function answerIn(status: number, body: unknown, account: Caller): Called {
  const read = failed.safeParse(body);
  if (read.success) {
    const { code, message = '', error_data: more } = read.data.error;
    const isWrongSecret = code === 100 && message.includes('appsecret_proof');
    return { kind: 'refused', status, error: { code, words: wordsOf(code, more?.details ?? message, account), isWrongSecret } };
  }
  const isAnswer = status >= 200 && status < 300 && typeof body === 'object' && body !== null;
  return isAnswer ? { kind: 'answer', body } : { kind: 'other', status };
}

/** “Malformed access token …” repeats what it was given. */
function wordsOf(code: number, said: string, { accessToken, appSecrets }: Caller): string {
  if (code === 190) return '';
  const clean = [accessToken, ...appSecrets].reduce((words, secret) => (secret === '' ? words : words.replaceAll(secret, '…')), said);
  return boundedText(oneLine(clean), limits.reportDiagnosticChars);
}

/** For files, which are fetched from where Meta keeps them. */
export const fileHeaders = ({ accessToken }: Pick<Caller, 'accessToken'>): Readonly<Record<string, string>> => bearer(accessToken);
