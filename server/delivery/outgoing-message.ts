/** What exactly is handed to the channel? One message to one recipient with its words, files and place in the thread. Nothing is decided or sent here. */
import type { OutboundMessage } from '@meanwhile/channels/contract/channel-adapter.ts';
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import { channelRegistry, type ChannelType } from '../channel-registry.ts';
import { attachmentsOf, type DeliveryFacts } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { referencesOf, type Outgoing } from './delivery.store.ts';
import { letterFor } from './letter.ts';
import { noticeText } from './notice.ts';

const origins = { reply: 'agent', acknowledgement: 'acknowledgement', notice: 'notification' } as const;

export async function outgoingMessage(here: Here, delivery: DeliveryFacts, out: Outgoing): Promise<OutboundMessage> {
  const { tx, workspaceId } = here;
  const files = delivery.kind === 'reply' ? await attachmentsOf(tx, workspaceId, [delivery.message_id]) : [];
  return {
    workspaceId,
    conversationId: delivery.conversation_id,
    messageId: delivery.message_id,
    deliveryId: delivery.id,
    audienceId: out.identity_id,
    to: { scheme: out.identity_scheme, value: delivery.recipient, display: out.identity_display },
    origin: origins[delivery.kind],
    ...(await wordsOf(here, delivery, out)),
    subject: out.case_subject ?? out.subject ?? fill('{brand} #{number}', { brand: out.brand, number: out.case_number }),
    attachments: files.map((file) => ({
      name: file.name,
      mime: file.media_type,
      sizeBytes: file.size_bytes,
      cid: file.content_id,
      content: { kind: 'stored', attachmentId: file.blob_key },
    })),
    references: await referencesOf(tx, workspaceId, { messageId: delivery.message_id, channelType: out.channel_type }),
  };
}

async function wordsOf(here: Here, delivery: DeliveryFacts, out: Outgoing): Promise<{ text: string; html: string | null }> {
  if (delivery.kind === 'notice') return { text: noticeText(here.platform, here.workspaceId, delivery, out), html: null };
  const { formatting } = channelRegistry[out.channel_type as ChannelType].description.capabilities.text;
  if (delivery.kind === 'reply' && formatting === 'html') return letterFor(here, delivery, out);
  return { text: out.text, html: null };
}
