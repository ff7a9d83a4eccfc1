/**
 * Whom does what happened concern? Reads the event log in commit order from where it stopped, across all workspaces, and writes each concerned
 * member a notice. Begun anew after a restore; read twice, an event still tells each member once.
 */
import { mentionedIn } from '@meanwhile/core/notice/mentioned.ts';
import type { NoticeKind } from '@meanwhile/wire/notices.ts';
import { sql } from 'kysely';
import { acrossWorkspaces, inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { concernedBy, insertNotices, membersOf, type NewNotice } from './notice.store.ts';
import { planSending } from './plan-sending.ts';

const readMax = 500;

interface LoggedEvent {
  readonly workspace_id: string;
  readonly id: string;
  readonly xid: string;
  readonly n: string;
  readonly type: string;
  readonly case_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly payload: {
    readonly note?: { readonly text?: string };
    readonly case?: { readonly assignee?: { readonly id: string } | null };
  } | null;
}

/** One round for a loop; gives how many events it read. One process at a time; another finds the place taken and does nothing. */
export function readNoticeLog(platform: Platform): Promise<number> {
  return acrossWorkspaces(platform.workPool, async (tx) => {
    const place = await tx.row(sql<{ notice_epoch: number | null; notice_xid: string | null; notice_n: string | null }>`
      select notice_epoch, notice_xid::text as notice_xid, notice_n::text as notice_n from directory.installation for update skip locked`);
    if (place === undefined) return 0;
    if (place.notice_epoch !== platform.epoch || place.notice_xid === null || place.notice_n === null) {
      await tx.run(sql`
        update directory.installation set notice_epoch = ${platform.epoch}, notice_xid = pg_snapshot_xmin(pg_current_snapshot()), notice_n = 0`);
      return 0;
    }
    const events = await acrossWorkspaces(platform.streamPool, (reader) => eventsAfter(reader, place.notice_xid!, place.notice_n!));
    const last = events.at(-1);
    if (last === undefined) return 0;
    for (const [workspaceId, own] of Map.groupBy(events, (event) => event.workspace_id)) await tell(platform, workspaceId, own);
    await tx.run(sql`update directory.installation set notice_xid = ${last.xid}::xid8, notice_n = ${last.n}::bigint`);
    return events.length === readMax ? events.length : 0;
  });
}

function eventsAfter(tx: Transaction, xid: string, n: string): Promise<LoggedEvent[]> {
  return tx.rows(sql<LoggedEvent>`
    select workspace_id, id, xid::text as xid, n::text as n, type, case_id, subject_id, actor,
      jsonb_build_object('note', payload -> 'note', 'case', payload -> 'case') as payload from tenant.event
    where (xid, n) > (${xid}::xid8, ${n}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, n limit ${readMax}`);
}

const concerning = new Set(['note.added', 'case.assigned', 'message.received']);

async function tell(platform: Platform, workspaceId: string, events: readonly LoggedEvent[]): Promise<void> {
  const told = events.filter((event) => concerning.has(event.type) && event.case_id !== null);
  if (told.length === 0) return;
  const at = platform.clock.nowAt();
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const rows: NewNotice[] = [];
    for (const event of told) rows.push(...(await noticesOf(platform, tx, event)));
    const made = await insertNotices(tx, workspaceId, rows, at);
    if (made.length === 0) return;
    await planSending({ tx, platform, workspaceId, at }, made);
    await appendEvents(
      { tx, platform, workspaceId, at },
      made.map((one) => ({
        type: 'notice.added',
        audience: 'member',
        actor: 'system',
        memberId: one.member_id,
        caseId: one.case_id,
        subjectId: one.id,
        payload: { kind: one.kind },
      })),
    );
    platform.bell.ringWithin(tx, 'events');
  });
  platform.bell.ring('events');
}

async function noticesOf(platform: Platform, tx: Transaction, event: LoggedEvent): Promise<NewNotice[]> {
  const workspaceId = event.workspace_id;
  const actorId = /^member:(.+)$/.exec(event.actor)?.[1] ?? null;
  const kinds = new Map<string, NoticeKind>();
  const { assigneeId, followerIds } = await concernedBy(tx, workspaceId, event.case_id!);
  const all = [...(assigneeId === null ? [] : [assigneeId]), ...followerIds];
  if (event.type === 'message.received') for (const memberId of all) kinds.set(memberId, 'customer_wrote');
  if (event.type === 'case.assigned') {
    const given = event.payload?.case?.assignee?.id;
    if (given !== undefined) kinds.set(given, 'assigned');
  }
  if (event.type === 'note.added') {
    for (const memberId of all) kinds.set(memberId, 'noted');
    // What was said to somebody by name is more than news in their case.
    for (const { id } of mentionedIn(event.payload?.note?.text ?? '', await membersOf(tx, workspaceId))) kinds.set(id, 'mentioned');
  }
  // Nobody is told of what they did themselves.
  if (actorId !== null) kinds.delete(actorId);
  return [...kinds].map(([memberId, kind]) => ({
    id: platform.clock.newId<'notice'>(),
    member_id: memberId,
    kind,
    case_id: event.case_id!,
    event_id: event.id,
    subject_id: event.type === 'case.assigned' ? null : event.subject_id,
    actor_id: actorId,
  }));
}
