/**
 * Whom does what happened concern? Reads what became visible in the event log since it last looked, across all workspaces, and writes each concerned
 * member a notice. Begun anew after a restore; read twice, an event still tells each member once.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { secondMs } from '@meanwhile/core/kernel/instant.ts';
import { mentionedIn } from '@meanwhile/core/notice/mentioned.ts';
import type { NoticeKind } from '@meanwhile/wire/notices.ts';
import { sql } from 'kysely';
import { pause } from '../platform/clock/pause.ts';
import { acrossWorkspaces, inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { readSince } from '../platform/stream/read-since.ts';
import { concernedBy, insertNotices, membersOf, supervisorsOf, type Concerned, type NewNotice } from './notice.store.ts';
import { planSending } from './plan-sending.ts';

const readMax = stepLimits.logRows;

interface LoggedEvent {
  readonly workspace_id: string;
  readonly id: string;
  readonly type: string;
  readonly case_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly payload: {
    readonly note?: { readonly text?: string };
    readonly case?: { readonly assignee?: { readonly id: string } | null };
  } | null;
}

/** With nothing to tell, the place is saved no oftener: what is read again is little, and the busiest row stays still. */
const saveEveryMs = 10 * secondMs;
/** Rings that come in meanwhile are one look: at a thousand messages a second the log would else be read ten times in it. */
const gatherMs = 500;

interface LogPlace {
  readonly notice_epoch: number | null;
  readonly notice_snapshot: string | null;
}

/**
 * A round for a loop; it gives 0: everything there was is read. Each workspace is told in a transaction of its own, and the place moves on after
 * them; who reads the same once more, after a crash or in a second process, finds each member told already.
 */
export function createNoticeReader(platform: Platform): () => Promise<number> {
  let savedAt = 0;
  return async () => {
    await pause(gatherMs);
    const before = await acrossWorkspaces(platform.workPool, placeIn);
    const since = before?.notice_epoch === platform.epoch ? before.notice_snapshot : null;
    const { events, snapshot } = await acrossWorkspaces(platform.streamPool, (reader) =>
      readSince<LoggedEvent>(reader, { since, columns, where: concerns, most: readMax }),
    );
    const nowAt = platform.clock.machineNowAt();
    if (since !== null && events.length === 0 && nowAt - savedAt < saveEveryMs) return 0;
    for (const [workspaceId, own] of Map.groupBy(events, (event) => event.workspace_id)) await tell(platform, workspaceId, own);
    await acrossWorkspaces(platform.workPool, (tx) =>
      tx.run(sql`update directory.installation set notice_epoch = ${platform.epoch}, notice_snapshot = ${snapshot}
        where notice_snapshot is not distinct from ${before?.notice_snapshot ?? null}`),
    );
    savedAt = nowAt;
    return 0;
  };
}

function placeIn(tx: Transaction): Promise<LogPlace | undefined> {
  return tx.row(sql<LogPlace>`select notice_epoch, notice_snapshot from directory.installation`);
}

const concerning = ['note.added', 'case.assigned', 'message.received', 'case.urgent'];

const columns = sql`workspace_id, id, type, case_id, subject_id, actor,
  case when type <> 'message.received' then json_build_object('note', payload -> 'note', 'case', payload -> 'case') end as payload`;
const concerns = sql`type = any(${concerning}::text[]) and case_id is not null`;

async function tell(platform: Platform, workspaceId: string, events: readonly LoggedEvent[]): Promise<void> {
  const at = platform.clock.nowAt();
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const concerned = await concernedBy(tx, workspaceId, [...new Set(events.map((event) => event.case_id!))]);
    const members = events.some((event) => event.type === 'note.added') ? await membersOf(tx, workspaceId) : [];
    const supervisorIds = events.some((event) => event.type === 'case.urgent') ? await supervisorsOf(tx, workspaceId) : [];
    const rows = events.flatMap((event) =>
      noticesOf(platform, event, { ...(concerned.get(event.case_id!) ?? nobody), members, supervisorIds }),
    );
    if ((await addNotices({ tx, platform, workspaceId, at }, rows)) === 0) return;
    platform.bell.ringWithin(tx, 'events');
  });
  platform.bell.ring('events');
}

/** Writes notices, plans how they leave the house and tells the screens; gives how many are new. Whoever calls rings `events` after the commit. */
export async function addNotices(here: Here, rows: readonly NewNotice[]): Promise<number> {
  if (rows.length === 0) return 0;
  const made = await insertNotices(here.tx, here.workspaceId, rows, here.at);
  if (made.length === 0) return 0;
  await planSending(here, made);
  await appendEvents(
    here,
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
  return made.length;
}

/** Of a channel, by the event that says what happened to it. */
export async function tellSupervisors(
  here: Here,
  { kind, channelId, eventId }: { readonly kind: 'account' | 'channel'; readonly channelId: string; readonly eventId: string },
): Promise<void> {
  const memberIds = await supervisorsOf(here.tx, here.workspaceId);
  await addNotices(
    here,
    memberIds.map((member_id) => ({
      id: here.platform.clock.newId<'notice'>(),
      member_id,
      kind,
      case_id: null,
      channel_id: channelId,
      event_id: eventId,
      subject_id: null,
      actor_id: null,
    })),
  );
}

const nobody: Concerned = { assigneeId: null, followerIds: [] };

interface Told extends Concerned {
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly supervisorIds: readonly string[];
}

function noticesOf(platform: Platform, event: LoggedEvent, { assigneeId, followerIds, members, supervisorIds }: Told): NewNotice[] {
  const actorId = /^member:(.+)$/.exec(event.actor)?.[1] ?? null;
  const kinds = new Map<string, NoticeKind>();
  const all = [...(assigneeId === null ? [] : [assigneeId]), ...followerIds];
  if (event.type === 'message.received') for (const memberId of all) kinds.set(memberId, 'customer_wrote');
  if (event.type === 'case.assigned') {
    const given = event.payload?.case?.assignee?.id;
    if (given !== undefined) kinds.set(given, 'assigned');
  }
  if (event.type === 'note.added') {
    for (const memberId of all) kinds.set(memberId, 'noted');
    // What was said to somebody by name is more than news in their case.
    for (const { id } of mentionedIn(event.payload?.note?.text ?? '', members)) kinds.set(id, 'mentioned');
  }
  if (event.type === 'case.urgent') for (const memberId of supervisorIds) kinds.set(memberId, 'urgent');
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
