/** What do the checks know of this case? Turns, missed times and known facts, from what the thread already holds; nothing is asked of the server. */
import { complaintIn } from '@meanwhile/core/craft/complaint.ts';
import { lateSentence } from '@meanwhile/core/craft/late-sentence.ts';
import type { KnownFact, Turn, Writing } from '@meanwhile/core/craft/writing.ts';
import type { CustomerFact } from '@meanwhile/wire/facts.ts';
import type { CaseRow, Message, Thread } from '@meanwhile/wire/records.ts';

export interface CaseAtHand {
  readonly row: Pick<CaseRow, 'id' | 'customer'>;
  readonly messages: readonly Message[];
  readonly commitments: readonly Thread['commitments'][number][];
  /** What is noted of the customer. */
  readonly facts?: readonly CustomerFact[];
  /** The workspace's. */
  readonly zone: string;
  /** Whether people are waiting to answer on this channel now. */
  readonly stance: 'live' | 'async';
}

type Said = Turn & { readonly at: number };

function saidIn({ row, messages }: CaseAtHand): readonly Said[] {
  return messages
    .filter((one) => one.caseId === row.id && one.audience === 'everyone' && !one.automatic && one.author.kind !== 'automation')
    .map((one) => ({
      from: one.author.kind === 'customer' ? ('customer' as const) : ('us' as const),
      text: one.visibleText ?? one.text,
      at: Date.parse(one.receivedAt),
    }))
    .sort((a, b) => a.at - b.at);
}

/** Times told since our last answer, or promised in it, that are past and were not kept. */
function missedSince({ row, commitments }: CaseAtHand, lastAnswerAt: number, nowAt: number): readonly number[] {
  return commitments
    .filter((one) => one.caseId === row.id && (one.ending === null || one.ending === 'broken') && isSince(one, lastAnswerAt))
    .map((one) => Date.parse(one.dueAt))
    .filter((at) => at < nowAt)
    .sort((a, b) => a - b);
}

/** A promise is told by the answer it stands in; the next one owes it. */
const isSince = ({ kind, toldAt }: CaseAtHand['commitments'][number], answeredAt: number): boolean =>
  kind === 'promise' ? Date.parse(toldAt) >= answeredAt : Date.parse(toldAt) > answeredAt;

function knownOf({ row: { id, customer }, facts = [] }: CaseAtHand): readonly KnownFact[] {
  const { name, address } = customer;
  return [
    ...factsHere(facts, id),
    ...(name === null ? [] : [{ kind: 'name' as const, value: name }]),
    ...(address === null ? [] : [{ kind: address.includes('@') ? ('email' as const) : ('phone' as const), value: address }]),
  ];
}

/** Those that stand; an order number is known in its own case alone. */
export const factsHere = (facts: readonly CustomerFact[], caseId: string): readonly CustomerFact[] =>
  facts.filter((one) => one.stands && (one.kind !== 'order' || one.caseId === null || one.caseId === caseId));

export function writingOf(at: CaseAtHand, draft: string, nowAt: number): Writing {
  const turns = saidIn(at);
  const lastAnswerAt = turns.findLast((turn) => turn.from === 'us')?.at ?? -Infinity;
  return {
    draft,
    turns,
    known: knownOf(at),
    missedAt: missedSince(at, lastAnswerAt, nowAt),
    sendAt: nowAt,
    stance: at.stance,
    // Every channel there is goes to one customer.
    isPublic: false,
    zone: at.zone,
  };
}

/** Is a promise of ours past and not kept? */
const owesPromise = (at: CaseAtHand, nowAt: number): boolean =>
  writingOf({ ...at, commitments: at.commitments.filter((one) => one.kind === 'promise') }, '', nowAt).missedAt.length > 0;

/** What a late or complained-about answer begins with; null where it need not. */
export function firstSentence(at: CaseAtHand, nowAt: number, writer: { readonly name: string; readonly locale: string }): string | null {
  const said = saidIn(at);
  const open = said.slice(said.findLastIndex((turn) => turn.from === 'us') + 1);
  const { missedAt, zone } = writingOf(at, '', nowAt);
  // Nothing new was written: what is owed is the promise, and they wait since they asked; who never asked waits since we said so.
  const asked = open[0]?.at ?? said.findLast((turn) => turn.from === 'customer')?.at ?? null;
  const wroteAt = asked ?? said.at(-1)?.at;
  if (wroteAt === undefined || (open.length === 0 && !owesPromise(at, nowAt))) return null;
  const isComplaint = open.some((turn) => complaintIn(turn.text) !== null);
  return lateSentence({
    wroteAt,
    didWrite: asked !== null,
    missedAt,
    isComplaint,
    sendAt: nowAt,
    zone,
    locale: writer.locale,
    agent: writer.name,
  });
}
