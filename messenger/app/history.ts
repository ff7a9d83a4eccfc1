/** Which messages stand in the history, in what order, and which of our own are still only here? Pure; fetching is `conversation.ts`. */
import type { MessengerMessage } from '@meanwhile/wire/messenger.ts';
import type { Pending } from './view.ts';

/**
 * Each message once, the newer copy of it (now with `told`), by time: sequences count within one conversation, and a customer may have
 * had several.
 */
export function merge(known: readonly MessengerMessage[], more: readonly MessengerMessage[]): readonly MessengerMessage[] {
  const byId = new Map([...known, ...more].map((message) => [message.id, message]));
  return [...byId.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq);
}

/** The pending messages the history does not show yet. One history message accounts for one pending message at most. */
export function stillPending(pending: readonly Pending[], messages: readonly MessengerMessage[]): readonly Pending[] {
  const own = messages.filter(({ from }) => from === 'you');
  return pending.filter((mine) => {
    const at = own.findIndex(
      (message) => message.id === mine.messageId || message.id === mine.clientId || (mine.state === 'received' && alike(mine, message)),
    );
    if (at >= 0) own.splice(at, 1);
    return at < 0;
  });
}

/** Two clocks may differ; a minute is allowed for that. */
function alike(mine: Pending, message: MessengerMessage): boolean {
  return (
    message.text === mine.text && message.attachments.length === mine.files.length && Date.parse(message.at) > Date.parse(mine.at) - 60_000
  );
}

/** Answers in `more` that were not known before. */
export function newAnswers(known: readonly MessengerMessage[], more: readonly MessengerMessage[]): readonly MessengerMessage[] {
  const ids = new Set(known.map(({ id }) => id));
  return more.filter(({ id, from }) => from === 'us' && !ids.has(id));
}
