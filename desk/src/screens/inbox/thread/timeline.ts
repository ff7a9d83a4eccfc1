/**
 * In which order is a conversation read? Messages, notes and what we told, oldest first, with a line for each day and each case. Pure: it
 * takes records and gives entries; what they look like is the components'.
 */
import type { CommitmentRecord, Message, Note } from '@meanwhile/wire/records.ts';

export type TimelineEntry =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'case'; readonly key: string; readonly caseId: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      readonly told: readonly CommitmentRecord[];
      readonly joins: boolean;
    }
  | { readonly kind: 'note'; readonly key: string; readonly note: Note };

export interface TimelineFacts {
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
  readonly commitments: readonly CommitmentRecord[];
  /** The calendar day of an instant in the reader's zone. */
  readonly dayOf: (at: string) => string;
}

/** Messages of one author within this time read as one turn. */
const turnMs = 5 * 60_000;

const heldLast = Number.MAX_SAFE_INTEGER;

function inOrder(a: Message, b: Message): number {
  return (
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    a.conversationId.localeCompare(b.conversationId) ||
    (a.seq ?? heldLast) - (b.seq ?? heldLast)
  );
}

function joinsPrevious(previous: TimelineEntry | undefined, message: Message): boolean {
  if (previous?.kind !== 'message') return false;
  const before = previous.message;
  const sameAuthor = before.author.kind === message.author.kind && before.author.id === message.author.id;
  return sameAuthor && before.channelId === message.channelId && Date.parse(message.receivedAt) - Date.parse(before.receivedAt) < turnMs;
}

/** Is the whole message what was told? Then the told line says it, once. */
export const isSaid = (message: Pick<Message, 'author' | 'text'>, told: readonly Pick<CommitmentRecord, 'words'>[]): boolean =>
  message.author.kind === 'automation' && told.some(({ words }) => words.trim() === message.text.trim());

/** Told and sent in one go. The same words said at another time are another confirmation. */
const sameTellingMs = 60_000;

/** The confirmation that said it; null where none did, since the time was the same as before or stands on a page. */
function saidBy(one: CommitmentRecord, messages: readonly Message[]): string | null {
  const away = (message: Message): number => Math.abs(Date.parse(message.receivedAt) - Date.parse(one.toldAt));
  const [nearest] = messages
    .filter((message) => isSaid(message, [one]) && message.caseId === one.caseId && away(message) <= sameTellingMs)
    .toSorted((a, b) => away(a) - away(b));
  return nearest?.id ?? null;
}

/** What was told stands where it was said: under our confirmation where that went out as a message, else under the message it was told for. */
function toldByMessage(
  messages: readonly Message[],
  commitments: readonly CommitmentRecord[],
): ReadonlyMap<string, readonly CommitmentRecord[]> {
  const automatic = messages.filter(({ author }) => author.kind === 'automation');
  const inTime = commitments.toSorted((a, b) => Date.parse(a.toldAt) - Date.parse(b.toldAt));
  return Map.groupBy(inTime, (one) => saidBy(one, automatic) ?? one.messageId);
}

const nothing: readonly CommitmentRecord[] = [];

type Item = { readonly at: string; readonly message: Message } | { readonly at: string; readonly note: Note };

export function timelineOf({ messages, notes, commitments, dayOf }: TimelineFacts): readonly TimelineEntry[] {
  const items: Item[] = [
    ...messages.toSorted(inOrder).map((message) => ({ at: message.receivedAt, message })),
    ...notes.map((note) => ({ at: note.createdAt, note })),
  ];
  // A stable sort: messages of one instant keep their order.
  items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const entries: TimelineEntry[] = [];
  const toldAt = toldByMessage(messages, commitments);
  let day = '';
  let caseId: string | null = null;
  for (const item of items) {
    const today = dayOf(item.at);
    if (today !== day) entries.push({ kind: 'day', key: `day-${today}`, at: item.at });
    day = today;
    if ('note' in item) {
      entries.push({ kind: 'note', key: item.note.id, note: item.note });
      continue;
    }
    const { message } = item;
    if (caseId !== null && caseId !== message.caseId) entries.push({ kind: 'case', key: `case-${message.id}`, caseId: message.caseId });
    caseId = message.caseId;
    const told = toldAt.get(message.id) ?? nothing;
    entries.push({ kind: 'message', key: message.id, message, told, joins: joinsPrevious(entries.at(-1), message) });
  }
  return entries;
}
