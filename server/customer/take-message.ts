/** How does a visitor's message come in? As a record of who the server knows them to be beside what the browser sent, durable before it is answered. */
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import type { sendRequest } from '@meanwhile/wire/messenger-requests.ts';
import type { z } from 'zod';
import { writeMessengerRecord } from '../channel-registry.ts';
import { IntakeBusy, type Intake } from '../intake/intake.ts';
import { Refused } from '../platform/http/problem.ts';
import { senderOf, type OpenedChannel, type Visitor } from './visitor.ts';

/** Durable before it is answered; a retry with the same client id is the same message. */
export async function takeMessage(
  context: { readonly intake: Intake },
  opened: OpenedChannel,
  visitor: Visitor,
  body: z.output<typeof sendRequest>,
  /** `live`: they were shown that somebody is there. `by_link`: nothing but a link in one of our messages says that it is they. */
  by: 'session' | 'live' | 'by_link' = 'session',
) {
  if (opened.channel.state !== 'open') throw new Refused('channel_closed');
  const text = body.text.replaceAll('\0', '');
  if (text.trim() === '' && body.attachmentIds.length === 0) throw new Refused('text_missing');
  const record = writeMessengerRecord(senderOf(visitor), {
    clientId: body.clientId,
    // The number of a payment card is kept nowhere, not in the sealed original either.
    text: maskCards(text),
    attachmentIds: body.attachmentIds,
  });
  try {
    return await context.intake.take({
      workspaceId: opened.workspaceId,
      channelId: opened.channel.id,
      dedupeKey: `${visitor.visitorId}:${body.clientId}`,
      sender: visitor.siteSubject ?? visitor.visitorId,
      raw: record,
      envelope: {
        visitorId: visitor.visitorId,
        ...(visitor.locale === null ? {} : { locale: visitor.locale }),
        ...(visitor.zone === null ? {} : { zone: visitor.zone }),
        ...(by === 'by_link' ? { byLink: true } : {}),
        ...(by === 'live' ? { live: true } : {}),
        // Seen by the sweep of uploads: the bytes themselves are sealed.
        ...(body.attachmentIds.length === 0 ? {} : { attachmentIds: body.attachmentIds }),
      },
      ready: true,
    });
  } catch (error) {
    if (error instanceof IntakeBusy) throw new Refused('overloaded', undefined, 5);
    throw error;
  }
}
