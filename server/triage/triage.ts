/**
 * What kind of message is this? Automatic or human, thanks alone or a question, and its first line for lists. Language, topic and urgency
 * come with the queues.
 */
import { isAutomatic, type MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { isThanksOnly } from '@meanwhile/core/commitment/is-thanks.ts';
import { asksSomething } from '@meanwhile/core/commitment/turn.ts';

export interface Triaged {
  readonly automatic: boolean;
  /** The rule that found it automatic, for the agent. */
  readonly automaticReason: string | null;
  readonly thanksOnly: boolean;
  readonly asks: boolean;
}

/** `fresh`: what its sender wrote just now. Whether somebody only thanks or asks must not depend on what they quote. */
export function triage(event: MessageEvent, fresh: string): Triaged {
  const automatic = isAutomatic(event.automation);
  const fileCount = event.attachments.length + event.storedAttachmentIds.length;
  return {
    automatic,
    automaticReason: automatic ? event.automation.reason : null,
    thanksOnly: !automatic && isThanksOnly(fresh, fileCount),
    asks: asksSomething(fresh),
  };
}
