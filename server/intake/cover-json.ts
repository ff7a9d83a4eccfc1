/** What of a call may be kept when somebody wrote the number of a payment card? The same JSON with the number covered wherever it stands in a text. */
import type { NormalisedEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';

/** The bytes themselves where no event has such a number in its words or its sender's name. */
export function coverCards(bytes: Uint8Array, events: readonly NormalisedEvent[]): Uint8Array {
  if (!events.some(hasCard)) return bytes;
  const covered: unknown = JSON.parse(Buffer.from(bytes).toString(), (_name, value: unknown) =>
    typeof value === 'string' ? maskCards(value) : value,
  );
  return Buffer.from(JSON.stringify(covered));
}

function hasCard(event: NormalisedEvent): boolean {
  if (event.type !== 'message') return false;
  const { text, sender, attachments } = event;
  return [text, sender.display ?? '', ...attachments.map(({ name }) => name)].some((said) => maskCards(said) !== said);
}
