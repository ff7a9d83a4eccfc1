/**
 * What does each message mean for people, cases and times? For a whole batch: facts are read once, then every event is placed, triaged,
 * told a time and noted in the batch, in the order of arrival.
 */
import type { MessageEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { mayHint, subjectHintMs } from '@meanwhile/core/conversation/subject-hint.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isLiveFor } from '@meanwhile/core/stance/stance.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { threadTokens, type ThreadTokens } from '../channel-registry.ts';
import { turn } from '../platform/clock/pause.ts';
import type { ChannelTime } from '../commitment/commitment.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import type { Batch } from './batch.ts';
import { candidateCases, casesById, recentCases, takeCaseNumbers, uploadedBy, type CaseFactsRow } from '../case/case.ts';
import { knownMails, lastAutoReplies, lockConversations, runningCommitments, type RunningCommitment } from './facts.store.ts';
import { findIdentities, identitiesOfCustomers } from '../case/case.ts';
import { linkByCode } from '../customer/customer.ts';
import { urgentLines } from '../snippet/snippet.ts';
import { freshTextOf, urgencyOf } from './urgent-in.ts';
import { stancesOf, waitingLive } from '../live/live.ts';
import { queueConditions } from '../routing/routing.ts';
import type { StoredInbound } from './intake.store.ts';
import { rowsPerTurn } from './lanes.ts';
import type { LiveNow } from './note-live.ts';
import { note, type Arrival, type NoteFacts } from './note.ts';
import { People } from './people.ts';
import { place, unknownScheme } from './place.ts';
import { putElsewhere, type PutElsewhere } from './put-elsewhere.ts';

export interface Incoming {
  readonly row: StoredInbound;
  readonly event: MessageEvent;
  readonly time: ChannelTime;
}

export async function understand(here: Here, incoming: readonly Incoming[], batch: Batch): Promise<void> {
  const { platform, workspaceId } = here;
  if (incoming.length === 0) return;
  for (const one of incoming) await linkByCode(here, { event: one.event, channelId: one.row.channel_id, freshText: freshTextOf(one) });
  const people = new People();
  const tokens = threadTokens(platform.keys);
  const { mails } = await readPeople(here, tokens, incoming, people);
  const placed: Arrival[] = [];
  for (const one of incoming) {
    const isReleased = one.row.envelope['released'] === true;
    const where = place(isReleased ? withSender(one) : one.event, one.time.isMail ? 'by-evidence' : 'one', {
      people,
      mails,
      conversationOfToken: (localPart) => tokens.conversationOf(localPart),
      audienceOfToken: (localPart, audienceIds) => tokens.audienceOf(localPart, { workspaceId, audienceIds }),
      newId: () => platform.clock.newId<string>(),
    });
    if (where === null) batch.settled.push({ id: one.row.id, receivedAt: one.row.received_at, reason: 'no_sender' });
    else if (where.conversation.blocked && !isReleased)
      batch.settled.push({ id: one.row.id, receivedAt: one.row.received_at, reason: 'blocked_sender' });
    else placed.push({ one, where });
  }
  const facts = await readCases(here, placed, people, batch);
  for (const [index, arrival] of placed.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await turn();
    note(arrival, facts);
  }
}

/** A person let it through without a sender that can be read: then it comes from somebody of its own, to whom nothing can be sent. */
function withSender({ row, event }: Incoming): MessageEvent {
  const { scheme, value, display } = event.sender;
  if (value !== '' && !isRefusal(canonicalIdentity(scheme, value))) return event;
  return { ...event, sender: { scheme: unknownScheme, value: row.id, display, proof: 'claimed' } };
}

async function readPeople({ tx, workspaceId }: Here, tokens: ThreadTokens, incoming: readonly Incoming[], people: People) {
  const senders = incoming
    .map(({ event }) => ({ scheme: event.sender.scheme, value: event.sender.value }))
    .filter((sender) => sender.value !== '');
  const messageIds = [...new Set(incoming.flatMap(({ event }) => event.evidence.messageIdsInOrder).filter((id) => id !== ''))];
  const byEvidence = incoming.some(({ time }) => time.isMail);
  const identities = await findIdentities(tx, workspaceId, senders);
  const known = byEvidence && messageIds.length > 0 ? await knownMails(tx, workspaceId, messageIds) : [];
  const tokenConversations = incoming
    .flatMap(({ event }) => event.evidence.tokens.map((token) => tokens.conversationOf(token)))
    .filter((id) => id !== null);
  const conversations = await lockConversations(tx, workspaceId, {
    ids: [...new Set([...tokenConversations, ...known.map((mail) => mail.conversation_id)])],
    customerIds: [...new Set(identities.map((identity) => identity.survivor_id))],
  });
  for (const conversation of conversations) people.addConversation(conversation);
  for (const identity of identities) people.add(identity);
  // Everybody who belongs to these conversations: the list shows their names, and reply addresses were made for one of them.
  for (const identity of await identitiesOfCustomers(
    tx,
    workspaceId,
    conversations.map((conversation) => conversation.survivor_id),
  ))
    people.add(identity);
  return { mails: Map.groupBy(known, (mail) => mail.mail_message_id) };
}

async function readCases(
  { platform, tx, workspaceId, at }: Here,
  placed: readonly Arrival[],
  people: People,
  batch: Batch,
): Promise<NoteFacts> {
  const old = placed.filter(({ where }) => !where.created.conversation);
  const conversationIds = [...new Set(old.map(({ where }) => where.conversation.id))];
  const named = [...new Set(old.map(({ where }) => where.caseId).filter((id) => id !== null))];
  const { rows, elsewhere } = await readOwnCases({ tx, workspaceId, at }, old, { conversationIds, named });
  await followMerges(tx, workspaceId, rows);
  const running = await runningCommitments(tx, workspaceId, conversationIds);
  const addresses = [...new Set(placed.filter(({ one }) => one.time.isMail).map(({ where }) => where.identity.value))];
  const auto = addresses.length === 0 ? [] : await lastAutoReplies(tx, workspaceId, addresses);
  const uploads = await uploadedBy(
    tx,
    workspaceId,
    placed.flatMap(({ one }) => one.event.storedAttachmentIds),
  );
  // Numbers are taken for the worst case and only here; gaps in case numbers are fine, a lock held twice is not.
  let nextNumber = -1;
  const needed = placed.length;
  const mayNeed =
    placed.some(({ where }) => where.created.conversation || !where.continues) ||
    rows.length < conversationIds.length ||
    rows.some((row) => row.state === 'resolved');
  if (mayNeed) nextNumber = await takeCaseNumbers(tx, workspaceId, needed);
  return {
    platform,
    workspaceId,
    at,
    batch,
    people,
    queues: mayNeed ? await queueConditions(tx, workspaceId) : [],
    cases: new Map(rows.map((row) => [row.id, row])),
    elsewhere,
    running: new Map(
      running.filter((row) => row.kind === 'reply').map((row) => [row.conversation_id, { dueAt: row.due_at, ending: 'open' as const }]),
    ),
    promised: promisedByCase(running),
    live: await liveNow({ platform, tx, workspaceId, at }, placed),
    auto: new Map(auto.map((row) => [row.recipient, { acknowledgedAt: row.acknowledged_at, answeredAt: row.answered_at }])),
    uploads,
    urgentLines: placed.some(({ one }) => urgencyOf(one) !== null) ? await urgentLines(tx, workspaceId) : [],
    nextCaseNumber: () => nextNumber++,
  };
}

/** Asked only where somebody was shown that people are there. */
async function liveNow(here: Here, placed: readonly Arrival[]): Promise<LiveNow> {
  const shown = placed.filter(({ one }) => one.row.envelope['live'] === true);
  if (shown.length === 0) return { isLive: () => false, waiting: new Set() };
  const stances = await stancesOf(here, [...new Set(shown.map(({ one }) => one.row.channel_id))]);
  const ids = shown.map(({ where }) => where.conversation.id);
  return {
    isLive: (channelId, conversationId) => {
      const stance = stances.get(channelId);
      return stance !== undefined && isLiveFor(stance, stance.talking.has(conversationId));
    },
    waiting: new Set(await waitingLive(here.tx, here.workspaceId, ids)),
  };
}

/** The promise that falls due first, by case. */
function promisedByCase(running: readonly RunningCommitment[]): Map<string, number> {
  const promised = new Map<string, number>();
  for (const { kind, case_id, due_at } of running)
    if (kind === 'promise') promised.set(case_id, Math.min(promised.get(case_id) ?? due_at, due_at));
  return promised;
}

/** More than the one case most messages belong to is read for mails only: those whose subject may name one, or that a person once put elsewhere. */
async function readOwnCases(
  { tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  old: readonly Arrival[],
  { conversationIds, named }: { conversationIds: readonly string[]; named: readonly string[] },
): Promise<{ rows: CaseFactsRow[]; elsewhere: PutElsewhere[] }> {
  const mails = old.filter(({ one }) => one.time.isMail);
  const hinted = mails.filter(({ one, where }) => where.caseId === null && mayHint(one.event.subject));
  const pointing = [...hinted, ...mails.filter(({ where }) => where.caseId !== null)];
  const elsewhere =
    pointing.length === 0 ? [] : await putElsewhere(tx, workspaceId, [...new Set(pointing.map(({ where }) => where.identity.id))]);
  const rows = await candidateCases(tx, workspaceId, { conversationIds, caseIds: [...named, ...elsewhere.map((one) => one.case_id)] });
  if (hinted.length === 0) return { rows, elsewhere };
  const recent = await recentCases(tx, workspaceId, {
    conversationIds: [...new Set(hinted.map(({ where }) => where.conversation.id))],
    since: iso(at - subjectHintMs),
    most: recentPerConversation,
  });
  const have = new Set(rows.map((row) => row.id));
  return { rows: [...rows, ...recent.filter((row) => !have.has(row.id))], elsewhere };
}

const recentPerConversation = 20;

/** A case that was merged away is answered in its survivor. */
async function followMerges(tx: Transaction, workspaceId: string, rows: CaseFactsRow[]): Promise<void> {
  for (let hop = 0; hop < 5; hop += 1) {
    const have = new Set(rows.map((row) => row.id));
    const missing = rows.map((row) => row.merged_into_id).filter((id) => id !== null && !have.has(id)) as string[];
    if (missing.length === 0) return;
    rows.push(...(await casesById(tx, workspaceId, missing)));
  }
}
