/**
 * How long after their instant are times told judged, and how long until those who still wait are told new ones, when many fall due in the same
 * second among very many that do not? Seen from outside, in the database; the product runs in a process of its own with all its loops.
 */
import { testDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import pg from 'pg';
import { openStage } from './stage.ts';

export interface DueResult {
  /** Until 99 % of them were judged. */
  readonly judgedP99Ms: number;
  readonly judgedLastMs: number;
  /** Until the last of them was told a new time. */
  readonly toldLastMs: number;
}

/** `open`: how many run in all; `due` of them fall due in one instant. */
export async function measureDue({ open, due }: { readonly open: number; readonly due: number }): Promise<DueResult> {
  const database = await testDatabase({ durable: true });
  const stage = await openStage('child-server.ts', database);
  const owner = new pg.Client({ ...database.adminConfig, statement_timeout: 0 });
  await owner.connect();
  const dueAt = await seedOpen(owner, stage, { open, due });
  const lags = await watch(owner, { dueAt, due });
  await check(owner, due);
  await owner.end();
  await stage.close();
  await database.drop();
  return lags;
}

/** One waiting customer for each, in the shape the product writes. Gives the instant at which `due` of them fall due. */
async function seedOpen(
  owner: pg.Client,
  { workspaceId, messengerId }: { readonly workspaceId: string; readonly messengerId: string },
  { open, due }: { readonly open: number; readonly due: number },
): Promise<number> {
  const run = (text: string): Promise<unknown> => owner.query(text, [workspaceId, messengerId]);
  await owner.query('set session_replication_role = replica');
  await owner.query(
    `create temp table waiting as select g, gen_random_uuid() as customer_id, gen_random_uuid() as identity_id, gen_random_uuid() as conversation_id,
      gen_random_uuid() as case_id, gen_random_uuid() as message_id, gen_random_uuid() as commitment_id, clock_timestamp() - interval '2 hours' as asked_at,
      clock_timestamp() + interval '3 days' as due_at from generate_series(1, ${open}) g`,
  );
  await owner.query(`insert into tenant.customer (workspace_id, id, zone, created_at) select $1, customer_id, $2, asked_at from waiting`, [
    workspaceId,
    middayZone(new Date()),
  ]);
  await run(`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, proof, created_at)
    select $1, identity_id, customer_id, 'visitor', identity_id::text, 'channel', asked_at from waiting where $2 <> ''`);
  await run(
    `insert into tenant.conversation (workspace_id, id, customer_id, last_seq, created_at) select $1, conversation_id, customer_id, 1, asked_at from waiting where $2 <> ''`,
  );
  await run(`insert into tenant."case" (workspace_id, id, number, conversation_id, channel_id, state, ball, opened_at, opened_by, unanswered_since, unanswered_text, last_message_at,
      last_text, due_at, told_at, sort_at)
    select $1, case_id, g + 1000, conversation_id, $2, 'open', 'us', asked_at, 'customer', asked_at, 'Where is it?', asked_at, 'Where is it?', due_at, asked_at, due_at from waiting`);
  await run(`insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, identity_id, text, received_at, audience)
    select $1, message_id, conversation_id, case_id, 1, 'stored', 'customer', $2, identity_id, 'Where is it?', asked_at, 'everyone' from waiting`);
  await run(`insert into tenant.commitment (workspace_id, id, customer_id, conversation_id, case_id, message_id, channel_id, kind, words, locale, place, told_at, due_at, basis,
      policy_id, policy_version, calendar_id, calendar_version)
    select $1, commitment_id, customer_id, conversation_id, case_id, message_id, $2, 'reply', 'Reply by then', 'en', 'acknowledgement', asked_at, due_at, 'policy', p.id, p.version, p.calendar_id, 1
    from waiting cross join lateral (select id, version, calendar_id from tenant.commitment_policy where workspace_id = $1 order by version desc limit 1) p`);
  await owner.query('vacuum analyze');
  const { rows } = await owner.query<{ at: number }>(`select floor(extract(epoch from clock_timestamp()) * 1000 + 5000)::float8 as at`);
  const dueAt = rows[0]!.at;
  await owner.query(
    `update tenant.commitment set due_at = to_timestamp($1::float8 / 1000) where case_id in (select case_id from waiting where g <= $2)`,
    [dueAt, due],
  );
  await run(`insert into work.item (kind, workspace_id, row_id, due_at)
    select 'commitment', $1, id, due_at + interval '1 ms' from tenant.commitment where workspace_id = $1 and $2 <> ''`);
  await owner.query('set session_replication_role = origin');
  await owner.query(`select pg_notify('meanwhile_commitment', '')`);
  return dueAt;
}

/** Where it is about noon: at night a customer is told nothing, and the bench runs at any hour. */
function middayZone(now: Date): string {
  const west = now.getUTCHours() - 12;
  return `Etc/GMT${west < 0 ? '' : '+'}${west}`;
}

async function watch(owner: pg.Client, { dueAt, due }: { readonly dueAt: number; readonly due: number }): Promise<DueResult> {
  const sinceDueMs = (): number => Date.now() - dueAt;
  let [judgedP99Ms, judgedLastMs] = [Number.NaN, Number.NaN];
  for (;;) {
    const { rows } = await owner.query<{ left_to_judge: number; told: number }>(
      `select (select count(*)::int from work.item where kind = 'commitment' and due_at <= to_timestamp(($1::float8 + 1) / 1000)) as left_to_judge,
        (select count(*)::int from tenant.commitment where after_id is not null) as told`,
      [dueAt],
    );
    const { left_to_judge: left, told } = rows[0]!;
    const at = sinceDueMs();
    if (at > 0 && Number.isNaN(judgedP99Ms) && left <= due / 100) judgedP99Ms = at;
    if (at > 0 && Number.isNaN(judgedLastMs) && left === 0) judgedLastMs = at;
    if (told >= due) return { judgedP99Ms, judgedLastMs, toldLastMs: at };
    if (at > 600_000) throw new Error(`after ten minutes ${left} were not judged and ${told} of ${due} were told a new time`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Each broken at its own instant and followed by one new time that is said in one message; the others run on. */
async function check(owner: pg.Client, due: number): Promise<void> {
  const { rows } = await owner.query<{ broken: number; said: number }>(
    `select count(*) filter (where c.ending = 'broken' and c.ended_at = c.due_at)::int as broken,
      count(*) filter (where c.after_id is not null and exists (select 1 from tenant.message m where m.conversation_id = c.conversation_id and m.text = c.words))::int as said
     from tenant.commitment c`,
  );
  const { broken, said } = rows[0]!;
  if (broken !== due || said !== due) throw new Error(`of ${due}, ${broken} are broken at their instant and ${said} new times were said`);
}
