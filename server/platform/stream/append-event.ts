/**
 * What changed? Every change appends its events in its own transaction; screens, webhooks, metrics and the audit seal read them.
 */
import { randomBytes } from 'node:crypto';
import type { EventType } from '@meanwhile/wire/stream.ts';
import { sql } from 'kysely';
import { iso } from '../db/instant.ts';
import { insertRows } from '../db/save-rows.ts';
import type { Here } from '../here.ts';
import type { Platform } from '../platform.ts';

export interface NewEvent {
  readonly type: EventType;
  /** `everyone`: the customer may see it too. `desk`: members. `member`: one member only. */
  readonly audience: 'everyone' | 'desk' | 'member';
  /** `member:<id>`, `token:<id>`, `visitor:<id>`, `customer:<id>` or `system`. */
  readonly actor: string;
  readonly conversationId?: string | null;
  readonly caseId?: string | null;
  readonly channelId?: string | null;
  readonly subjectId?: string | null;
  readonly memberId?: string | null;
  readonly payload: Record<string, unknown>;
}

const saltBytes = 16;

/** One statement for any number of events, in the order given. */
export async function appendEvents(
  here: Pick<Here, 'tx' | 'workspaceId' | 'at'> & { readonly platform: Pick<Platform, 'clock' | 'epoch'> },
  events: readonly NewEvent[],
): Promise<void> {
  const { tx, workspaceId, at, platform } = here;
  if (events.length === 0) return;
  const salts = randomBytes(saltBytes * events.length).toString('hex');
  const rows = events.map((event, index) => ({
    id: platform.clock.newId<'event'>() as string,
    type: event.type as string,
    audience: event.audience as string,
    conversation_id: event.conversationId ?? null,
    case_id: event.caseId ?? null,
    channel_id: event.channelId ?? null,
    subject_id: event.subjectId ?? null,
    member_id: event.memberId ?? null,
    actor: event.actor,
    payload: event.payload,
    salt: salts.slice(index * saltBytes * 2, (index + 1) * saltBytes * 2),
  }));
  await insertRows(
    tx,
    rows,
    (json) => sql`
    insert into tenant.event (workspace_id, id, at, epoch, type, audience, conversation_id, case_id, channel_id, subject_id, member_id, actor, payload, salt, digest)
    select ${workspaceId}::uuid, e.id, ${iso(at)}::timestamptz, ${platform.epoch}::int, e.type, e.audience, e.conversation_id, e.case_id, e.channel_id, e.subject_id,
      e.member_id, e.actor, e.payload, decode(e.salt, 'hex'), sha256(decode(e.salt, 'hex') || convert_to(e.payload::text, 'UTF8'))
    from jsonb_to_recordset(${json}::jsonb) as e (id uuid, type text, audience text, conversation_id uuid, case_id uuid, channel_id uuid,
      subject_id uuid, member_id uuid, actor text, payload jsonb, salt text)`,
  );
}
