/**
 * What has run out? Commitments whose instant has passed are judged: broken at exactly that instant, whenever we come to look. The case
 * stays where it is; only its ledger entry ends. Whoever still waits is told a new time by `new-time.ts`.
 */
import { judge } from '@meanwhile/core/commitment/ending.ts';
import { sql } from 'kysely';
import { dueItems, putItems } from '../platform/jobs/work-item.ts';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents, type NewEvent } from '../platform/stream/append-event.ts';
import { dropEnded, endCommitments } from './ending.store.ts';
import { newTimeKind } from './new-time.ts';

/** An answer of these seconds says more than a new time would; and whatever falls due together is judged first. */
export const afterBreachMs = 2_000;

interface Row {
  readonly id: string;
  readonly conversation_id: string;
  readonly case_id: string;
  readonly channel_id: string;
  readonly message_id: string;
  readonly kind: 'reply' | 'promise';
  readonly due_at: number;
  readonly answered_at: number | null;
}

export async function judgeDue(platform: Platform, most = 200): Promise<number> {
  const at = platform.clock.nowAt();
  const count = await acrossWorkspaces(platform.workPool, async (tx) => {
    let settled = 0;
    const items = await dueItems(tx, 'commitment', at, most);
    for (const [workspaceId, own] of Map.groupBy(items, (item) => item.workspace_id)) {
      await tx.enter(workspaceId);
      settled += await judgeOwn(
        { platform, tx, workspaceId, at },
        own.map((item) => item.row_id),
      );
    }
    if (settled > 0) platform.bell.ringWithin(tx, 'events', 'commitment');
    return settled;
  });
  if (count > 0) platform.bell.ring('events', 'commitment');
  return count;
}

/** How many were settled here; what another transaction is just ending is left to it. */
async function judgeOwn(here: Here, ids: readonly string[]): Promise<number> {
  const { platform, tx, workspaceId, at } = here;
  const rows = await openRows(here, ids);
  const verdicts = rows.flatMap((row) => {
    const verdict = judge({ dueAt: row.due_at }, { firstAnswerAt: row.answered_at, release: null }, at);
    return verdict.ending === 'kept' || verdict.ending === 'broken' ? [{ row, ending: verdict.ending, endedAt: verdict.endedAt }] : [];
  });
  await endCommitments(
    tx,
    workspaceId,
    verdicts.map(({ row, ending, endedAt }) => ({ id: row.id, ending, endedAt })),
  );
  await putItems(tx, workspaceId, {
    kind: newTimeKind,
    // A promise is followed by a person: whether what was promised was done all the same, only they know.
    rowIds: verdicts
      .filter(({ ending, row }) => ending === 'broken' && row.kind === 'reply' && row.due_at > (platform.restoredAt ?? 0))
      .map(({ row }) => row.id),
    dueAt: at + afterBreachMs,
  });
  const settled = await dropEnded(tx, workspaceId, ids);
  await appendEvents(here, verdicts.map(endedEvent));
  return settled;
}

/** First public answer of a person after the turn, in the same matter; the answer itself has usually ended the commitment already. */
function openRows({ tx, workspaceId }: Here, ids: readonly string[]): Promise<Row[]> {
  return tx.rows(sql<Row>`
    select c.id, c.conversation_id, c.case_id, c.channel_id, c.message_id, c.kind, c.due_at,
      (select min(m.received_at) from tenant.message m join tenant."case" ac on ac.workspace_id = m.workspace_id and ac.id = m.case_id
        where m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id and m.author_kind = 'agent' and m.state = 'stored' and m.received_at > c.told_at
          and coalesce(ac.merged_into_id, ac.id) = coalesce(tc.merged_into_id, tc.id)) as answered_at
    from tenant.commitment c
    join tenant.message turn on turn.workspace_id = c.workspace_id and turn.id = c.message_id
    join tenant."case" tc on tc.workspace_id = c.workspace_id and tc.id = turn.case_id
    where c.workspace_id = ${workspaceId} and c.id = any(${ids}::uuid[]) and c.ending is null for update of c skip locked`);
}

function endedEvent({ row, ending, endedAt }: { row: Row; ending: 'kept' | 'broken'; endedAt: number }): NewEvent {
  return {
    type: ending === 'kept' ? 'commitment.kept' : 'commitment.broken',
    audience: 'desk',
    actor: 'system',
    conversationId: row.conversation_id,
    caseId: row.case_id,
    channelId: row.channel_id,
    subjectId: row.id,
    payload: { commitmentId: row.id, ending, endedAt: iso(endedAt) },
  };
}
