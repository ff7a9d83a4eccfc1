/**
 * As whom does somebody write who came by a link in one of our messages? As the browser it was made for, else as a reader of it; never as somebody
 * a site vouches for, and never where a site has to vouch: whoever has the link has its words, and no more proof than that (attack 86). The
 * message says so (`by_link`).
 */
import { createHash } from 'node:crypto';
import type { ChannelTime } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { sign } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { continueAs } from './continue-as.ts';
import { messengerChannel, type OpenedChannel, type Visitor } from './visitor.ts';

/** Who wrote last where the link leads, and what is known of them. */
export interface LinkReader {
  readonly conversation_id: string;
  readonly identity_id: string;
  readonly scheme: string;
  readonly value: string;
  readonly locale: string;
  readonly zone: string | null;
}

/** Nulls: nobody can write there so. `messengerId`: the messenger in which it would be written; null: none. */
export async function writerByLink(
  here: Here,
  reader: LinkReader,
  messengerId: string | null,
): Promise<{ readonly opened: OpenedChannel | null; readonly visitor: Visitor | null }> {
  const { platform, workspaceId } = here;
  const opened = messengerId === null ? null : await messengerChannel(platform, messengerId);
  if (opened === null) return { opened, visitor: null };
  const known = {
    channelId: opened.channel.id,
    // One and the same however often the link is used.
    visitorId: reader.scheme === 'visitor' ? reader.value : visitorIdOf(here, reader),
    siteSubject: null,
    name: null,
    locale: reader.locale,
    zone: reader.zone,
  };
  if (opened.channel.settings['identityRequired'] === true) return { opened, visitor: null };
  const to = { workspaceId, channelId: opened.channel.id, conversationId: reader.conversation_id, identityId: reader.identity_id };
  const visitor = reader.scheme === 'visitor' ? known : await continueAs(here, to, known);
  return { opened, visitor: { ...visitor, until: Number.POSITIVE_INFINITY } };
}

/** The messenger in which whoever wrote in this channel would write by a link; null: there is none, or a site has to vouch there. `time`: the channel's. */
export async function messengerByLink(platform: Platform, time: ChannelTime | undefined, channelId: string): Promise<string | null> {
  const messengerId = time?.lineUnderMessage === true ? channelId : (time?.hostedChannelId ?? null);
  if (messengerId === null) return null;
  const { channel } = await messengerChannel(platform, messengerId);
  return channel.settings['identityRequired'] === true ? null : messengerId;
}

function visitorIdOf({ platform, workspaceId }: Here, { identity_id, conversation_id }: LinkReader): string {
  const signed = sign(platform.keys, 'slip-visitor', `${workspaceId}~${identity_id}~${conversation_id}`);
  return createHash('sha256').update(signed).digest('hex').slice(0, 32);
}
