/**
 * How is Twilio's REST API called, and what comes back? One call each, to the account's own resources. The auth token is shown in a header, so that
 * nothing of an error's own words leaves this file.
 */
import { z } from 'zod';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { SmsAccount } from './sms-account.ts';

const said = z.looseObject({ code: z.number().nullish(), message: z.string().nullish() });
export type TwilioAnswer = z.output<typeof said>;

export type Called =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly answer: TwilioAnswer;
      /** As Twilio wishes it; null where it names none. */
      readonly retryAfterMs: number | null;
    }
  /** Something answered that is not the REST API. */
  | { readonly kind: 'other'; readonly status: number; readonly retryAfterMs: number | null }
  | ({ readonly kind: 'lost' } & LostCall);

/** `path` and `query` begin below the account; with a form it is a POST. */
export interface TwilioCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

export async function callTwilio(call: TwilioCall, account: SmsAccount, { fetch }: Pick<ChannelDeps, 'fetch'>): Promise<Called> {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
  try {
    const response = await fetch(`${resourceUrl(call.path, account)}${query}`, {
      headers: { authorization: credentials(account), accept: 'application/json' },
      ...(call.form === undefined ? {} : { method: 'POST', body: new URLSearchParams(call.form) }),
    });
    const read = said.safeParse(jsonIn(await response.text()));
    const { status } = response;
    const retryAfterMs = waitIn(response.headers.get('retry-after'));
    return read.success ? { kind: 'answer', status, answer: read.data, retryAfterMs } : { kind: 'other', status, retryAfterMs };
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

export const resourceUrl = (path: string, { apiRoot, accountSid }: Pick<SmsAccount, 'apiRoot' | 'accountSid'>): string =>
  `${apiRoot}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/${path}`;

export const credentials = ({ accountSid, authTokens }: Pick<SmsAccount, 'accountSid' | 'authTokens'>): string =>
  `Basic ${Buffer.from(`${accountSid}:${authTokens[0] ?? ''}`).toString('base64')}`;

/** Seconds; a date is no wish we can read without a clock. */
const waitIn = (header: string | null): number | null => (header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null);

export type Answered = Called & { readonly kind: 'answer' };

export const isTaken = (called: Called): called is Answered => called.kind === 'answer' && called.status >= 200 && called.status < 300;

/** Twilio's own code, else the HTTP status. */
export const codeOf = ({ status, answer }: Answered): string => String(answer.code ?? status);
