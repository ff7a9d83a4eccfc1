/**
 * What else lies around after two years: originals and their keys, events, deliveries, told times, files and work that is not
 * due yet, one or more for each seeded message. Written in SQL by a superuser in the shape the product writes, so that their tables count as large.
 */
import type pg from 'pg';

/** All in this month, so that one part of the tables cut by month is large. */
const lately = `date_trunc('month', clock_timestamp()) + (row_number() over (order by id)) * interval '1 second'`;

export async function seedLedger(admin: pg.Client, workspaceId: string, channelId: string): Promise<void> {
  const run = (text: string, ...values: unknown[]): Promise<unknown> => admin.query(text, [workspaceId, ...values]);
  await admin.query('set session_replication_role = replica');
  await run(
    `insert into tenant.inbound (workspace_id, id, received_at, channel_id, raw, size_bytes, state, settled_at)
     select workspace_id, id, ${lately}, channel_id, 'x'::bytea, 1, 'processed', received_at from tenant.message where workspace_id = $1`,
  );
  await run(
    `insert into tenant.inbound_key (workspace_id, channel_id, dedupe_key, inbound_id, received_at)
     select workspace_id, channel_id, id::text, id, received_at from tenant.message where workspace_id = $1`,
  );
  // Of a transaction long past: no reader of the stream takes them for news.
  await run(
    `insert into tenant.event (workspace_id, id, at, epoch, xid, type, audience, conversation_id, case_id, channel_id, subject_id, actor, payload, salt, digest)
     select workspace_id, gen_random_uuid(), ${lately}, 1, '3'::xid8, 'message.received', 'everyone', conversation_id, case_id, channel_id, id, 'system', '{}', ''::bytea, sha256('{}')
     from tenant.message where workspace_id = $1`,
  );
  await run(
    `insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at, settled_at)
     select workspace_id, gen_random_uuid(), id, conversation_id, channel_id, 'reply', 'customer@example.test', 'sent', 1, received_at, received_at
     from tenant.message where workspace_id = $1`,
  );
  await run(
    `insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis,
       policy_id, policy_version, calendar_id, calendar_version, ending, ended_at)
     select m.workspace_id, gen_random_uuid(), co.customer_id, m.conversation_id, m.case_id, m.id, $2, 'reply', 'We''ll reply by 17:00.', 'en', 'acknowledgement',
       m.received_at, m.received_at + interval '1 day', 'policy', p.id, p.version, p.calendar_id, 1, 'kept', m.received_at + interval '1 hour'
     from tenant.message m join tenant.conversation co on co.workspace_id = m.workspace_id and co.id = m.conversation_id
     cross join lateral (select id, version, calendar_id from tenant.commitment_policy where workspace_id = m.workspace_id limit 1) p where m.workspace_id = $1`,
    channelId,
  );
  await run(
    `insert into tenant.attachment (workspace_id, id, conversation_id, message_id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, scan_state, created_at)
     select workspace_id, gen_random_uuid(), conversation_id, id, 'seed', 'photo.jpg', 'image/jpeg', 1, sha256(''), 'seed', false, 'none', received_at
     from tenant.message where workspace_id = $1`,
  );
  await run(
    `insert into work.item (kind, workspace_id, row_id, due_at)
     select 'commitment', workspace_id, id, '2030-01-01'::timestamptz from tenant.commitment where workspace_id = $1`,
  );
  await admin.query('set session_replication_role = origin');
  await admin.query('vacuum analyze');
}
