/** What came in while I was writing? Messages of others that the writer had not seen when they began and has not read since. The server judges the same when it is sent. */
import type { Message } from '@meanwhile/wire/records.ts';
import type { LocalDraft } from './drafts.ts';

/** Said by a person or for us: our own confirmations and our own answers do not cross. */
function isOthers({ author }: Pick<Message, 'author'>, memberId: string | null): boolean {
  return author.kind !== 'automation' && !(author.kind === 'agent' && author.id === memberId);
}

/** Oldest first. `messages` are those of the case's own conversation. */
export function crossedBy(
  messages: readonly Message[],
  { begunSeq, readIds }: Pick<LocalDraft, 'begunSeq' | 'readIds'>,
  memberId: string | null,
): readonly Message[] {
  if (begunSeq === null) return [];
  return messages.filter((one) => isOthers(one, memberId) && !readIds.includes(one.id) && (one.seq === null || one.seq > begunSeq));
}

/** What the writer has before them as they begin: the newest place in the sequence, and what others have on its way. `at`: only what was there by then. */
export function begunWith(
  messages: readonly Message[],
  memberId: string | null,
  at = Number.POSITIVE_INFINITY,
): Pick<LocalDraft, 'begunSeq' | 'readIds'> {
  const there = messages.filter((one) => Date.parse(one.receivedAt) <= at);
  return {
    begunSeq: Math.max(0, ...there.map((one) => one.seq ?? 0)),
    readIds: there.filter((one) => one.seq === null && isOthers(one, memberId)).map((one) => one.id),
  };
}
