/**
 * What stands while faults happen? A durable PostgreSQL under the product's own keeper, one web process, two workers, the commit cutter
 * between them and the database, and a mail sink; all in one folder that is thrown away at the end.
 */
import { mkdirSync, rmSync, chmodSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from '@meanwhile/server/platform/db/database-away.ts';
import { migrate } from '@meanwhile/server/platform/db/migrate.ts';
import { openEmbedded, type EmbeddedDatabase } from '@meanwhile/server/platform/postgres/embedded.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import pg from 'pg';
import { AppProcess } from './app-process.ts';
import { openCommitCutter, type CommitCutter } from './commit-cutter.ts';
import { openMailSink, type MailSink } from './mail-sink.ts';
import { plantInDatabase, type PlantedBug } from './planted-bug.ts';

export interface Stage {
  readonly folder: string;
  readonly database: EmbeddedDatabase;
  /** PGDATA: every process of PostgreSQL works in it. */
  readonly databaseFolder: string;
  readonly cutter: CommitCutter;
  readonly sink: MailSink;
  readonly web: AppProcess;
  readonly workers: readonly AppProcess[];
  readonly leaseMs: number;
  readonly url: string;
  readonly smtpPort: number;
  readonly token: string;
  readonly workspaceId: string;
  readonly messengerId: string;
  readonly mailAddress: string;
  /** As the superuser, past the cutter; waits while the database is away, since any look may fall into a recovery. */
  look<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly bug: PlantedBug | null;
  readonly leaseMs: number;
  /** Whether the mail sink says nothing about the mail it has just taken. */
  readonly sinkHangsUp: () => boolean;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'mw-faults-'));
  // PostgreSQL's own user passes through it.
  chmodSync(folder, 0o711);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    return { ...(await setStage(folder, options, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function setStage(
  folder: string,
  { bug, leaseMs, sinkHangsUp }: StageOptions,
  closing: (() => Promise<void>)[],
): Promise<Omit<Stage, 'close'>> {
  const database = await openEmbedded(folder);
  closing.push(() => database.close());
  await withClient(database.configFor('owner'), (owner) => migrate(owner, Date.now()));
  const socketFolder = join(folder, 'cut');
  mkdirSync(socketFolder);
  const cutter = await openCommitCutter(socketFolder, database.socketFolder);
  const sink = await openMailSink(join(folder, 'sink.jsonl'), sinkHangsUp);
  closing.push(
    () => cutter.close(),
    () => sink.close(),
  );
  const [port, smtpPort] = [await freePort(), await freePort()];
  const shared: Settings = {
    port,
    host: '127.0.0.1',
    dataDir: folder,
    publicUrl: `http://localhost:${port}`,
    production: false,
    filesUrl: null,
    trustProxy: [],
    smtpPort,
    smtpHost: '127.0.0.1',
    smtpUrl: `smtp://127.0.0.1:${sink.port}?ignoreTLS=true`,
    scanner: null,
    providerApiUrls: {},
    role: 'all',
    databaseUrl: null,
    secretKey: null,
    metricsToken: null,
    logLevel: 'warn',
  };
  const secretHex = randomBytes(48).toString('hex');
  const start = async (name: string, role: Settings['role']): Promise<AppProcess> => {
    const made = new AppProcess(
      { name, settings: { ...shared, role }, socketFolder, secretHex, leaseMs, bug, wantsToken: role === 'web' },
      join(folder, `${name}.log`),
    );
    closing.push(() => made.stop());
    made.start();
    await made.ready();
    return made;
  };
  // The first start makes the first workspace.
  const web = await start('web', 'web');
  const look = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    patiently(() => withClient(database.adminConfig(), async (admin) => (await admin.query<Row>(text, values)).rows));
  await withClient(database.adminConfig(), async (admin) => {
    await shortTimes(admin);
    await plantInDatabase(admin, bug);
  });
  const channels = await look<{ workspace_id: string; channel_id: string; type: string }>(
    'select workspace_id, channel_id, type from directory.channel',
  );
  const [address] = await look<{ address: string }>('select address from directory.mail_address');
  const workers = await Promise.all([start('worker-1', 'worker'), start('worker-2', 'worker')]);
  return {
    folder,
    database,
    databaseFolder: join(folder, 'postgres'),
    cutter,
    sink,
    web,
    workers,
    leaseMs,
    look,
    url: `http://127.0.0.1:${port}`,
    smtpPort,
    token: web.token!,
    workspaceId: channels[0]!.workspace_id,
    messengerId: channels.find((channel) => channel.type === 'messenger')!.channel_id,
    mailAddress: address!.address,
  };
}

export function removeStage(stage: Stage): void {
  rmSync(stage.folder, { recursive: true, force: true });
}

const awayMs = 30_000;

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const startedAt = Date.now(); ;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() - startedAt > awayMs) throw error;
      await sleep(50);
    }
  }
}

export async function withClient<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...config, application_name: 'witness' });
  let broken: Error | null = null;
  client.on('error', (error) => (broken = error));
  try {
    await client.connect();
    return await work(client);
  } finally {
    if (broken === null) await client.end();
  }
}

/**
 * A shop that closes every other minute and answers within a minute of open time, the shortest there is: what it tells falls due within four
 * minutes, since no time is told past closing. Otherwise nothing would fall due in a run of minutes. Set for three days around today, as exceptions.
 */
async function shortTimes(admin: pg.Client): Promise<void> {
  const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const windows = Array.from({ length: 720 }, (_, index) => ({ open: clock(index * 2), close: clock(index * 2 + 1) }));
  const days = Array.from({ length: 3 }, (_, index) => new Date(Date.now() + (index - 1) * 86_400_000).toISOString().slice(0, 10));
  await admin.query(
    `insert into tenant.calendar (workspace_id, id, version, name, zone, weekly, exceptions, valid_from)
     select workspace_id, id, 2, name, 'UTC', weekly, $1, valid_from from tenant.calendar where version = 1`,
    [JSON.stringify(Object.fromEntries(days.map((day) => [day, windows])))],
  );
  await admin.query(`insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from)
    select workspace_id, id, 2, name, calendar_id, 60000, 'chosen', valid_from from tenant.commitment_policy where version = 1`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
