/** One part for each call, in their order. Each has a key that is the same whenever the message is planned; the server knows a part again by it. */
import type { OutboundMessage, OutboundPart } from './channel-adapter.ts';

export function inParts<Payload>({ messageId }: Pick<OutboundMessage, 'messageId'>, calls: readonly Payload[]): OutboundPart<Payload>[] {
  return calls.map((payload, index) => ({ partKey: `${messageId}:${index}`, index, payload }));
}
