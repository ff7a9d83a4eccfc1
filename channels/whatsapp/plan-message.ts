/** How does an answer become calls? Words in parts, then each file by itself; or why nothing can go out. Pure: no call is made here. */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { OutboundAttachment, OutboundMessage, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { evidenceId, isWhatsappId } from './read-message.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';
import { documentBytes, imageBytes, playedBytes, textUnits, windowMs } from './whatsapp-description.ts';

interface To {
  /** Their number in WhatsApp, or the id Meta gives them for this business. */
  readonly to: string;
  /** Their message that this answers. */
  readonly replyTo: string | null;
}
/** One message; a file is laid down with Meta before. */
export type WhatsappDelivery = To &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'image' | 'video' | 'audio' | 'document'; readonly attachment: OutboundAttachment }
  );

const pictures = /^image\/(?:jpeg|png)$/;
const films = /^video\/(?:mp4|3gpp)$/;
const sounds = /^audio\/(?:aac|amr|mpeg|mp4|ogg)$/;

/** Shown or played in the chat where WhatsApp can; whatever else it is, a file to open. */
function kindOf({ mime, sizeBytes }: OutboundAttachment): 'image' | 'video' | 'audio' | 'document' {
  if (pictures.test(mime) && sizeBytes <= imageBytes) return 'image';
  if (films.test(mime) && sizeBytes <= playedBytes) return 'video';
  return sounds.test(mime) && sizeBytes <= playedBytes ? 'audio' : 'document';
}

export function planMessage(
  message: OutboundMessage,
  { phoneNumberId }: WhatsappAccount,
  thread: ThreadState,
  nowAt: Instant,
): Plan<WhatsappDelivery> {
  const to = message.to.value;
  if (!isWhatsappId(to)) return { blocked: 'noIdentity', detail: 'nobody is known in WhatsApp', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  const closed = closedWindow(thread, nowAt);
  if (closed !== null) return { blocked: 'windowClosed', detail: closed, alternatives: ['an approved template', 'email', 'SMS'] };
  const tooBig = message.attachments.find(({ sizeBytes }) => sizeBytes > documentBytes);
  if (tooBig !== undefined)
    return { blocked: 'unsupported', detail: `${tooBig.name} is larger than 100 MB`, alternatives: ['a link to the file'] };
  const texts = splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  const calls: WhatsappDelivery[] = [
    // A message of blanks alone is refused.
    ...texts.filter((text) => text.trim() !== '').map((text): WhatsappDelivery => ({ to, replyTo: null, kind: 'text', text })),
    ...message.attachments.map((attachment): WhatsappDelivery => ({ to, replyTo: null, kind: kindOf(attachment), attachment })),
  ];
  const replyTo = answered(message.references, evidenceId(phoneNumberId, to, ''));
  return {
    parts: inParts(
      message,
      calls.map((call, index) => (index === 0 ? { ...call, replyTo } : call)),
    ),
  };
}

/** Why they cannot be written to now; null where they can. */
function closedWindow({ lastCustomerMessageAt: lastAt }: ThreadState, nowAt: Instant): string | null {
  if (lastAt === null) return 'they have not written here yet, and WhatsApp lets only an approved template begin';
  return nowAt - lastAt > windowMs
    ? 'their last message is more than 24 hours old, and WhatsApp lets only an approved template through'
    : null;
}

/** The newest of their messages that the answer refers to. */
function answered(references: readonly string[], chat: string): string | null {
  return references.findLast((one) => one.startsWith(chat))?.slice(chat.length) ?? null;
}
