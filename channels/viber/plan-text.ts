/** What goes out, and in how many calls? Pure. One text is one message of one call. */
import type { OutboundMessage, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { textUnits } from './viber-description.ts';

/** One message to one person. */
export interface ViberDelivery {
  readonly to: string;
  readonly text: string;
}

/** As Viber writes the ids of people, each good for one bot alone: bytes in base64. */
export const userIdShape = /^[A-Za-z0-9+/_-]{4,100}={0,2}$/;

export function planText(message: OutboundMessage, thread: ThreadState): Plan<ViberDelivery> {
  const { scheme, value: to } = message.to;
  if (scheme !== 'viber' || !userIdShape.test(to)) return { blocked: 'noIdentity', detail: 'nobody is known in Viber', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  if (message.attachments.length > 0)
    return { blocked: 'unsupported', detail: 'Viber takes no files from us', alternatives: ['a link to the file'] };
  const texts = splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  // A message of blanks alone says nothing.
  const written = texts.filter((text) => text.trim() !== '');
  return {
    parts: inParts(
      message,
      written.map((text) => ({ to, text })),
    ),
  };
}
