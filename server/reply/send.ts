/**
 * How does an agent's answer begin? Stored as held with a delivery that falls due when its undo time is over; with no undo time it is
 * released in the same transaction. Where it goes: the channel and address the customer last wrote from, or the way the writer chose.
 */
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import type { sendMessage } from '@meanwhile/wire/requests.ts';
import { sql } from 'kysely';
import type { z } from 'zod';
import { channelRegistry, isChannelType, windowOf, type ChannelType } from '../channel-registry.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import { casesById, uploadedBy, lockCase, type CaseFactsRow } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Call } from '../platform/http/route.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { isSuppressed } from '../suppression/suppression.ts';
import { refuseKnown } from './asks.ts';
import { deleteDraft } from './draft.store.ts';
import { releaseHeld } from './release.ts';
import { identitiesOf, lastWriter, lockConversation, messageById, type ReplyIdentity } from './reply.store.ts';
import { presentMessages } from './thread.ts';
import { lastHeardAt } from './ways.store.ts';
import { waysOf } from './ways.ts';
import { writtenOf } from './written.ts';

const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** Who sends, what, and when; from a request, or from work that goes on after one. */
export interface SendCall extends Pick<
  Call<unknown, unknown, z.output<typeof sendMessage>>,
  'tx' | 'workspaceId' | 'body' | 'at' | 'platform' | 'actor' | 'emit' | 'wake'
> {
  readonly principal: { readonly kind: 'member'; readonly memberId: string } | { readonly kind: 'token' };
}

export interface SendWay {
  /** Where the writer says it goes; otherwise to where the customer last wrote from. */
  readonly toAddress?: string | null;
  /** When it was written, where that was before now: what the customer asked since is not answered by it. */
  readonly writtenAt?: number;
  /** The writer's draft in this case is another text, and stays. */
  readonly keepsDraft?: boolean;
}

/** Refusals leave nothing behind: they come before anything is written. */
export async function sendReply(call: SendCall, way: SendWay = {}): Promise<Message | Refusal> {
  const { tx, workspaceId, body, at, platform } = call;
  const { toAddress = null, writtenAt = at } = way;
  const releaseAt = releaseOf(body, at);
  if (isRefusal(releaseAt)) return releaseAt;
  const written = await writtenOf(body);
  if (isRefusal(written)) return written;
  const fileIds = [...written.attachmentIds, ...written.inlineAttachmentIds];
  if (written.text.trim() === '' && fileIds.length === 0) return refuse('text_missing');
  const unpromised = checkPromise(call, written.text, releaseAt);
  if (unpromised !== null) return unpromised;
  const row = await openCase(call);
  if (isRefusal(row)) return row;
  const crossed = await writtenMeanwhile(call, row.conversation_id);
  if (crossed !== null) return crossed;
  const again = await askedAgain(call, row, written.text);
  if (again !== null) return again;
  const to = await addressee(call, row, toAddress);
  if (to === null) return refuse('no_way_to_reach');
  const late = await tooLateThere(call, to, releaseAt);
  if (late !== null) return late;
  if (to.isSent && (await isSuppressed(tx, workspaceId, to.identity.value))) return refuse('address_suppressed');
  const files = await uploadedBy(tx, workspaceId, fileIds);
  if (files.size !== new Set(fileIds).size || [...files.values()].some((file) => file.uploader !== call.actor))
    return refuse('not_found', 'A file is not yours or is part of a message already.');
  const blocked = [...files.values()].find((file) => file.scan_state === 'blocked');
  if (blocked !== undefined) return refuse('file_blocked', blocked.name);
  if (written.inlineAttachmentIds.some((one) => !pictureTypes.has(files.get(one)?.media_type ?? '')))
    return refuse('file_refused', 'Only pictures can be shown in the text.');
  const id = platform.clock.newId<'message'>();
  const isHeld = releaseAt > at;
  const memberId = call.principal.kind === 'member' ? call.principal.memberId : null;
  await tx.run(sql`
    insert into tenant.message (workspace_id, id, conversation_id, case_id, state, author_kind, author_id, channel_id, identity_id, text, html,
      received_at, audience, release_at, send_at, then_verb, promise_words, promise_due_at, ask_reason)
    values (${workspaceId}, ${id}, ${row.conversation_id}, ${row.id}, 'held', ${memberId === null ? 'automation' : 'agent'}, ${memberId}, ${to.channelId}, ${to.identity.id}, ${written.text}, ${written.html},
      ${iso(writtenAt)}, 'everyone', ${iso(releaseAt)}, ${body.sendAt ?? null}, ${body.then},
      ${body.promise?.words ?? null}, ${body.promise?.at ?? null}, ${body.askReason ?? null})`);
  await tx.run(sql`
    update tenant.attachment set message_id = ${id}, conversation_id = ${row.conversation_id}, inline = id = any(${written.inlineAttachmentIds}::uuid[]),
      content_id = case when id = any(${written.inlineAttachmentIds}::uuid[]) then id::text end
    where workspace_id = ${workspaceId} and id = any(${[...files.keys()]}::uuid[])`);
  const deliveryId = platform.clock.newId<'delivery'>();
  await tx.run(sql`
    insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
    values (${workspaceId}, ${deliveryId}, ${id}, ${row.conversation_id}, ${to.channelId}, 'reply', ${to.identity.value}, 'queued', ${platform.epoch}, ${iso(at)})`);
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: deliveryId, dueAt: releaseAt });
  if (memberId !== null && way.keepsDraft !== true) await deleteDraft(tx, workspaceId, body.caseId, memberId);
  if (!isHeld) {
    if ((await releaseHeld(call, id)) === 'local') await dropItem(tx, workspaceId, 'delivery', deliveryId);
    call.wake('events');
  }
  const wire = (await presentMessages(tx, workspaceId, [(await messageById(tx, workspaceId, id))!]))[0]!;
  if (isHeld)
    await call.emit({
      type: 'message.held',
      audience: 'desk',
      conversationId: row.conversation_id,
      caseId: row.id,
      channelId: to.channelId,
      subjectId: id,
      payload: { message: wire },
    });
  call.wake('delivery');
  return wire;
}

/** Whoever promises is a person, in words of the answer, and for a time after it goes out. */
function checkPromise({ body: { promise }, principal }: SendCall, text: string, releaseAt: number): Refusal | null {
  if (promise === undefined) return null;
  if (principal.kind !== 'member') return refuse('not_allowed', 'A promise has a person as its author.');
  const dueAt = Date.parse(promise.at);
  if (dueAt <= releaseAt) return refuse('promise_invalid', 'The answer would go out no sooner than the time it promises.');
  if (dueAt > releaseAt + limits.promiseAheadMs) return refuse('promise_invalid', 'That is more than a year ahead.');
  if (!oneSpaced(text).includes(oneSpaced(promise.words))) return refuse('promise_invalid', 'These words do not stand in the answer.');
  return null;
}

const oneSpaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Asked of programs alone: a person is told while they write, and may know better. */
async function askedAgain({ tx, workspaceId, principal, body }: SendCall, row: CaseFactsRow, text: string): Promise<Refusal | null> {
  if (principal.kind === 'member' || body.askReason !== undefined) return null;
  const conversation = await lockConversation(tx, workspaceId, row.conversation_id);
  return refuseKnown(tx, workspaceId, { caseId: row.id, customerId: conversation!.survivor_id, text });
}

/** The case, or its survivor after a merge, with the conversation locked. */
async function openCase(call: SendCall): Promise<CaseFactsRow | Refusal> {
  let row = await lockCase(call.tx, call.workspaceId, call.body.caseId);
  for (let hop = 0; row !== undefined && row.merged_into_id !== null && hop < 5; hop += 1)
    [row] = await casesById(call.tx, call.workspaceId, [row.merged_into_id]);
  return row ?? refuse('not_found');
}

/** When it goes out: after the undo time, or when the writer says. */
function releaseOf(body: SendCall['body'], at: number): number | Refusal {
  return body.sendAt === undefined ? at + body.undoMs : chosenInstant(body.sendAt, at);
}

/** An instant a reply may wait for. */
export function chosenInstant(sendAt: string, at: number): number | Refusal {
  const chosen = Date.parse(sendAt);
  return chosen > at && chosen <= at + limits.sendAheadMs ? chosen : refuse('send_at_invalid');
}

/**
 * What came in since the writer began, or is on its way, and was not read by them? Asked under the lock of the conversation: of two who
 * answer at the same moment, the second hears of the first.
 */
async function writtenMeanwhile({ tx, workspaceId, body, principal }: SendCall, conversationId: string): Promise<Refusal | null> {
  if (body.seenSeq === undefined) return null;
  const self = principal.kind === 'member' ? principal.memberId : null;
  const newer = await tx.row(sql<{ author_kind: string }>`
    select author_kind from tenant.message where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and (seq > ${body.seenSeq} or state = 'held')
      and author_kind in ('customer', 'agent', 'assistant') and author_id is distinct from ${self}::uuid and id <> all(${body.readIds}::uuid[])
    order by (author_kind = 'customer') desc limit 1`);
  if (newer === undefined) return null;
  return newer.author_kind === 'customer'
    ? refuse('conflict', 'The customer has written since.')
    : refuse('answered_meanwhile', 'Read what your colleague wrote before you answer too.');
}

export async function customerWroteSince(
  { tx, workspaceId }: Pick<SendCall, 'tx' | 'workspaceId'>,
  conversationId: string,
  seenSeq: number,
): Promise<boolean> {
  const newer = await tx.row(sql`
    select 1 from tenant.message where workspace_id = ${workspaceId} and conversation_id = ${conversationId} and author_kind = 'customer' and seq > ${seenSeq} limit 1`);
  return newer !== undefined;
}

interface Addressee {
  readonly channelId: string;
  readonly identity: ReplyIdentity;
  /** It goes out to an address, not to a page of ours. */
  readonly isSent: boolean;
  readonly windowMs: number | null;
}

/** The writer's choice, where it is a way to this customer. */
async function chosen(
  here: Pick<SendCall, 'tx' | 'workspaceId' | 'at'>,
  customerId: string,
  { channelId, identityId }: NonNullable<SendCall['body']['via']>,
): Promise<Addressee | null> {
  const way = (await waysOf(here, customerId)).find((one) => one.channelId === channelId && one.identityId === identityId);
  if (way === undefined) return null;
  const { way: kind } = channelRegistry[way.channel.type as ChannelType];
  return { channelId, identity: way.identity, isSent: kind !== 'page', windowMs: windowOf(way.channel.type) };
}

/** Would it go out when its provider takes nothing from us any more? Said now, while another way can be chosen. */
async function tooLateThere({ tx, workspaceId }: SendCall, to: Addressee, releaseAt: number): Promise<Refusal | null> {
  if (to.windowMs === null) return null;
  const asked = { channelId: to.channelId, identityId: to.identity.id, sinceAt: releaseAt - to.windowMs };
  return (await lastHeardAt(tx, workspaceId, asked)) === null ? refuse('window_closed') : null;
}

async function addressee({ tx, workspaceId, body, at }: SendCall, row: CaseFactsRow, toAddress: string | null): Promise<Addressee | null> {
  const conversation = await lockConversation(tx, workspaceId, row.conversation_id);
  if (body.via !== undefined) return chosen({ tx, workspaceId, at }, conversation!.survivor_id, body.via);
  const identities = await identitiesOf(tx, workspaceId, conversation!.survivor_id);
  const last = await lastWriter(tx, workspaceId, row.id);
  const channelId = last?.channel_id ?? row.channel_id;
  const channel = await tx.row(
    sql<{ type: string }>`select type from tenant.channel where workspace_id = ${workspaceId} and id = ${channelId}`,
  );
  if (channel === undefined || !isChannelType(channel.type)) return null;
  const { way, scheme } = channelRegistry[channel.type];
  const fitting = scheme === null ? identities : identities.filter((identity) => identity.scheme === scheme);
  const identity =
    toAddress === null
      ? (fitting.find((one) => one.id === last?.identity_id) ?? fitting[0])
      : fitting.find((one) => one.value === toAddress);
  return identity === undefined ? null : { channelId, identity, isSent: way !== 'page', windowMs: windowOf(channel.type) };
}

/**
 * Undo: the reply was never there. Only while it is held; the text comes back. Within the undo time only the writer takes it back; what
 * waits for a later time, whoever may answer: its writer may be away.
 */
export async function undoReply(
  call: Call<{ id: string }, unknown, unknown>,
): Promise<{ text: string; html: string | null; attachmentIds: string[]; inlineAttachmentIds: string[] } | Refusal> {
  const { tx, workspaceId } = call;
  const message = await messageById(tx, workspaceId, call.params.id);
  if (message === undefined || message.author_kind === 'customer') return refuse('not_found');
  await lockConversation(tx, workspaceId, message.conversation_id);
  const current = await messageById(tx, workspaceId, call.params.id);
  if (current?.state !== 'held') return refuse('already_sent');
  if (current.send_at === null && (call.principal.kind !== 'member' || current.author_id !== call.principal.memberId))
    return refuse('not_found');
  const freed = await tx.rows(sql<{ id: string; is_shown: boolean }>`
    with shown as (select id, inline from tenant.attachment where workspace_id = ${workspaceId} and message_id = ${current.id})
    update tenant.attachment a set message_id = null, inline = false, content_id = null, uploader = ${call.actor} from shown
    where a.workspace_id = ${workspaceId} and a.id = shown.id returning a.id, shown.inline as is_shown`);
  const dropped = await tx.rows(
    sql<{ id: string }>`delete from tenant.delivery where workspace_id = ${workspaceId} and message_id = ${current.id} returning id`,
  );
  for (const delivery of dropped) await dropItem(tx, workspaceId, 'delivery', delivery.id);
  await tx.run(sql`delete from tenant.message where workspace_id = ${workspaceId} and id = ${current.id} and state = 'held'`);
  await call.emit({
    type: 'message.undone',
    audience: 'desk',
    conversationId: current.conversation_id,
    caseId: current.case_id,
    channelId: current.channel_id,
    subjectId: current.id,
    payload: { messageId: current.id },
  });
  const ids = (isShown: boolean): string[] => freed.filter((file) => file.is_shown === isShown).map((file) => file.id);
  return { text: current.text, html: current.html, attachmentIds: ids(false), inlineAttachmentIds: ids(true) };
}
