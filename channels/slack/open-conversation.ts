/** In which conversation do we write to this person? Asked for each message: opening one that is open changes nothing, and nobody is shown anything. */
import { z } from 'zod';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { Outcome } from '../contract/outcome.ts';
import { callSlack } from './call-slack.ts';
import { idShape } from './message-key.ts';
import type { SlackAccount } from './slack-account.ts';
import { nothingShown, outcomeOf } from './slack-outcome.ts';

const opened = z.looseObject({ channel: z.looseObject({ id: z.string().regex(idShape) }) });

/** The conversation's id, or what that means for the message: certainly nothing was sent. */
export async function openConversation(
  userId: string,
  account: SlackAccount,
  deps: ChannelDeps,
): Promise<{ readonly channel: string } | { readonly channel: null; readonly outcome: Outcome }> {
  const called = await callSlack('conversations.open', { users: userId }, account, deps);
  const outcome = outcomeOf(called, (answer) => opened.safeParse(answer).data?.channel.id ?? null);
  return outcome.outcome === 'accepted' ? { channel: outcome.providerId } : { channel: null, outcome: nothingShown(outcome) };
}
