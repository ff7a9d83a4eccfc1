/**
 * A workspace with history, for measuring at size: written in SQL by the owner, in the shape the product itself writes. Texts are drawn from
 * a vocabulary with frequent, middling and rare words, so that search meets all of them.
 */
import type pg from 'pg';

export interface SeedSize {
  readonly cases: number;
  readonly messagesPerCase: number;
}

const frequent =
  "['order','parcel','invoice','delivery','return','refund','brake','lever','saddle','colour','size','address','payment','card','voucher','monday','tomorrow','broken','missing','late']";

/** `owner`: a superuser's connection. Half of the cases are resolved, a tenth waits for us; about as lively as a desk after two years. */
export async function seedHistory(
  owner: pg.Client,
  workspaceId: string,
  channelId: string,
  { cases, messagesPerCase }: SeedSize,
): Promise<void> {
  await owner.query(`select setseed(0.4711)`);
  // Bulk: foreign keys are true by construction, and one index build beats a million insertions into it.
  await owner.query(`set session_replication_role = replica`);
  await owner.query(`drop index tenant.search_document_words`);
  await owner.query(
    `select tenant.ensure_month(m) from generate_series('2024-01-01'::timestamptz, '2027-06-01'::timestamptz, interval '1 month') m`,
  );
  const base = `'2026-11-20 12:00+00'::timestamptz`;
  await owner.query(
    `create temp table seed_case as select g, gen_random_uuid() as customer_id, gen_random_uuid() as conversation_id, gen_random_uuid() as case_id,
      ${base} - (random() * interval '700 days') as opened_at, random() as dice from generate_series(1, $1::int) g`,
    [cases],
  );
  await owner.query(
    `insert into tenant.customer (workspace_id, id, name, created_at) select $1, customer_id, 'Customer ' || g, opened_at from seed_case`,
    [workspaceId],
  );
  await owner.query(
    `insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, proved_at, created_at)
     select $1, gen_random_uuid(), customer_id, 'email', 'customer' || g || '@example.test', 'channel', opened_at, opened_at from seed_case`,
    [workspaceId],
  );
  await owner.query(
    `insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at) select $1, conversation_id, customer_id, $2, opened_at from seed_case`,
    [workspaceId, messagesPerCase],
  );
  await owner.query(
    `insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, resolved_at, unanswered_since, unanswered_text, last_message_at, last_text, due_at, told_at, sort_at)
     select $1, case_id, g + 1000, conversation_id, $2, case when dice < 0.5 then 'resolved' else 'open' end, case when dice > 0.9 then 'us' else 'customer' end, opened_at, 'customer',
       case when dice < 0.5 then opened_at + interval '3 days' end, case when dice > 0.9 then opened_at end, case when dice > 0.9 then 'Where is my order?' end, opened_at + interval '2 days', 'Thank you',
       case when dice > 0.9 then opened_at + interval '1 day' end, case when dice > 0.9 then opened_at end, case when dice > 0.9 then opened_at + interval '1 day' else opened_at + interval '1002 days' end
     from seed_case`,
    [workspaceId, channelId],
  );
  await owner.query(
    `insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, text, received_at, audience)
     select $1, gen_random_uuid(), conversation_id, case_id, n, 'stored', case when n % 2 = 1 then 'customer' else 'automation' end, $2,
       (select string_agg(case when k < 20 then (array${frequent})[k + 1] else 'item' || k end, ' ') from (select floor(power(random(), 3) * 4020)::int as k from generate_series(1, 14 + (n + s.g) % 10)) x)
         || ' serial' || floor(random() * 200000)::int,
       opened_at + n * interval '5 hours', 'everyone'
     from seed_case s cross join generate_series(1, $3::int) n `,
    [workspaceId, channelId, messagesPerCase],
  );
  await owner.query(
    `insert into tenant.search_document (workspace_id, id, kind, case_id, conversation_id, at, tsv)
     select workspace_id, id, 'message', case_id, conversation_id, received_at, to_tsvector('simple', text) from tenant.message where workspace_id = $1`,
    [workspaceId],
  );
  await owner.query(`update tenant.workspace set next_case_number = $2 where workspace_id = $1`, [workspaceId, cases + 2000]);
  await owner.query(`set maintenance_work_mem = '512MB'`);
  await owner.query(`create index search_document_words on tenant.search_document using gin (workspace_id, tsv)`);
  await owner.query('drop table seed_case');
  await owner.query('vacuum analyze');
}
