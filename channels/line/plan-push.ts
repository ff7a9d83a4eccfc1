/** What goes out, in how many calls, and under which key each? Pure. One text is one message of one call: a call that fails has lost one thing, not five. */
import { createHash } from 'node:crypto';
import type { OutboundMessage, OutboundPart, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { textUnits } from './line-description.ts';

/** One push to one person. */
export interface LineDelivery {
  readonly to: string;
  readonly text: string;
}

/** As LINE writes the user ids of people and bots. */
export const userIdShape = /^U[0-9a-f]{32}$/;

export function planPush(message: OutboundMessage, thread: ThreadState): Plan<LineDelivery> {
  const to = message.to.value;
  if (!userIdShape.test(to)) return { blocked: 'noIdentity', detail: 'nobody is known in LINE', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  if (message.attachments.length > 0)
    return { blocked: 'unsupported', detail: 'LINE takes no files from us', alternatives: ['a link to the file'] };
  const texts = splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  // LINE refuses a message of blanks alone.
  const written = texts.filter((text) => text.trim() !== '');
  return {
    parts: inParts(
      message,
      written.map((text) => ({ to, text })),
    ),
  };
}

/**
 * The key by which LINE knows a repeated call, for 24 hours: the same part makes the same key. Who and what are in it too, since LINE would take another
 * message under the same key for the one before and deliver nothing.
 */
export function retryKeyOf({ partKey, payload: { to, text } }: OutboundPart<LineDelivery>): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([partKey, to, text]))
    .digest('hex');
  // In the shape of a UUID made from a name, which readers of any age take.
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');
}
