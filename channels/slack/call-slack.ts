/**
 * How is Slack's Web API called? One method per call, always as a form: those about files take no JSON. The token goes into a header, and nothing of it
 * or of an error's own words leaves this file. What an answer means for a message is `slack-outcome.ts`.
 */
import { z } from 'zod';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import { lostCall, type LostCall } from '../contract/lost-call.ts';
import type { SlackAccount } from './slack-account.ts';

const said = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional().catch(undefined),
  /** The permission that is missing. */
  needed: z.string().optional().catch(undefined),
  response_metadata: z
    .looseObject({ next_cursor: z.string().optional(), messages: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});
export type SlackAnswer = z.output<typeof said>;

interface Answered {
  readonly status: number;
  /** As Slack wishes it; null where it wishes nothing. */
  readonly retryAfterMs: number | null;
}
export type Called =
  | (Answered & {
      readonly kind: 'answer';
      readonly answer: SlackAnswer;
      /** What the token may do, where Slack says it. */
      readonly scopes: readonly string[] | null;
    })
  /** Something answered that is not the Web API. */
  | (Answered & { readonly kind: 'other' })
  | ({ readonly kind: 'lost' } & LostCall);

export async function callSlack(
  method: string,
  fields: Readonly<Record<string, string>>,
  { apiRoot, botToken }: Pick<SlackAccount, 'apiRoot' | 'botToken'>,
  { fetch }: Pick<ChannelDeps, 'fetch'>,
): Promise<Called> {
  try {
    const response = await fetch(`${apiRoot}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}` },
      body: new URLSearchParams(fields),
    });
    const answered = { status: response.status, retryAfterMs: retryAfterMs(response) };
    const scopes = response.headers.get('x-oauth-scopes');
    const read = said.safeParse(jsonIn(await response.text()));
    return read.success
      ? { ...answered, kind: 'answer', answer: read.data, scopes: scopes === null ? null : scopes.split(',').map((scope) => scope.trim()) }
      : { ...answered, kind: 'other' };
  } catch (error) {
    return { kind: 'lost', ...lostCall(error) };
  }
}

export function retryAfterMs({ headers }: Response): number | null {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : null;
}
