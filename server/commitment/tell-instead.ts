/**
 * Somebody wrote to people who were there, and none of them answered: what time are they told now? One line in the ledger for their message, whose
 * words stand under it from then on, as they would have from the start on a channel that replies later.
 */
import { checkPolicy, tell } from '@meanwhile/core/commitment/policy.ts';
import { formatWhen } from '@meanwhile/core/commitment/when-words.ts';
import { sayTimeInstead } from '@meanwhile/core/stance/live-words.ts';
import type { Message } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { lockCaseThatGoesOn, presentOne, updateCases, type CaseFactsRow } from '../case/case.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { channelTimes, compiledTime, timeFor, toldTime, type ChannelTime } from './channel-time.ts';
import { runningOfCase } from './ending.store.ts';
import { insertNewTime, whoWaits, type NewTimeRow, type WaitingRow } from './new-time.store.ts';
import { presentNewTime } from './present-commitment.ts';

export interface TellInstead {
  /** The message as it is shown. */
  shown(tx: Transaction, workspaceId: string, messageId: string): Promise<Message>;
}

interface Turn {
  readonly case_id: string;
  readonly conversation_id: string;
  readonly customer_id: string;
}

/** `nobody`: answered meanwhile, spam, or no time can be told; `answer_comes`: an answer that can still be undone is on its way. */
export type ToldInstead = 'told' | 'nobody' | 'answer_comes';

export async function tellInstead(
  here: Here,
  { messageId, why }: { readonly messageId: string; readonly why: 'ended' | 'notYet' },
  deps: TellInstead,
): Promise<ToldInstead> {
  const { tx, workspaceId, at } = here;
  const turn = await tx.row(sql<Turn>`
    select m.case_id, m.conversation_id, co.customer_id from tenant.message m
    join tenant.conversation co on co.workspace_id = m.workspace_id and co.id = m.conversation_id where m.workspace_id = ${workspaceId} and m.id = ${messageId}`);
  const row = turn === undefined ? undefined : await lockCaseThatGoesOn(tx, workspaceId, turn.case_id);
  if (turn === undefined || row === undefined || row.conversation_id !== turn.conversation_id) return 'nobody';
  if (row.spam_at !== null || row.state !== 'open' || row.ball !== 'us' || row.unanswered_since === null) return 'nobody';
  const who = await whoWaits(tx, workspaceId, [turn.case_id, row.id]);
  if (who === undefined || who.blocked) return 'nobody';
  if (who.answer_at !== null) return 'answer_comes';
  // A time was told meanwhile, for a later message of the same turn: it holds for this one too.
  if ((await runningOfCase(tx, workspaceId, row.id)).some((one) => one.kind === 'reply')) return 'told';
  const time = await timeHere(here, row, who);
  const told = time === null ? null : toldNow(here, { messageId, why, turn, row, who, time });
  if (told === null) return 'nobody';
  await insertNewTime(tx, workspaceId, told);
  await putItem(tx, workspaceId, { kind: 'commitment', rowId: told.id, dueAt: told.dueAt + 1 });
  const changed: CaseFactsRow = { ...row, told_at: at, due_at: told.dueAt };
  await updateCases(tx, workspaceId, [changed]);
  await announce(here, told, changed, await deps.shown(tx, workspaceId, messageId));
  return 'told';
}

async function timeHere({ tx, workspaceId, at }: Here, row: CaseFactsRow, who: WaitingRow): Promise<ChannelTime | null> {
  const channel = (await channelTimes(tx, workspaceId, [who.channel_id], at)).get(who.channel_id);
  if (channel === undefined) return null;
  const { topic_id: topicId, queue_id: queueId, priority } = row;
  return timeFor(channel, { topicId, queueId, priority, tier: who.tier, locale: who.locale ?? channel.locale });
}

interface Telling {
  readonly messageId: string;
  readonly why: 'ended' | 'notYet';
  readonly turn: Turn;
  readonly row: CaseFactsRow;
  readonly who: WaitingRow;
  readonly time: ChannelTime;
}

/** Counted from now, which is when it is said. Null where no time can be told. */
function toldNow({ platform, at }: Here, { messageId, why, turn, row, who, time }: Telling): NewTimeRow | null {
  const { policy, calendar } = time;
  const compiled = compiledTime(time, at);
  if (policy === null || calendar === null || compiled === null || checkPolicy(policy, compiled, at) !== null) return null;
  const said = toldTime(time, { standingAt: tell(policy, compiled, at).dueAt, nowAt: at, compiled, readerZone: who.zone });
  const locale = who.locale ?? time.locale;
  const by = formatWhen({ at: said.dueAt, nowAt: at, zone: calendar.zone, locale, stored: true, readerZone: who.zone ?? undefined });
  return {
    id: platform.clock.newId<'commitment'>(),
    customerId: turn.customer_id,
    conversationId: row.conversation_id,
    caseId: row.id,
    messageId,
    channelId: who.channel_id,
    words: sayTimeInstead(why, { by, locale }),
    locale,
    toldAt: at,
    ...said,
    policyId: policy.id,
    policyVersion: policy.version,
    calendarId: policy.calendarId,
    calendarVersion: policy.calendarVersion,
    afterId: null,
  };
}

async function announce(here: Here, told: NewTimeRow, row: CaseFactsRow, message: Message): Promise<void> {
  const commitment = presentNewTime(told);
  await appendEvents(here, [
    {
      type: 'commitment.told',
      audience: message.audience,
      actor: 'system',
      conversationId: told.conversationId,
      caseId: told.caseId,
      channelId: told.channelId,
      subjectId: told.id,
      // The customer's screens show the words under their message from now on.
      payload: { commitment, case: await presentOne(here.tx, here.workspaceId, row), message, told: told.words },
    },
  ]);
}
