/** What became of our answer? One line of words from the delivery's state; never more certain than we are. */
import type { Delivery, Message } from '@meanwhile/wire/records.ts';
import { say } from '../../../words/say.ts';
import { sayReceipt } from '../../../words/receipts.ts';
import { momentWords } from '../../../words/times.ts';

export interface DeliveryWords {
  readonly words: string;
  /** Somebody should look at it. */
  readonly isTrouble: boolean;
}

/** In the messenger an answer is there as soon as it is sent; by mail nobody confirms it. */
export function deliveryWords(delivery: Delivery, channelType: Message['channelType']): DeliveryWords {
  const { state, kind, reason, cause, nextAttemptAt, attemptCount, readAt } = delivery;
  // Those words speak of mail servers; elsewhere the provider’s own say more.
  const isChat = channelType !== 'email' && channelType !== 'messenger';
  if (isChat && state === 'failed' && reason !== null && cause !== 'suppressed')
    return { words: say('delivery.failed', { reason }), isTrouble: true };
  if (cause !== null && (cause !== 'other' || reason !== null))
    return { words: say(`delivery.cause.${cause}`, { reason: reason ?? '' }), isTrouble: cause !== 'delayed' };
  if (state === 'failed')
    return { words: reason === null ? say('delivery.failedPlain') : say('delivery.failed', { reason }), isTrouble: true };
  if (state === 'unknown') return { words: say('delivery.unknown'), isTrouble: true };
  if (state === 'queued' && attemptCount > 0 && nextAttemptAt !== null)
    return { words: say('delivery.retry', { when: momentWords(nextAttemptAt) }), isTrouble: false };
  if (state === 'sent' && channelType === 'messenger' && kind !== 'notice') return { words: say('delivery.inMessenger'), isTrouble: false };
  if (readAt !== null) return { words: sayReceipt('read', { when: momentWords(readAt) }), isTrouble: false };
  return { words: say(`delivery.${state}`), isTrouble: false };
}

/** The line under a reply: its own delivery, not that of an acknowledgement. Nothing while it is held. */
export function deliveryLine(message: Pick<Message, 'deliveries' | 'channelType'>): DeliveryWords | null {
  const told = message.deliveries.map((delivery) => deliveryWords(delivery, message.channelType));
  return told.find((one) => one.isTrouble) ?? told[0] ?? null;
}
