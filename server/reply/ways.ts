/** By which ways can an answer of this case go out, and which of them does it take? Where the customer last wrote from, unless the writer chooses another. */
import { inOrder, replyWay, type ReplyWay } from '@meanwhile/core/conversation/reply-ways.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { channelRegistry, isChannelType } from '../channel-registry.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { isSuppressed } from '../suppression/suppression.ts';
import { identitiesOf, lastWriter, type ReplyIdentity } from './reply.store.ts';
import { heardFrom, openChannels, type OpenChannel } from './ways.store.ts';

/** Longer than any provider's window; whoever wrote by a channel before that is answered by another unless they write again. */
const rememberedMs = 400 * dayMs;

export interface OpenWay extends ReplyWay {
  readonly channel: OpenChannel;
  readonly identity: ReplyIdentity;
  readonly lastHeardAt: number | null;
}

interface Asked {
  readonly tx: Transaction;
  readonly workspaceId: string;
  readonly at: number;
}

export async function waysOf({ tx, workspaceId, at }: Asked, customerId: string): Promise<OpenWay[]> {
  const identities = await identitiesOf(tx, workspaceId, customerId);
  const channels = await openChannels(tx, workspaceId);
  const identityIds = identities.map(({ id }) => id);
  const heard = await heardFrom(tx, workspaceId, { identityIds, sinceAt: at - rememberedMs });
  const heardAt = (channelId: string, identityId: string): number | null =>
    heard.find((one) => one.channel_id === channelId && one.identity_id === identityId)?.last_at ?? null;
  const stoppedIds = new Set<string>();
  for (const { id, value } of identities) if (await isSuppressed(tx, workspaceId, value)) stoppedIds.add(id);
  const ways: OpenWay[] = [];
  const begun = new Set<string>();
  for (const channel of channels) {
    if (!isChannelType(channel.type)) continue;
    const { scheme, way, description } = channelRegistry[channel.type];
    const [window] = description.windows;
    for (const identity of identities) {
      if (scheme !== null && identity.scheme !== scheme) continue;
      const lastHeardAt = heardAt(channel.id, identity.id);
      // Of several channels of a kind the first begins; the others answer where they were written to.
      const isFirst = way !== 'page' && !begun.has(`${channel.type} ${identity.id}`);
      const facts = {
        channelId: channel.id,
        identityId: identity.id,
        proof: identity.proof,
        lastHeardAt,
        windowMs: window?.durationMs ?? null,
        mayBegin: isFirst && description.capabilities.startConversation === 'yes',
        isStopped: way !== 'page' && stoppedIds.has(identity.id),
      };
      const found = replyWay(facts, at);
      if (found === null) continue;
      begun.add(`${channel.type} ${identity.id}`);
      ways.push({ ...found, channel, identity, lastHeardAt });
    }
  }
  return inOrder(ways);
}

/** The channel and address of the last word in this case; of the case itself where nobody has said one. */
export async function usualWay(
  { tx, workspaceId }: Asked,
  asked: { readonly caseId: string; readonly channelId: string },
): Promise<{ readonly channelId: string; readonly identityId: string | null }> {
  const last = await lastWriter(tx, workspaceId, asked.caseId);
  return { channelId: last?.channel_id ?? asked.channelId, identityId: last?.identity_id ?? null };
}
