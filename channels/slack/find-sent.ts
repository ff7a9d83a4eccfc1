/**
 * Is a message there whose answer was lost? It carries a hidden mark, and we may read the conversation. Found is proof. Not found proves nothing: nobody
 * tells us when it was sent, so that it may still be on its way; a mark may have been dropped, and the workspace may keep its messages only for a while.
 * Since “not there” would send it again, that is never said. Files carry no mark.
 */
import { z } from 'zod';
import type { ChannelDeps, OutboundPart } from '../contract/channel-adapter.ts';
import type { Reconciliation } from '../contract/outcome.ts';
import { callSlack } from './call-slack.ts';
import { messageKey, tsShape } from './message-key.ts';
import { openConversation } from './open-conversation.ts';
import type { SlackDelivery } from './plan-delivery.ts';
import { markType } from './send-delivery.ts';
import type { SlackAccount } from './slack-account.ts';

const pageSize = '100';
const pageCount = 5;

const page = z.looseObject({ messages: z.array(z.unknown()) });
const message = z.looseObject({
  ts: z.string().regex(tsShape),
  bot_id: z.string(),
  metadata: z.looseObject({ event_type: z.literal(markType), event_payload: z.looseObject({ part: z.string() }) }),
});

export async function findSent(
  { partKey, payload }: OutboundPart<SlackDelivery>,
  account: SlackAccount,
  deps: ChannelDeps,
): Promise<Reconciliation> {
  if (payload.kind !== 'text') return { found: 'cannotTell' };
  const { channel } = await openConversation(payload.userId, account, deps);
  if (channel === null) return { found: 'cannotTell' };
  // What was meant for a closed thread stands in the conversation.
  const places = payload.thread?.channel === channel ? [{ channel, ts: payload.thread.ts }, { channel }] : [{ channel }];
  for (const place of places) {
    const ts = await findIn(place, { partKey, botId: account.botId }, (method, fields) => callSlack(method, fields, account, deps));
    if (ts !== null) return { found: 'yes', providerId: messageKey({ channel, ts, threadTs: null }) };
  }
  return { found: 'cannotTell' };
}

/** The time of the message. Anybody can post such a mark, so that it counts in a message of our own bot alone. */
async function findIn(
  place: { readonly channel: string; readonly ts?: string },
  { partKey, botId }: { readonly partKey: string; readonly botId: string },
  call: (method: string, fields: Readonly<Record<string, string>>) => ReturnType<typeof callSlack>,
): Promise<string | null> {
  const method = place.ts === undefined ? 'conversations.history' : 'conversations.replies';
  let cursor = '';
  for (let turned = 0; turned < pageCount; turned += 1) {
    const called = await call(method, { ...place, include_all_metadata: 'true', limit: pageSize, ...(cursor === '' ? {} : { cursor }) });
    const read = called.kind === 'answer' && called.answer.ok ? page.safeParse(called.answer) : null;
    if (called.kind !== 'answer' || read?.success !== true) return null;
    const ours = read.data.messages
      .map((one) => message.safeParse(one).data)
      .find((one) => one !== undefined && one.bot_id === botId && one.metadata.event_payload.part === partKey);
    if (ours !== undefined) return ours.ts;
    cursor = called.answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return null;
  }
  return null;
}
