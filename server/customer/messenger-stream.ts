/**
 * What do customers hear live? A projection of the event log for exactly their conversation: their own messages, our answers, and the sentence above
 * the field. While somebody is there live it says when they write; else nothing of the kind leaves here, and presence and receipts never do,
 * whatever anyone sends.
 */
import { messengerHello } from '@meanwhile/wire/messenger-requests.ts';
import type { MessengerMessage } from '@meanwhile/wire/messenger.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { wayOf } from '../channel-registry.ts';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared } from '../platform/http/route.ts';
import type { Hub, HubEvent, Subscription } from '../platform/stream/hub.ts';
import { runSocket, type Admitted } from '../platform/stream/socket-session.ts';
import { sayWriting } from '@meanwhile/core/stance/live-words.ts';
import type { Typing } from '../live/live.ts';
import { entryNow } from './messenger-settings.ts';
import { actorKey } from '../case/case.ts';
import type { MessengerContext } from './messenger.routes.ts';
import { projectMessage } from './projection.ts';
import { customerOf, messengerChannel, readVisitorToken, senderOf, type OpenedChannel, type Visitor } from './visitor.ts';

const seenEveryMs = 20_000;

export function registerMessengerStream(app: FastifyInstance, context: MessengerContext, hub: Hub, typing: Typing): void {
  app.get(
    '/m/:channel/stream',
    { websocket: true, config: declared({ permission: 'visitor', scope: 'channel', rate: 'none', idempotency: 'safe', audit: null }) },
    (socket, request) => {
      const { channel } = request.params as { channel: string };
      runSocket(socket, hub, context.platform, (hello) => admitVisitor(hello, channel, { ...context, typing }));
    },
  );
}

type Streaming = MessengerContext & { readonly typing: Typing };

async function admitVisitor(hello: unknown, channelId: string, context: Streaming): Promise<Admitted | null> {
  const { platform } = context;
  const parsed = messengerHello.safeParse(hello);
  if (!parsed.success) return null;
  const { workspaceId, channel } = await messengerChannel(platform, channelId);
  const visitor = readVisitorToken(platform, parsed.data.token, channel.id);
  if (visitor === null) return null;
  if (channel.settings['identityRequired'] === true && visitor.siteSubject === null) return null;
  const customer = await inWorkspace(platform.pool, workspaceId, (tx) => customerOf(tx, workspaceId, visitor));
  const sender = senderOf(visitor);
  const seen = seenNoter(context, workspaceId, visitor);
  await seen();
  const conversationIds = new Set(customer?.conversationIds);
  let quiet: (() => void) | null = null;
  return {
    opened(send) {
      if (channel.mayBeLive) quiet = hearWriting(context, { workspaceId, channel }, { visitor, conversationIds, send });
    },
    closed: () => quiet?.(),
    subscriber: {
      workspaceId,
      conversationIds,
      customerKey: actorKey(workspaceId, sender.scheme, sender.value),
      may: (event) => event.audience === 'everyone' && event.workspaceId === workspaceId,
    },
    cursor: parsed.data.cursor,
    async stillAllowed() {
      await seen();
      return visitor.until > platform.clock.nowAt() && (await isStillOpenTo(visitor, context));
    },
    frame(events, cursor, subscription) {
      const messages = events.flatMap((event) => messageOf(event, channel.id, context, subscription) ?? []);
      return messages.length === 0 ? null : JSON.stringify({ type: 'messages', messages, cursor });
    },
  };
}

/** Of one visitor. */
interface Screen {
  readonly visitor: Visitor;
  readonly conversationIds: ReadonlySet<string>;
  send(text: string): void;
}

/** Shows in the sentence above the field that somebody is writing to them, and the sentence of that moment when they stopped. Gives the way out. */
function hearWriting(context: Streaming, opened: OpenedChannel, { visitor, conversationIds, send }: Screen): () => void {
  const { platform, typing } = context;
  const { workspaceId, channel } = opened;
  const show = (name: string | null): Promise<void> =>
    inWorkspace(platform.pool, workspaceId, async (tx) => {
      const customer = await customerOf(tx, workspaceId, visitor);
      const reading = { locale: visitor.locale ?? undefined, zone: visitor.zone ?? undefined, contactKnown: customer?.email != null };
      const entry = await entryNow(context, tx, opened, { ...reading, conversationIds: customer?.conversationIds ?? [] });
      // Live may have ended since it was asked: then the sentence says so by itself.
      const isWriting = name !== null && entry?.later !== undefined;
      const words = isWriting ? sayWriting(name, visitor.locale ?? 'en') : entry?.words;
      send(JSON.stringify({ type: 'entry', entry: entry === null ? null : { ...entry, words } }));
    });
  // One after the other: what came last is what stays.
  let shown = Promise.resolve();
  return typing.listen({
    workspaceId,
    channelId: channel.id,
    conversationIds,
    show: (name) => {
      shown = shown
        .then(() => show(name))
        .catch((error: unknown) => platform.log.warn({ err: error }, 'that somebody is writing could not be shown'));
    },
  });
}

/** The channel may have gone since, or now wants the site's word (attack 86). */
async function isStillOpenTo(visitor: Visitor, { platform }: MessengerContext): Promise<boolean> {
  try {
    const { channel } = await messengerChannel(platform, visitor.channelId);
    return channel.settings['identityRequired'] !== true || visitor.siteSubject !== null;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function messageOf(event: HubEvent, channelId: string, context: MessengerContext, subscription: Subscription): MessengerMessage | null {
  const { type, conversationId } = event.wire;
  // The first message makes the conversation; from now on our answers in it are heard too.
  if (conversationId !== null) subscription.watch(conversationId);
  const isTold = type === 'commitment.told' && 'message' in event.payload();
  if (type !== 'message.received' && type !== 'message.sent' && type !== 'file.scanned' && !isTold) return null;
  const { message, told } = event.payload() as { message: Message; told?: string | null };
  const line = type !== 'message.sent' && wayOf(message.channelType) === 'page' ? (told ?? null) : null;
  return projectMessage(context.platform, message, line, { channelId });
}

/** Notes, at most every 20 s, that a screen of this customer is connected: an answer then needs no mail. Nobody is shown it. */
function seenNoter({ platform }: MessengerContext, workspaceId: string, visitor: Visitor): () => Promise<void> {
  let last = 0;
  return async () => {
    const at = platform.clock.nowAt();
    if (at - last < seenEveryMs) return;
    last = at;
    await inWorkspace(platform.pool, workspaceId, async (tx) => {
      const customer = await customerOf(tx, workspaceId, visitor);
      if (customer !== null)
        await tx.run(
          sql`update tenant.customer set last_seen_at = ${iso(at)} where workspace_id = ${workspaceId} and id = ${customer.customerId}`,
        );
    });
  };
}
