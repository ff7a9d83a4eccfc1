/**
 * A time a person promised in an answer: when the answer goes out it enters the ledger with the words that stand in it. Which answer keeps it, and
 * when it is broken, is decided as for every other time told (`due.ts`, `server/reply/release.ts`).
 */
import type { CommitmentRecord } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import type { Here } from '../platform/here.ts';
import { putItem } from '../platform/jobs/work-item.ts';
import { customerFacts } from './case-time.ts';
import { presentCommitment } from './present-commitment.ts';

export interface PromiseMade {
  /** The answer it stands in, which goes out now. */
  readonly messageId: string;
  readonly conversationId: string;
  readonly caseId: string;
  readonly channelId: string;
  readonly words: string;
  readonly dueAt: number;
}

/** Under the conversation's lock, once the answer has its place. A promise whose instant has passed by then is told, and missed. */
export async function tellPromise({ platform, tx, workspaceId, at }: Here, made: PromiseMade): Promise<CommitmentRecord> {
  const id: string = platform.clock.newId<'commitment'>();
  const place = await tx.row(sql<{ customer_id: string; locale: string }>`
    select co.customer_id, w.locale from tenant.conversation co join tenant.workspace w on w.workspace_id = co.workspace_id
    where co.workspace_id = ${workspaceId} and co.id = ${made.conversationId}`);
  if (place === undefined) throw new Error(`conversation ${made.conversationId} is missing`);
  const locale = (await customerFacts({ tx, workspaceId }, made.conversationId)).locale ?? place.locale;
  await tx.run(sql`
    insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis)
    values (${workspaceId}, ${id}, ${place.customer_id}, ${made.conversationId}, ${made.caseId}, ${made.messageId}, ${made.channelId}, 'promise', ${made.words},
      ${locale}, 'thread', ${iso(at)}, ${iso(made.dueAt)}, 'agent')`);
  // Judged by instants: the first at which it can be broken.
  await putItem(tx, workspaceId, { kind: 'commitment', rowId: id, dueAt: Math.max(at, made.dueAt) + 1 });
  return presentCommitment({
    id,
    conversation_id: made.conversationId,
    case_id: made.caseId,
    message_id: made.messageId,
    channel_id: made.channelId,
    kind: 'promise',
    words: made.words,
    locale,
    place: 'thread',
    told_at: at,
    due_at: made.dueAt,
    basis: 'agent',
    policy_id: null,
    policy_version: null,
    ending: null,
    ended_at: null,
    after_id: null,
  });
}
