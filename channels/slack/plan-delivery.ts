/** Which calls make an answer? Its words in parts, then each file by itself; or why nothing can go out. */
import type { OutboundAttachment, OutboundMessage, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import { idShape, personKey, placeIn } from './message-key.ts';
import { escapeMrkdwn } from './read-mrkdwn.ts';
import type { SlackAccount } from './slack-account.ts';
import { sendBytes, textUnits } from './slack-description.ts';

interface To {
  readonly userId: string;
  /** Where their last message stood in a thread: the answer goes there. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
}
/** One message in Slack. The words are as they were written; they are escaped when they leave. */
export type SlackDelivery = To &
  ({ readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly attachment: OutboundAttachment });

export function planDelivery(message: OutboundMessage, { teamId }: SlackAccount, { optedOut }: ThreadState): Plan<SlackDelivery> {
  const userId = message.to.value.slice(teamId.length + 1);
  if (teamId === '' || !idShape.test(userId) || message.to.value !== personKey(teamId, userId))
    return { blocked: 'noIdentity', detail: 'nobody is known in this workspace of Slack', alternatives: [] };
  if (optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  const tooBig = message.attachments.find(({ sizeBytes }) => sizeBytes > sendBytes);
  if (tooBig !== undefined)
    return { blocked: 'unsupported', detail: `${tooBig.name} is larger than 25 MB`, alternatives: ['a link to the file'] };
  const empty = message.attachments.find(({ sizeBytes }) => sizeBytes === 0);
  if (empty !== undefined) return { blocked: 'unsupported', detail: `${empty.name} is empty: Slack takes no such file`, alternatives: [] };
  const texts = message.text === '' && message.attachments.length > 0 ? [] : splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  const to: To = { userId, thread: threadIn(message.references) };
  const calls: SlackDelivery[] = [
    // Slack refuses a message of blanks alone.
    ...texts
      .flatMap((text) => withinEscaped(text, textUnits))
      .filter((text) => text.trim() !== '')
      .map((text): SlackDelivery => ({ ...to, kind: 'text', text })),
    ...message.attachments.map((attachment): SlackDelivery => ({ ...to, kind: 'file', attachment })),
  ];
  return { parts: inParts(message, calls) };
}

/**
 * An escaped letter takes up to five, and Slack counts those. Halves are tried until they fit; a sign that no half can hold stays whole, since Slack
 * cuts only at ten times the length.
 */
function withinEscaped(text: string, units: number): readonly string[] {
  if (escapeMrkdwn(text).length <= textUnits) return [text];
  const half = Math.ceil(units / 2);
  const parts = splitText(text, half, 'utf16');
  return parts === null ? [text] : parts.flatMap((part) => withinEscaped(part, half));
}

/** Of the newest of their messages that the answer refers to. */
function threadIn(references: readonly string[]): To['thread'] {
  const newest = references.map(placeIn).findLast((place) => place !== null) ?? null;
  return newest === null || newest.threadTs === null ? null : { channel: newest.channel, ts: newest.threadTs };
}
