/** Which SMS does an answer become? Plain text in parts that Twilio takes; files cannot go along, since Twilio would have to fetch them from us. */
import type { OutboundMessage, Plan, ThreadState } from '../contract/channel-adapter.ts';
import { inParts } from '../contract/in-parts.ts';
import { splitText } from '../contract/split-text.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import { isPhone } from './sms-account.ts';
import { textUnits } from './sms-description.ts';

/** One call. */
export interface SmsDelivery {
  readonly to: string;
  readonly text: string;
  /** Nothing that Twilio has from before can be this message. */
  readonly plannedAt: Instant;
  /** Another part of the same answer has the same words: one cannot be told from the other. */
  readonly hasTwin: boolean;
}

export function planSms(message: OutboundMessage, thread: ThreadState, nowAt: Instant): Plan<SmsDelivery> {
  const { scheme, value: to } = message.to;
  if (scheme !== 'phone' || !isPhone(to)) return { blocked: 'noIdentity', detail: 'no phone number is known', alternatives: [] };
  if (thread.optedOut) return { blocked: 'optedOut', detail: 'they want no more messages here', alternatives: [] };
  if (message.attachments.length > 0)
    return { blocked: 'unsupported', detail: 'no files can be sent by SMS', alternatives: ['a link to the file'] };
  const texts = splitText(message.text, textUnits, 'utf16');
  if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
  // Twilio refuses a message of blanks alone.
  const written = texts.filter((text) => text.trim() !== '');
  return {
    parts: inParts(
      message,
      written.map((text) => ({ to, text, plannedAt: nowAt, hasTwin: written.indexOf(text) !== written.lastIndexOf(text) })),
    ),
  };
}
