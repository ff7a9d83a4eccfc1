/**
 * What changed? Every change appends its events in its own transaction; screens, webhooks, metrics and the audit seal read them.
 */
import { randomBytes } from 'node:crypto';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { EventType } from '@meanwhile/wire/stream.ts';
import { sql, type RawBuilder } from 'kysely';
import { iso } from '../db/instant.ts';
import { columnOf } from '../db/save-rows.ts';
import { hot } from '../db/transaction.ts';
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
  /** Where something else of the same transaction points to it. */
  readonly id?: string;
}

const saltBytes = 16;

type AppendHere = Pick<Here, 'tx' | 'workspaceId'> & { readonly platform: Pick<Platform, 'clock' | 'epoch'> };

/** One statement for any number of events, in the order given. */
export async function appendEvents(here: AppendHere & Pick<Here, 'at'>, events: readonly NewEvent[]): Promise<void> {
  if (events.length > 0) await append(here, events, { at: sql`${iso(here.at)}::timestamptz`, column: sql``, name: sql`` });
}

/** A history written afterwards: each event carries the instant it tells of. The months must be there (`tenant.ensure_month`). */
export async function appendHistory(here: AppendHere, events: readonly (NewEvent & { readonly at: Instant })[]): Promise<void> {
  if (events.length === 0) return;
  const instants = sql`, unnest(${columnOf(events.map((event) => iso(event.at)))}::timestamptz[])`;
  await append(here, events, { at: sql`e.at`, column: instants, name: sql`, at` });
}

/** Where the instant of a row comes from: one for all of them, or a column beside theirs. */
interface Told {
  readonly at: RawBuilder<unknown>;
  readonly column: RawBuilder<unknown>;
  readonly name: RawBuilder<unknown>;
}

async function append({ tx, workspaceId, platform }: AppendHere, events: readonly NewEvent[], told: Told): Promise<void> {
  const rows = rowsOf(platform, events);
  const column = (name: Exclude<keyof (typeof rows)[number], 'payload'>): string | null => columnOf(rows.map((row) => row[name]));
  // Payloads as lines: JSON has no line break of its own. Neither they nor the rows around them are taken apart on the way.
  await tx.run(
    hot(sql`
    insert into tenant.event (workspace_id, id, at, epoch, type, audience, conversation_id, case_id, channel_id, subject_id, member_id, actor, payload, salt, digest)
    select ${workspaceId}::uuid, e.id, ${told.at}, ${platform.epoch}::int, e.type, e.audience, e.conversation_id, e.case_id, e.channel_id, e.subject_id,
      e.member_id, e.actor, e.payload::json, decode(e.salt, 'hex'), sha256(decode(e.salt, 'hex') || convert_to(e.payload, 'UTF8'))
    from rows from (
      unnest(${column('id')}::uuid[], ${column('type')}::text[], ${column('audience')}::text[], ${column('conversation_id')}::uuid[], ${column('case_id')}::uuid[],
        ${column('channel_id')}::uuid[], ${column('subject_id')}::uuid[], ${column('member_id')}::uuid[], ${column('actor')}::text[], ${column('salt')}::text[]),
      string_to_table(${rows.map((row) => JSON.stringify(row.payload)).join('\n')}, E'\\n')${told.column}
    ) as e (id, type, audience, conversation_id, case_id, channel_id, subject_id, member_id, actor, salt, payload${told.name})`),
  );
}

function rowsOf(platform: AppendHere['platform'], events: readonly NewEvent[]) {
  const salts = randomBytes(saltBytes * events.length).toString('hex');
  return events.map((event, index) => ({
    id: event.id ?? (platform.clock.newId<'event'>() as string),
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
}
