/** What became of our answer? One line of words from the delivery's state; never more certain than we are. */
import type { Delivery } from '@meanwhile/wire/records.ts';
import { say } from '../../../words/say.ts';
import { momentWords } from '../../../words/times.ts';

export interface DeliveryWords {
  readonly words: string;
  /** Somebody should look at it. */
  readonly isTrouble: boolean;
}

export function deliveryWords(delivery: Delivery): DeliveryWords {
  const { state, reason, nextAttemptAt, attemptCount } = delivery;
  if (state === 'failed') return { words: reason === null ? say('delivery.failedPlain') : say('delivery.failed', { reason }), isTrouble: true };
  if (state === 'unknown') return { words: say('delivery.unknown'), isTrouble: true };
  if (state === 'queued' && attemptCount > 0 && nextAttemptAt !== null) return { words: say('delivery.retry', { when: momentWords(nextAttemptAt) }), isTrouble: false };
  return { words: say(`delivery.${state}`), isTrouble: false };
}

/** The line under a reply: its own delivery, not that of an acknowledgement. Nothing while it is held. */
export function deliveryLine(deliveries: readonly Delivery[]): DeliveryWords | null {
  const told = deliveries.map(deliveryWords);
  return told.find((one) => one.isTrouble) ?? told[0] ?? null;
}
