/**
 * Does what is there agree with what was said? Compares the history, the mail sink and the database, read in the application's role behind
 * its walls and once through the API. Gives every disagreement in words; an empty list means the invariants V1, V2, V4, V5 and V9 held.
 */
import type pg from 'pg';
import { readSink, type SunkMail } from './mail-sink.ts';
import { operationsOf, readHistory, type Operation } from './recorder.ts';
import { withClient, type Stage } from './stage.ts';

export interface Checked {
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** Deliveries whose process or database died between `sending` and the ending. */
  readonly lostSends: ReadonlySet<string>;
}

interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number | null;
  readonly state: string;
  readonly author_kind: string;
  readonly automatic: boolean;
  readonly text: string;
  readonly mail_message_id: string | null;
}

interface DeliveryRow {
  readonly id: string;
  readonly message_id: string;
  readonly kind: string;
  readonly state: string;
  readonly recipient: string;
  readonly code: string | null;
  readonly channel_type: string;
  readonly ending_count: number;
}

interface Facts {
  readonly operations: readonly Operation[];
  readonly mails: readonly SunkMail[];
  readonly messages: readonly MessageRow[];
  readonly deliveries: readonly DeliveryRow[];
  /** How many times a conversation was told one. */
  readonly timesTold: ReadonlyMap<string, number>;
}

export async function check(stage: Stage, historyFile: string): Promise<Checked> {
  const problems: string[] = [];
  const counts: Record<string, number> = {};
  const lostSends = await withClient(stage.database.configFor('app'), async (app) => {
    await app.query(`begin; set local meanwhile.workspace = '${stage.workspaceId}'`);
    const facts: Facts = {
      operations: operationsOf(readHistory(historyFile)),
      mails: readSink(stage.sink.file),
      messages: await messages(app),
      deliveries: await deliveries(app),
      timesTold: await timesTold(app),
    };
    problems.push(
      ...keptOnce(facts),
      ...inOrder(facts),
      ...sentOnce(facts),
      ...(await conversationsGapless(app)),
      ...(await timesJudged(app)),
      ...(await nothingWaits(app)),
      ...(await loggedOnce(app)),
      ...(await nothingAside(app)),
    );
    problems.push(...(await visibleByApi(stage, facts.messages)));
    Object.assign(counts, await countAll(app, facts));
    await app.query('commit');
    return new Set(facts.deliveries.filter((delivery) => delivery.code === 'lost').map((delivery) => delivery.id));
  });
  return { problems, counts, lostSends };
}

async function messages(app: pg.Client): Promise<MessageRow[]> {
  return (
    await app.query<MessageRow>(
      'select id, conversation_id, seq, state, author_kind, automatic, text, mail_message_id from tenant.message order by conversation_id, seq',
    )
  ).rows;
}

async function deliveries(app: pg.Client): Promise<DeliveryRow[]> {
  const { rows } = await app.query<DeliveryRow>(`
    select d.id, d.message_id, d.kind, d.state, d.recipient, d.outcome ->> 'code' as code, c.type as channel_type,
      coalesce(ends.n, 0) as ending_count
    from tenant.delivery d join tenant.channel c on c.id = d.channel_id
    left join (select subject_id, count(*)::int as n from tenant.event where type = 'delivery.changed'
      and payload #>> '{delivery,state}' not in ('queued', 'sending') group by subject_id) ends on ends.subject_id = d.id`);
  return rows;
}

const keyOf = (text: string): string | null => /^(?:message|mail|reply)-[0-9a-f-]{36}\b/.exec(text)?.[0] ?? null;

/** V1 and V2: acknowledged is there once under the id that was told, refused is not there, unknown is there at most once. */
function keptOnce({ operations, messages: rows }: Facts): string[] {
  const byKey = Map.groupBy(
    rows.filter((row) => keyOf(row.text) !== null),
    (row) => keyOf(row.text)!,
  );
  const problems: string[] = [];
  for (const { key, result, ids } of operations) {
    const found = byKey.get(key) ?? [];
    if (result === 'ok' && found.length === 0) problems.push(`lost: ${key} was acknowledged and is not there`);
    if (result === 'failed' && found.length > 0) problems.push(`kept although refused: ${key}`);
    if (found.length > 1) problems.push(`doubled: ${key} is there ${found.length} times`);
    if (ids.length > 1) problems.push(`doubled: ${key} was acknowledged under ${ids.length} ids`);
    if (ids.length === 1 && found.length === 1 && found[0]!.id !== ids[0])
      problems.push(`another id: ${key} was acknowledged as ${ids[0]!} and is ${found[0]!.id}`);
  }
  const known = new Set(operations.map((operation) => operation.key));
  for (const key of byKey.keys()) if (!known.has(key)) problems.push(`out of nowhere: ${key}`);
  return problems;
}

/** V4: what one sender wrote stands in the order it was written; each of these senders waits for an answer before the next. */
function inOrder({ operations, messages: rows }: Facts): string[] {
  const numbers = new Map(operations.map((operation) => [operation.key, operation]));
  const problems: string[] = [];
  for (const own of Map.groupBy(
    rows.filter((row) => row.author_kind === 'customer'),
    (row) => row.conversation_id,
  ).values()) {
    let last = 0;
    for (const row of own) {
      const operation = numbers.get(keyOf(row.text) ?? '');
      // Given up after silence: it may have been stored behind the next one.
      if (operation === undefined || operation.result !== 'ok') continue;
      if (operation.n < last)
        problems.push(`out of order: ${operation.key}, number ${operation.n} of ${operation.sender}, stands behind number ${last}`);
      last = Math.max(last, operation.n);
    }
  }
  return problems;
}

/** V2 outside: a mail goes out at most once, `sent` means that it did, and every attempt is ended once. */
function sentOnce({ mails, messages: rows, deliveries: all, timesTold }: Facts): string[] {
  const problems: string[] = [];
  const once = (what: string, groups: Map<string, SunkMail[]>): void => {
    for (const [key, own] of groups) if (own.length > 1) problems.push(`sent ${own.length} times: ${what} ${key}`);
  };
  once(
    'Message-ID',
    Map.groupBy(mails, (mail) => `${mail.messageId} to ${mail.recipient}`),
  );
  once(
    'reply',
    Map.groupBy(
      mails.filter((mail) => mail.key !== null),
      (mail) => `${mail.key!} to ${mail.recipient}`,
    ),
  );
  problems.push(...toldOnce(mails, rows, timesTold));
  const out = new Set(mails.map((mail) => mail.messageId));
  const messageOf = new Map(rows.map((row) => [row.id, row]));
  for (const delivery of all) {
    if (delivery.ending_count > 1) problems.push(`ended ${delivery.ending_count} times: delivery ${delivery.id}`);
    if (delivery.state === 'queued' || delivery.state === 'sending') problems.push(`stuck: delivery ${delivery.id} is ${delivery.state}`);
    if (delivery.channel_type !== 'email') continue;
    const left = out.has(messageOf.get(delivery.message_id)?.mail_message_id ?? '');
    if (delivery.state === 'sent' && !left) problems.push(`never sent: delivery ${delivery.id} is called sent`);
    if (delivery.state === 'failed' && left) problems.push(`sent: delivery ${delivery.id} is called failed`);
  }
  const ids = new Set(rows.map((row) => row.mail_message_id));
  for (const mail of mails) if (!ids.has(mail.messageId)) problems.push(`out of nowhere: a mail ${mail.messageId}`);
  return problems;
}

/** A customer gets one automatic mail for each time they were told: the first, and a new one after each that was missed. */
function toldOnce(mails: readonly SunkMail[], rows: readonly MessageRow[], timesTold: Facts['timesTold']): string[] {
  const conversationOf = new Map(rows.map((row) => [row.mail_message_id, row.conversation_id]));
  const automatic = mails.filter((mail) => mail.automatic);
  return [...Map.groupBy(automatic, (mail) => mail.recipient)].flatMap(([recipient, own]) => {
    const told = timesTold.get(conversationOf.get(own[0]!.messageId) ?? '') ?? 0;
    return own.length > told ? [`sent ${own.length} times: automatic mail to ${recipient}, who was told ${told} times`] : [];
  });
}

async function timesTold(app: pg.Client): Promise<Map<string, number>> {
  const { rows } = await app.query<{ conversation_id: string; count: number }>(
    `select conversation_id, count(*)::int as count from tenant.commitment where kind = 'reply' group by conversation_id`,
  );
  return new Map(rows.map((row) => [row.conversation_id, row.count]));
}

async function conversationsGapless(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ id: string; last_seq: number; count: number; least: number; most: number }>(`
    select c.id, c.last_seq, count(m.seq)::int as count, coalesce(min(m.seq), 0) as least, coalesce(max(m.seq), 0) as most
    from tenant.conversation c left join tenant.message m on m.conversation_id = c.id group by c.id, c.last_seq
    having c.last_seq <> count(m.seq) or coalesce(max(m.seq), 0) <> count(m.seq) or coalesce(min(m.seq), 1) <> 1`);
  return rows.map((row) => `gap: conversation ${row.id} ends at ${row.last_seq} and holds ${row.count} from ${row.least} to ${row.most}`);
}

/** V5: what has fallen due is judged, once, never early, by the instants alone. */
async function timesJudged(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ id: string; what: string }>(`
    select c.id, case
        when c.ending is null then 'is due and not judged'
        when e.count <> 1 then 'was judged ' || e.count || ' times'
        when c.ending = 'broken' and c.ended_at <> c.due_at then 'is broken at another instant than it was due'
        when c.ending = 'kept' and c.ended_at > c.due_at then 'is kept too late'
        else 'was broken early' end as what
    from tenant.commitment c
    left join (select subject_id, count(*)::int as count, min(at) as at from tenant.event where type in ('commitment.kept', 'commitment.broken')
      group by subject_id) judged on judged.subject_id = c.id
    cross join lateral (select coalesce(judged.count, 0) as count, judged.at) e
    where (c.ending is null and c.due_at < clock_timestamp() - interval '5 seconds') or (c.ending is not null and e.count <> 1)
      or (c.ending = 'broken' and (c.ended_at <> c.due_at or e.at < c.due_at)) or (c.ending = 'kept' and c.ended_at > c.due_at)`);
  return rows.map((row) => `time: commitment ${row.id} ${row.what}`);
}

/** V9: no hand was needed. */
async function nothingWaits(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ kind: string; count: number }>(
    `select kind, count(*)::int as count from work.item where due_at <= clock_timestamp() - interval '5 seconds' or kind in ('inbound', 'delivery') group by kind`,
  );
  return rows.map((row) => `backlog: ${row.count} of ${row.kind}`);
}

/** V8, its first half: every message, case and key was logged or kept with its change, once. */
async function loggedOnce(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ id: string; count: number }>(`
    select m.id, count(e.id)::int as count from tenant.message m left join tenant.event e on e.subject_id = m.id and e.type in ('message.received', 'message.sent')
    where m.state = 'stored' group by m.id having count(e.id) <> 1`);
  const keys = await app.query<{ count: number }>('select count(*)::int as count from tenant.idempotency_key where status is null');
  return [
    ...rows.map((row) => `log: message ${row.id} has ${row.count} entries`),
    ...(keys.rows[0]!.count > 0 ? [`half a request: ${keys.rows[0]!.count} idempotency keys without an answer`] : []),
  ];
}

/** Good mail must not end in quarantine because we broke while reading it. */
async function nothingAside(app: pg.Client): Promise<string[]> {
  const { rows } = await app.query<{ id: string; state: string; reason: string | null }>(
    `select i.id, case when w.n is null then i.state else 'waiting' end as state, i.reason from tenant.inbound i
     left join work.item w on w.workspace_id = i.workspace_id and w.kind = 'inbound' and w.row_id = i.id where i.state <> 'pending' or w.n is not null`,
  );
  return rows.map((row) => `set aside: inbound ${row.id} is ${row.state} (${row.reason ?? 'no reason'})`);
}

/** What the database holds is what a client sees. */
async function visibleByApi(stage: Stage, rows: readonly MessageRow[]): Promise<string[]> {
  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Response = await fetch(
      `${stage.url}/api/v1/messages?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      { headers: { authorization: `Bearer ${stage.token}` } },
    );
    if (!answer.ok) return [`the API answers ${answer.status} after everything is over`];
    const page = (await answer.json()) as { items: { id: string }[]; nextCursor: string | null };
    for (const item of page.items) seen.add(item.id);
    cursor = page.nextCursor;
  }
  return rows
    .filter((row) => row.state === 'stored' && !seen.has(row.id))
    .map((row) => `invisible: message ${row.id} does not come up in the API`);
}

async function countAll(app: pg.Client, { operations, mails, messages: rows, deliveries: all }: Facts): Promise<Record<string, number>> {
  const ended = await app.query<{ ending: string | null; count: number }>(
    'select ending, count(*)::int as count from tenant.commitment group by ending',
  );
  const counts: Record<string, number> = {
    messages: rows.length,
    'mails taken by the sink': mails.length,
    'mails taken without an answer': mails.filter((mail) => !mail.answered).length,
  };
  for (const { kind, result, attemptCount } of operations) {
    counts[`${kind} ${result}`] = (counts[`${kind} ${result}`] ?? 0) + 1;
    counts['attempts'] = (counts['attempts'] ?? 0) + attemptCount;
  }
  for (const { channel_type, state } of all)
    counts[`delivery ${channel_type} ${state}`] = (counts[`delivery ${channel_type} ${state}`] ?? 0) + 1;
  for (const { ending, count } of ended.rows) counts[`commitment ${ending ?? 'running'}`] = count;
  return counts;
}
