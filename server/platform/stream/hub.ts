/**
 * Which sockets hear about which events? One reader per process follows the log of all workspaces and hands each event to the
 * subscribers that may see it. The cursor is a database snapshot: "everything that was not visible in it", so nothing is missed while a
 * foreign transaction stays open, and nothing waits for it. It decides no rights itself: each subscriber brings its own test.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { StreamEvent } from '@meanwhile/wire/stream.ts';
import { sql } from 'kysely';
import { pause } from '../clock/pause.ts';
import { acrossWorkspaces, type Transaction } from '../db/transaction.ts';
import type { Platform } from '../platform.ts';
import { createSubscribers } from './subscribers.ts';

export interface HubEvent {
  readonly workspaceId: string;
  readonly audience: 'everyone' | 'desk' | 'member' | 'internal';
  readonly memberId: string | null;
  readonly wire: Omit<StreamEvent, 'cursor' | 'payload'>;
  /** Parsed when first asked for: most events are heard by nobody. */
  payload(): Record<string, unknown>;
  /** The event as JSON without its closing brace, made once for all sockets. */
  json(): string;
}

export interface Subscriber {
  readonly workspaceId: string;
  /** Narrows the fan-out for customers; null = the whole workspace. May grow: see `watch`. */
  readonly conversationIds: Set<string> | null;
  /** Customers before their first message has made a conversation: their own events find them by actor. */
  readonly customerKey: string | null;
  may(event: HubEvent): boolean;
  deliver(events: readonly HubEvent[], cursor: string): void;
}

export interface Subscription {
  watch(conversationId: string): void;
  leave(): void;
}

export interface Hub {
  subscribe(subscriber: Subscriber): Subscription;
  /** The events after `cursor` that `subscriber` may see, or null when the gap is too wide or from another epoch: fetch anew. */
  catchUp(subscriber: Subscriber, cursor: string | null): Promise<{ events: HubEvent[]; cursor: string } | null>;
  cursor(): string;
  close(): Promise<void>;
}

interface EventRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly at: number;
  readonly type: StreamEvent['type'];
  readonly audience: HubEvent['audience'];
  readonly conversation_id: string | null;
  readonly case_id: string | null;
  readonly channel_id: string | null;
  readonly subject_id: string | null;
  readonly member_id: string | null;
  readonly actor: string;
  /** JSON as the database holds it. */
  readonly payload: string | null;
}

const gapMax = stepLimits.streamGapRows;
const readMax = stepLimits.streamRows;
const snapshotShape = /^\d{1,20}:\d{1,20}:[\d,]{0,3600}$/;

export async function createHub(platform: Platform): Promise<Hub> {
  const subscribers = createSubscribers();
  let snapshot = await acrossWorkspaces(platform.streamPool, currentSnapshot);
  let reading: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const dispatch = (events: HubEvent[]): void => {
    const parcels = subscribers.parcelsFor(events);
    const cursor = cursorOf(platform.epoch, snapshot);
    for (const [subscriber, parcel] of parcels) subscriber.deliver(parcel, cursor);
  };

  const readOnce = async (): Promise<void> => {
    if (subscribers.isEmpty()) {
      const now = await acrossWorkspaces(platform.streamPool, currentSnapshot);
      // Whoever came meanwhile was told the cursor from before, and is to hear what happened since.
      if (subscribers.isEmpty()) {
        snapshot = now;
        return;
      }
    }
    const { rows, next } = await acrossWorkspaces(platform.streamPool, async (tx) => {
      const found = await eventsSince(tx, snapshot, null, readMax);
      return { rows: found.rows, next: found.snapshot };
    });
    snapshot = next;
    if (rows.length > 0) dispatch(rows.map(toEvent));
  };

  const read = (): void => {
    again = true;
    reading ??= (async () => {
      while (again && !closed) {
        again = false;
        try {
          await readOnce();
        } catch (error) {
          platform.log.warn({ err: error }, 'the event log could not be read; trying again');
          await pause(200);
          again = true;
        }
      }
      reading = null;
    })();
  };
  const off = platform.bell.on('events', read);

  return {
    subscribe: (subscriber) => subscribers.enter(subscriber),
    async catchUp(subscriber, cursor) {
      const since = cursor === null ? null : snapshotOf(platform.epoch, cursor);
      if (since === null) return null;
      const found = await acrossWorkspaces(platform.streamPool, (tx) => eventsSince(tx, since, subscriber.workspaceId, gapMax + 1));
      if (found.rows.length > gapMax) return null;
      const begun = new Set<string>();
      const events = found.rows.map(toEvent).filter((event) => {
        const { conversationId, actor } = event.wire;
        const own =
          subscriber.conversationIds === null ||
          (conversationId !== null && (subscriber.conversationIds.has(conversationId) || begun.has(conversationId))) ||
          actor === subscriber.customerKey;
        if (!own || !subscriber.may(event)) return false;
        if (conversationId !== null && actor === subscriber.customerKey) begun.add(conversationId);
        return true;
      });
      return { events, cursor: cursorOf(platform.epoch, found.snapshot) };
    },
    cursor: () => cursorOf(platform.epoch, snapshot),
    async close() {
      closed = true;
      off();
      await reading;
    },
  };
}

/** The cursor of this moment: whoever follows the stream from it hears of everything a later read may not have seen. */
export async function streamCursor(tx: Transaction, epoch: number): Promise<string> {
  return cursorOf(epoch, await currentSnapshot(tx));
}

async function currentSnapshot(tx: Transaction): Promise<string> {
  const row = await tx.row(sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`);
  return row!.snapshot;
}

/** Everything visible now that was not visible in `since`; the new snapshot belongs to the very same statement. */
async function eventsSince(
  tx: Transaction,
  since: string,
  workspaceId: string | null,
  most: number,
): Promise<{ rows: EventRow[]; snapshot: string }> {
  const only = workspaceId === null ? sql`true` : sql`e.workspace_id = ${workspaceId}`;
  const found = await tx.rows(sql<EventRow & { snapshot: string }>`
    select s.snapshot, e.* from (select pg_current_snapshot()::text as snapshot) s left join lateral (
      select e.workspace_id, e.id, e.at, e.type, e.audience, e.conversation_id, e.case_id, e.channel_id, e.subject_id, e.member_id, e.actor, e.payload::text as payload
      from tenant.event e
      where e.xid >= pg_snapshot_xmin(${since}::pg_snapshot) and not pg_visible_in_snapshot(e.xid, ${since}::pg_snapshot) and ${only}
      order by e.xid, e.n limit ${most}
    ) e on true`);
  const rows = found.filter((row) => row.id !== null);
  // A cut read moves on only as far as it read; the rest comes with the next one. Cutting by row would lose rows of the same instant.
  if (workspaceId === null && rows.length === most) return eventsSince(tx, since, null, most * 4);
  return { rows, snapshot: found[0]!.snapshot };
}

function toEvent(row: EventRow): HubEvent {
  const wire = {
    id: row.id,
    type: row.type,
    at: new Date(row.at).toISOString(),
    conversationId: row.conversation_id,
    caseId: row.case_id,
    channelId: row.channel_id,
    subjectId: row.subject_id,
    actor: row.actor,
  };
  const text = row.payload ?? '{}';
  let payload: Record<string, unknown> | null = null;
  let json: string | null = null;
  return {
    workspaceId: row.workspace_id,
    audience: row.audience,
    memberId: row.member_id,
    wire,
    payload: () => (payload ??= JSON.parse(text) as Record<string, unknown>),
    json: () => (json ??= `${JSON.stringify(wire).slice(0, -1)},"payload":${text}`),
  };
}

/** Resume text: epoch and snapshot. A restore raises the epoch, so an older cursor asks for a fresh screen. */
function cursorOf(epoch: number, snapshot: string): string {
  return `${epoch}.${snapshot}`;
}

function snapshotOf(epoch: number, cursor: string): string | null {
  const dot = cursor.indexOf('.');
  const snapshot = cursor.slice(dot + 1);
  return cursor.slice(0, dot) === String(epoch) && snapshotShape.test(snapshot) ? snapshot : null;
}
