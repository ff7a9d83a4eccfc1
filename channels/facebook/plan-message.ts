/**
 * What goes out, in how many calls, and is it still allowed? Pure. Whatever answers them may go out for 24 hours after they wrote; what a person writes
 * has 7 days, and then carries a tag that Meta allows for nothing automatic.
 */
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { OutboundAttachment, OutboundMessage, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { idShape } from './facebook-account.ts';
import { humanAgentWindowMs, sendBytes, standardWindowMs, textUnits } from './facebook-description.ts';

interface To {
  readonly to: string;
  /** A person writes it, later than 24 hours after they wrote. */
  readonly isLate: boolean;
}
export type FileKind = 'image' | 'audio' | 'video' | 'file';
/** One call: a text or a file to one person. */
export type FacebookDelivery = To &
  ({ readonly kind: 'text'; readonly text: string } | { readonly kind: FileKind; readonly attachment: OutboundAttachment });

const elsewhere = ['email', 'SMS'];
const closed = (detail: string) => ({ blocked: 'windowClosed', detail, alternatives: elsewhere }) as const;

export function planMessage(message: OutboundMessage, thread: ThreadState, nowAt: Instant): Plan<FacebookDelivery> {
  const to = message.to.value;
  if (message.to.scheme !== 'facebook' || !idShape.test(to))
    return { blocked: 'noIdentity', detail: 'nobody is known in Messenger', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  if (thread.lastCustomerMessageAt === null) return closed('they have to write first in Messenger');
  const sinceMs = nowAt - thread.lastCustomerMessageAt;
  if (sinceMs >= humanAgentWindowMs) return closed('they wrote more than 7 days ago: Messenger takes no answer until they write again');
  const isLate = sinceMs >= standardWindowMs;
  if (isLate && message.origin !== 'agent') return closed('they wrote more than 24 hours ago: in Messenger only a person may answer now');
  const tooBig = message.attachments.find(({ sizeBytes }) => sizeBytes > sendBytes);
  if (tooBig !== undefined)
    return { blocked: 'unsupported', detail: `${tooBig.name} is larger than 25 MB`, alternatives: ['a link to the file'] };
  const texts = splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  const calls: FacebookDelivery[] = [
    // Meta refuses a message of blanks alone.
    ...texts.filter((text) => text.trim() !== '').map((text): FacebookDelivery => ({ to, isLate, kind: 'text', text })),
    ...message.attachments.map((attachment): FacebookDelivery => ({ to, isLate, kind: kindOf(attachment), attachment })),
  ];
  return { parts: inParts(message, calls) };
}

/** What Messenger shows as such. What is called so and is something else is refused, so that all the rest goes as a file. */
function kindOf({ mime }: OutboundAttachment): FileKind {
  if (/^image\/(?:jpeg|png|gif)$/.test(mime)) return 'image';
  if (/^audio\/(?:aac|mp4|mpeg|ogg|wav|x-m4a|x-wav)$/.test(mime)) return 'audio';
  return /^video\/(?:mp4|ogg|quicktime|webm|x-msvideo)$/.test(mime) ? 'video' : 'file';
}
