/**
 * How many messages a second become visible, and how long does a sender wait for the acknowledgement? `connections` senders post as fast as
 * they are answered for `seconds`; counted are messages that `GET /api/v1/messages` shows, not acknowledgements.
 */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import pg from 'pg';
import { makeVisitors, quantile, type Stage } from './stage.ts';

export interface IngestResult {
  readonly acknowledged: number;
  readonly visible: number;
  readonly seconds: number;
  readonly visiblePerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly refused: number;
  /** Unprocessed messages once a second. */
  readonly backlog: readonly number[];
}

const texts = [
  'Where is my parcel? It was due on Monday.',
  'The brake lever is loose again, what should I do?',
  'Can I change the delivery address for order 48213?',
  'Danke, aber die Rechnung stimmt noch nicht.',
];

/** `ratePerSecond`: at most that many, to measure acknowledgements below saturation; absent = as fast as answered. */
export async function measureIngest(
  stage: Stage,
  {
    connections = 64,
    seconds = 20,
    visitors = 400,
    ratePerSecond,
  }: { connections?: number; seconds?: number; visitors?: number; ratePerSecond?: number } = {},
): Promise<IngestResult> {
  const people = await makeVisitors(stage, visitors);
  const pool = new Pool(stage.url, { connections });
  const owner = new pg.Client(stage.access.configFor('owner'));
  await owner.connect();
  const before = await countMessages(owner);
  const latencies: number[] = [];
  let refused = 0;
  const started = performance.now();
  const end = started + seconds * 1_000;
  let next = 0;
  const backlog: number[] = [];
  const watch = setInterval(
    () =>
      void owner
        .query<{ n: number }>(`select count(*)::int as n from work.item where kind = 'inbound'`)
        .then(({ rows }) => backlog.push(rows[0]!.n)),
    1_000,
  );
  const sender = async (): Promise<void> => {
    while (performance.now() < end) {
      const index = next++;
      if (ratePerSecond !== undefined) {
        const slot = started + (index / ratePerSecond) * 1_000;
        const wait = slot - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        if (performance.now() >= end) return;
      }
      const person = people[index % people.length]!;
      const sent = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: `/m/${person.channelId}/messages`,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
        body: JSON.stringify({ clientId: randomUUID(), text: `${texts[index % texts.length]!} (${index})` }),
      });
      await body.dump();
      if (statusCode === 201) latencies.push(performance.now() - sent);
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  const elapsed = (performance.now() - started) / 1_000;
  // Counted at the end of the sending, while processing still runs: what is visible now.
  const visible = (await countMessages(owner)) - before;
  clearInterval(watch);
  await checkVisible(stage, pool);
  await pool.close();
  await owner.end();
  latencies.sort((a, b) => a - b);
  return {
    acknowledged: latencies.length,
    visible,
    seconds: elapsed,
    visiblePerSecond: visible / elapsed,
    ackP50Ms: quantile(latencies, 0.5),
    ackP99Ms: quantile(latencies, 0.99),
    refused,
    backlog,
  };
}

async function countMessages(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ n: number }>('select coalesce(sum(last_seq), 0)::int as n from tenant.conversation');
  return rows[0]!.n;
}

/** The count is the database's; that the API shows the same messages is checked on the newest page. */
async function checkVisible(stage: Stage, pool: Pool): Promise<void> {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: '/api/v1/messages?limit=200',
    headers: { authorization: `Bearer ${stage.token}` },
  });
  const page = (await body.json()) as { items: unknown[] };
  if (statusCode !== 200 || page.items.length === 0) throw new Error(`GET /api/v1/messages answered ${statusCode}`);
}
