/**
 * How is Viber called, and what did it say? One call, one answer; Viber answers 200 whatever it says, and what that means is for whoever asked. The token
 * leaves in a header only, and nothing of an error’s own words leaves this file.
 */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import { exactJson, messageToken } from './exact-json.ts';
import type { ViberAccount } from './viber-account.ts';

/** A field of another shape counts as none: it must not hide what the status says. */
const said = z.looseObject({
  status: z.int(),
  status_message: z.string().optional().catch(undefined),
  message_token: messageToken.optional().catch(undefined),
});
export type ViberAnswer = z.output<typeof said>;

export type Called =
  | { readonly kind: 'answer'; readonly answer: ViberAnswer }
  /** Something answered that is not Viber, or Viber broke down. */
  | { readonly kind: 'other'; readonly status: number }
  | ({ readonly kind: 'lost' } & LostCall);

export async function callViber(
  method: 'get_account_info' | 'set_webhook' | 'send_message',
  body: object,
  { apiRoot, authTokens }: Pick<ViberAccount, 'apiRoot' | 'authTokens'>,
  { fetch }: Pick<ChannelDeps, 'fetch'>,
): Promise<Called> {
  try {
    const response = await fetch(`${apiRoot}/pa/${method}`, {
      method: 'POST',
      headers: { 'x-viber-auth-token': authTokens[0] ?? '', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { status } = response;
    const read = said.safeParse(exactJson(await response.text()));
    return read.success && status < 500 ? { kind: 'answer', answer: read.data } : { kind: 'other', status };
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

export const isYes = (called: Called): called is Called & { readonly kind: 'answer' } =>
  called.kind === 'answer' && called.answer.status === 0;

/** Viber’s own words, on one line; empty where it has none. */
export const wordsOf = ({ status_message: words = '' }: ViberAnswer): string =>
  boundedText(oneLine(words), channelLimits.reportDiagnosticChars);
