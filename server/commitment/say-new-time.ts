/** How is a new time said? One message on the customer's channel, a line in the ledger with the same words, and what carries them there. */
import type { ReplyTime } from '@meanwhile/core/commitment/estimate-reply.ts';
import { sayMissed, sayMissedMail } from '@meanwhile/core/commitment/slip-words.ts';
import { formatWhen } from '@meanwhile/core/commitment/when-words.ts';
import { continueLink, presentMessage, presentOne, updateCases, type CaseFactsRow } from '../case/case.ts';
import type { Here } from '../platform/here.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import type { ChannelTime } from './channel-time.ts';
import { insertAutomatic, insertAutomaticMail, insertNewTime, type MissedRow, type NewTimeRow, type WaitingRow } from './new-time.store.ts';
import { presentNewTime } from './present-commitment.ts';
import { slipLink } from './slip-link.ts';

export interface Slip {
  readonly missed: MissedRow;
  readonly who: WaitingRow;
  readonly time: ChannelTime;
}

/** Under the conversation's lock. */
export async function sayNewTime(here: Here, slip: Slip & { readonly row: CaseFactsRow; readonly told: ReplyTime }): Promise<void> {
  const { platform, tx, workspaceId, at } = here;
  const { missed, who, time, row } = slip;
  const { dueAt } = slip.told;
  const told = newTime(here, slip);
  const messageId = platform.clock.newId<'message'>() as string;
  const seq = await insertAutomatic(tx, workspaceId, {
    id: messageId,
    conversationId: row.conversation_id,
    caseId: row.id,
    channelId: who.channel_id,
    identityId: who.identity_id,
    text: told.words,
    audience: who.audience,
    replyToId: missed.message_id,
    at,
  });
  await insertNewTime(tx, workspaceId, told);
  // Judged by instants: the first at which it can be broken.
  await putItem(tx, workspaceId, { kind: 'commitment', rowId: told.id, dueAt: dueAt + 1 });
  if (!time.lineUnderMessage) await sendIt(here, slip, messageId);
  // The list keeps the earlier of what was told and what we aim for.
  const changed: CaseFactsRow = { ...row, told_at: at, due_at: row.due_at ?? dueAt };
  await updateCases(tx, workspaceId, [changed]);
  await announce(here, slip, { told, changed, messageId, seq });
}

async function sendIt({ platform, tx, workspaceId, at }: Here, { missed, who }: Slip, messageId: string): Promise<void> {
  const id = platform.clock.newId<'delivery'>() as string;
  const to = { conversationId: missed.conversation_id, channelId: who.channel_id, recipient: who.address };
  await insertAutomaticMail(tx, workspaceId, { id, messageId, ...to, epoch: platform.epoch, at });
  await putItem(tx, workspaceId, { kind: 'delivery', rowId: id, dueAt: at });
}

function newTime(here: Here, { missed, who, time, row, told }: Slip & { row: CaseFactsRow; told: ReplyTime }): NewTimeRow {
  const { dueAt } = told;
  const { platform, workspaceId, at } = here;
  const policy = time.policy!;
  const locale = who.locale ?? missed.locale;
  const inWords = (when: number): string =>
    formatWhen({ at: when, nowAt: at, zone: time.calendar!.zone, locale, stored: true, readerZone: who.zone ?? undefined });
  const to = { workspaceId, conversationId: row.conversation_id, identityId: who.identity_id };
  const link = (): string =>
    time.hostedChannelId === null ? platform.settings.publicUrl : continueLink(platform, { ...to, channelId: time.hostedChannelId });
  const id = platform.clock.newId<'commitment'>() as string;
  const isComing = at < missed.due_at;
  // Read in place, something to add is written in place.
  const choices = {
    link: slipLink(platform, { workspaceId, commitmentId: id }),
    canAdd: time.isMail && time.hostedChannelId !== null,
  };
  const saying = { firstBy: inWords(missed.due_at), newBy: inWords(dueAt), locale, ...(isComing ? { isComing, choices } : {}) };
  return {
    id,
    customerId: missed.customer_id,
    conversationId: row.conversation_id,
    caseId: row.id,
    messageId: missed.message_id,
    channelId: who.channel_id,
    words: time.isMail ? sayMissedMail({ ...saying, link: link(), brand: time.brand }) : sayMissed(saying),
    locale,
    toldAt: at,
    ...told,
    policyId: policy.id,
    policyVersion: policy.version,
    calendarId: policy.calendarId,
    calendarVersion: policy.calendarVersion,
    afterId: missed.id,
  };
}

async function announce(
  here: Here,
  { who, time }: Slip,
  { told, changed, messageId, seq }: { told: NewTimeRow; changed: CaseFactsRow; messageId: string; seq: number },
): Promise<void> {
  const { tx, workspaceId, at } = here;
  const common = { actor: 'system', conversationId: told.conversationId, caseId: told.caseId, channelId: told.channelId } as const;
  const message = presentMessage(
    {
      id: messageId,
      conversation_id: told.conversationId,
      case_id: told.caseId,
      seq,
      state: 'stored',
      author_kind: 'automation',
      author_id: null,
      author_name: time.brand,
      channel_id: told.channelId,
      channel_type: time.channelType,
      subject: null,
      text: told.words,
      html: null,
      visible_text: null,
      received_at: at,
      provider_at: null,
      audience: who.audience,
      automatic: true,
      sender_proof: null,
      match_reason: null,
      participants: null,
      release_at: null,
    },
    [],
    [],
  );
  const commitment = presentNewTime(told);
  await appendEvents(here, [
    {
      ...common,
      type: 'message.sent',
      audience: who.audience,
      subjectId: messageId,
      payload: { message, case: await presentOne(tx, workspaceId, changed) },
    },
    { ...common, type: 'commitment.told', audience: 'desk', subjectId: told.id, payload: { commitment } },
  ]);
}
