/** What somebody wrote in an app, as a message event: what only mail or our own page has is empty. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { boundedText } from './bounded-text.ts';
import type { RawInbound } from './channel-adapter.ts';
import { notAutomatic, type AuthenticationVerdict, type MessageEvent, type ThreadEvidence } from './normalised-event.ts';

type Said = Pick<MessageEvent, 'dedupeKey' | 'providerAt' | 'threadKey' | 'sender' | 'text' | 'attachments'> &
  Partial<Pick<MessageEvent, 'locale' | 'consent' | 'automation' | 'truncated'>> & {
    readonly evidence: Omit<ThreadEvidence, 'tokens'>;
  };

/** The text is cut at what we keep of one, and that is said. */
export function appMessage(raw: RawInbound, authentication: AuthenticationVerdict, said: Said): MessageEvent {
  return {
    type: 'message',
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    html: null,
    subject: null,
    storedAttachmentIds: [],
    replyTo: null,
    audience: { to: [], cc: [] },
    automation: notAutomatic,
    deliveryReport: null,
    authentication,
    joinKey: null,
    tooComplex: null,
    ...said,
    text: boundedText(said.text, limits.textChars),
    evidence: { tokens: [], ...said.evidence },
    truncated: said.truncated === true || said.text.length > limits.textChars,
  };
}
