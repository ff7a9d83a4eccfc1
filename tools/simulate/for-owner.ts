/** What does whoever signs in find with their name on it? At the end of the history the owner takes some of what waits, and puts one off until tomorrow. */
import { assign } from '@meanwhile/core/conversation/assign.ts';
import { snooze } from '@meanwhile/core/conversation/snooze.ts';
import type { MemberId } from '@meanwhile/core/kernel/ids.ts';
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { Book } from './book.ts';
import type { Simulation } from './settings.ts';
import { addNote, doVerb } from './verbs.ts';

export function leaveForOwner(book: Book, { ownerTakes, toAt }: Simulation): void {
  const owner = book.world.members.get('owner');
  if (owner === undefined || ownerTakes === 0) return;
  const at = toAt - minuteMs;
  const waiting = [...book.cases.values()]
    .filter((row) => row.state === 'open' && row.ball === 'us' && row.snoozed_until === null && row.last_message_at < at)
    .toSorted((a, b) => (a.due_at ?? toAt) - (b.due_at ?? toAt) || a.number - b.number);
  // The last ones: what is nearest to its time stays for everybody.
  const [tomorrow, ...own] = waiting.slice(-ownerTakes - 1).toReversed();
  for (const row of own)
    doVerb(book, row.id, { at, by: owner, event: 'case.assigned', decide: (facts) => assign(facts, owner.id as MemberId) });
  if (own[0] !== undefined)
    addNote(book, own[0].id, { at, by: owner, text: 'I take this one, the customer wrote to me last month as well.' });
  if (tomorrow === undefined) return;
  doVerb(book, tomorrow.id, { at, by: owner, event: 'case.snoozed', decide: (facts) => snooze(facts, toAt + 20 * hourMs, at) });
}
