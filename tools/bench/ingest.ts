/**
 * How many messages a second become visible, and how long does a sender wait for the acknowledgement? `connections` senders post as fast as
 * they are answered for `seconds`. Counted are messages that `GET /api/v1/messages` shows, page by page, over the time until the last one
 * acknowledged could be seen; acknowledgements are told apart.
 */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import pg from 'pg';
import { makeVisitors, quantile, type Stage } from './stage.ts';

export interface IngestResult {
  readonly acknowledged: number;
  readonly visible: number;
  /** While senders sent. */
  readonly sendingS: number;
  /** Until all of it was visible. */
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
  // Where everything is killed on purpose, the senders tell.
  owner.on('error', (error) => process.stderr.write(`the witness lost its connection: ${error.message}\n`));
  await owner.connect();
  const newestBefore = await newestId(stage, pool);
  const latencies: number[] = [];
  let refused = 0;
  const started = performance.now();
  const end = started + seconds * 1_000;
  let next = 0;
  const { backlog, stop } = watchBacklog(owner);
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
  await Promise.all(Array.from({ length: connections }, sender)).finally(stop);
  const sendingS = (performance.now() - started) / 1_000;
  while ((await waitingCount(owner)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const elapsed = (performance.now() - started) / 1_000;
  const visible = await countVisible(stage, pool, newestBefore);
  if (visible !== latencies.length) throw new Error(`${latencies.length} messages were acknowledged and ${visible} are visible`);
  await pool.close();
  await owner.end();
  latencies.sort((a, b) => a - b);
  return {
    acknowledged: latencies.length,
    visible,
    sendingS,
    seconds: elapsed,
    visiblePerSecond: visible / elapsed,
    ackP50Ms: quantile(latencies, 0.5),
    ackP99Ms: quantile(latencies, 0.99),
    refused,
    backlog,
  };
}

/** Unprocessed messages, once a second. */
function watchBacklog(owner: pg.Client): { readonly backlog: number[]; stop(): void } {
  const backlog: number[] = [];
  const look = (): void =>
    void waitingCount(owner).then(
      (count) => backlog.push(count),
      (error: Error) => process.stderr.write(`the backlog could not be counted: ${error.message}\n`),
    );
  const watch = setInterval(look, 1_000);
  return { backlog, stop: () => clearInterval(watch) };
}

async function waitingCount(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from work.item where kind = 'inbound'`);
  return rows[0]!.n;
}

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

async function pageOfMessages(stage: Stage, pool: Pool, cursor: string | null, limit = 200): Promise<Page> {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path: `/api/v1/messages?limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    headers: { authorization: `Bearer ${stage.token}` },
  });
  const page = (await body.json()) as Page;
  if (statusCode !== 200) throw new Error(`GET /api/v1/messages answered ${statusCode}`);
  return page;
}

async function newestId(stage: Stage, pool: Pool): Promise<string | null> {
  return (await pageOfMessages(stage, pool, null, 1)).items[0]?.id ?? null;
}

/** All that the API shows, newest first, until the one that was the newest before. */
async function countVisible(stage: Stage, pool: Pool, newestBefore: string | null): Promise<number> {
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Page = await pageOfMessages(stage, pool, cursor);
    for (const { id } of page.items) {
      if (id === newestBefore) return seen.size;
      seen.add(id);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return seen.size;
}
