/**
 * What does an event change on screen? Puts the records it carries into the cached lists and threads; where it carries none, fetches just
 * that case or thread. Nothing here polls.
 */
import type { CaseFields } from '@meanwhile/wire/fields.ts';
import type { CaseRow, CommitmentRecord, Delivery, Message, Note } from '@meanwhile/wire/records.ts';
import type { StreamEvent } from '@meanwhile/wire/stream.ts';
import { api } from '../links.ts';
import { get, isProblem } from './api.ts';
import { refreshCounts } from './case-counts.ts';
import { putFields } from './case-fields.ts';
import { putCount, putRow } from './cases.ts';
import { keys, putInAgain, refresh } from './query.ts';
import { dropMessage, endCommitment, knownMessage, putCommitment, putDelivery, putMessage, putNote } from './thread-cache.ts';

/** A whole record in its wire shape, or undefined: only ids may have been sent. */
function carried<Item>(event: StreamEvent, name: string, proof: string): Item | undefined {
  const value = event.payload[name];
  return typeof value === 'object' && value !== null && 'id' in value && proof in value ? (value as Item) : undefined;
}

const staleCases = new Set<string>();
let fetching: Promise<void> | null = null;

/** One fetch per case however many events named it meanwhile. */
function refreshCase(caseId: string): void {
  staleCases.add(caseId);
  fetching ??= drain().finally(() => {
    fetching = null;
    const [missed] = staleCases;
    if (missed !== undefined) refreshCase(missed);
  });
}

async function drain(): Promise<void> {
  for (const caseId of staleCases) {
    staleCases.delete(caseId);
    const count = putCount(caseId);
    try {
      const row = await get<CaseRow>(api.case(caseId));
      // Something newer may have come while this was on its way.
      if (putCount(caseId) === count) putRow(row);
      else staleCases.add(caseId);
    } catch (error) {
      if (!isProblem(error)) throw error;
      // Gone or unreachable: the lists say what is there now, as soon as they can be had.
      void refresh({ queryKey: keys.caseLists });
    }
  }
}

const lists: Partial<Record<StreamEvent['type'], readonly (readonly string[])[]>> = {
  'channel.changed': [keys.channels, ['calendars'], ['commitment-policies'], ['entry'], ['case-clocks']],
  'calendar.changed': [['calendars'], keys.channels, ['entry'], ['case-clocks']],
  'policy.changed': [['commitment-policies'], keys.channels, ['entry'], ['case-clocks']],
  'gate.changed': [keys.channels, ['gate'], ['gates']],
  'member.changed': [keys.agents, ['members'], ['staff'], ['today'], keys.me],
  'invitation.changed': [['invitations']],
  'token.changed': [['tokens']],
  'workspace.changed': [
    keys.topicFields,
    keys.me,
    ['workspaces'],
    ['workspace'],
    ['retention'],
    ['estimate'],
    ['coverage'],
    ['snippets'],
    ['macros'],
    ['queues'],
    ['rules'],
    ['clock-targets'],
    ['tiers'],
    ['case-clocks'],
    ['cards'],
    ['urgent-lines'],
    keys.tags,
    keys.topics,
  ],
  'webhook.changed': [['webhooks']],
  'customer.changed': [keys.customers, ['case-clocks']],
  'customer.erased': [keys.customers, keys.caseLists, keys.threads],
  'mailbox.changed': [['mailboxes']],
  'view.changed': [keys.caseViews],
  'inbound.quarantined': [['inbound']],
  'inbound.settled': [['inbound']],
  'shift.changed': [['shifts'], ['leave'], ['staff'], ['live'], ['today']],
  'notice.added': [['notices']],
  'suppression.changed': [['suppressions']],
  'signing_key.changed': [['signing-keys']],
  'incident.changed': [keys.incidents],
  'delivery.changed': [['deliveries']],
  'file.scanned': [keys.customers],
};

function refreshThreads(event: StreamEvent): void {
  void refresh({
    queryKey: keys.threads,
    predicate: ({ state }) => {
      const page = (state.data as { pages?: { case: CaseRow }[] } | undefined)?.pages?.[0];
      return page !== undefined && (page.case.conversationId === event.conversationId || page.case.id === event.caseId);
    },
  });
}

/** Events carry 16,000 characters at the most and leave long formatted mail out. */
const isCutShort = (message: Message): boolean =>
  message.text.length >= 16_000 || (message.channelType === 'email' && message.html === null && message.author.kind === 'customer');

async function completeMessage(messageId: string): Promise<void> {
  const deliveries = knownMessage(messageId)?.deliveries;
  try {
    const whole = await get<Message>(api.message(messageId));
    const now = knownMessage(messageId)?.deliveries;
    putMessage(now === deliveries || now === undefined ? whole : { ...whole, deliveries: now });
  } catch (error) {
    // What came with the event stays on screen; the whole of it comes with the next look at the thread.
    if (!isProblem(error)) throw error;
  }
}

function applyEnding(event: StreamEvent): boolean {
  const { commitmentId, ending, endedAt } = event.payload;
  if (event.conversationId === null || typeof commitmentId !== 'string' || typeof endedAt !== 'string') return false;
  endCommitment(event.conversationId, commitmentId, { ending: ending as CommitmentRecord['ending'], endedAt });
  return true;
}

/** True when what the event says is on screen now; false when the thread has to be fetched. */
function applyRecords(event: StreamEvent): boolean {
  const message = carried<Message>(event, 'message', 'author');
  const note = carried<Note>(event, 'note', 'author');
  const delivery = carried<Delivery>(event, 'delivery', 'recipient');
  const commitment = carried<CommitmentRecord>(event, 'commitment', 'words');
  if (message !== undefined) {
    putMessage(message);
    if (isCutShort(message)) void completeMessage(message.id);
  }
  if (note !== undefined) putNote(note);
  if (delivery !== undefined) putDelivery(delivery);
  if (commitment !== undefined) putCommitment(commitment);
  switch (event.type) {
    case 'message.undone':
      if (event.subjectId !== null) dropMessage(event.subjectId);
      return event.subjectId !== null;
    case 'message.received':
    case 'message.held':
    case 'message.sent':
      return message !== undefined;
    case 'note.added':
      return note !== undefined;
    case 'delivery.changed':
      return delivery !== undefined;
    case 'commitment.told':
      return commitment !== undefined;
    case 'commitment.kept':
    case 'commitment.broken':
    case 'commitment.released':
      return commitment !== undefined || applyEnding(event);
    case 'case.merged':
    case 'case.unmerged':
    case 'case.split':
    case 'customer.changed':
      return false;
    // Drafts are told apart by their revision when saving; the rest concerns the row alone.
    default:
      return true;
  }
}

const quiet: ReadonlySet<StreamEvent['type']> = new Set([
  'draft.saved',
  'notice.added',
  'note.added',
  'delivery.changed',
  'file.scanned',
  'message.held',
  'message.undone',
  'commitment.told',
  'case.exported',
]);

/** What the event says is put into what is on screen; doing it again, in order, changes nothing. */
function putIn(event: StreamEvent): void {
  const row = carried<CaseRow>(event, 'case', 'number');
  if (row !== undefined) putRow(row);
  else if (event.caseId !== null && !quiet.has(event.type)) refreshCase(event.caseId);
  if (event.caseId !== null && 'fields' in event.payload) putFields(event.caseId, event.payload['fields'] as CaseFields['items']);
  if (!applyRecords(event)) refreshThreads(event);
}

const putInto = [keys.caseLists, keys.threads, ['case-fields']];

export function applyEvents(events: readonly StreamEvent[]): void {
  for (const event of events) {
    putIn(event);
    if (event.caseId !== null && !quiet.has(event.type)) {
      refreshCounts();
      // A customer's page lists their cases.
      void refresh({ queryKey: keys.customers, predicate: ({ queryKey }) => queryKey[2] === 'cases' });
    }
    if (event.caseId !== null && 'did' in event.payload) void refresh({ queryKey: keys.caseLinks(event.caseId) });
    // Other names stand in the lists now.
    if (event.type === 'customer.changed' && 'intoId' in event.payload) void refresh({ queryKey: keys.caseLists });
    for (const queryKey of lists[event.type] ?? []) void refresh({ queryKey });
  }
  putInAgain(putInto, () => events.forEach(putIn));
}
