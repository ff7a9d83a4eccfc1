/** What does the mail say that tells an absent customer of an answer? The first line only where the address is proved; the link acts on nothing. */
import { mayQuoteInNotice, type Proof } from '@meanwhile/core/identity/proof.ts';
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import { wordsFor } from '@meanwhile/core/commitment/words/words-for.ts';
import { firstLine } from '@meanwhile/core/conversation/visible-text.ts';
import type { Platform } from '../platform/platform.ts';
import { continueLink, type DeliveryFacts } from '../case/case.ts';
import type { Outgoing } from './delivery.store.ts';

export function noticeText(platform: Platform, workspaceId: string, delivery: DeliveryFacts, out: Outgoing): string {
  const link = continueLink(platform, {
    workspaceId,
    channelId: out.messenger_channel_id ?? delivery.channel_id,
    conversationId: delivery.conversation_id,
    identityId: out.identity_id,
  });
  const quoted = mayQuoteInNotice(out.identity_proof as Proof);
  const words = wordsFor(out.customer_locale ?? out.locale);
  const agent = out.author_name?.split(' ')[0] ?? out.brand;
  return fill(quoted ? words['notice.reply'] : words['notice.reply.unproved'], {
    agent,
    brand: out.brand,
    firstLine: firstLine(out.text),
    link,
  });
}
