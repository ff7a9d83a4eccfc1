/**
 * How does code talk to the database? Through a transaction bound to one workspace, never through a bare pool.
 * The workspace is set for the transaction alone (`set local`), so a pooled connection can never carry it into somebody else's.
 */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.gen.ts';

/** Builds queries; never runs them (there is no driver behind it). */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A Kysely builder or a `sql` template. */
export interface Statement<Row> {
  compile(provider: typeof build): CompiledQuery<Row>;
  /** See `hot`. */
  readonly isHot?: true;
}

/**
 * A statement of the message path: prepared once in each connection, so that it is not parsed and planned anew for every batch (1 to 2 ms each
 * under row security). Only for inserts that read no table:
 * a kept plan is blind to how big a table has become until it is analysed.
 */
export function hot<Row>(statement: Statement<Row>): Statement<Row> {
  return { compile: (provider) => statement.compile(provider), isHot: true };
}

const preparedNames = new Map<string, string>();

/** A plan made by index has a name of its own: the same text may be prepared outside, too. */
function preparedName(text: string, isByIndex: boolean): string {
  let name = preparedNames.get(text);
  if (name === undefined) {
    name = `meanwhile_${preparedNames.size}`;
    preparedNames.set(text, name);
  }
  return isByIndex ? `${name}_i` : name;
}

export interface Transaction {
  rows<Row>(statement: Statement<Row>): Promise<Row[]>;
  row<Row>(statement: Statement<Row>): Promise<Row | undefined>;
  /** Runs a statement for its effect and says how many rows it touched. */
  run(statement: Statement<unknown>): Promise<number>;
  /** Points the transaction at another workspace: for batches that commit once for many. */
  enter(workspaceId: string): Promise<void>;
  /** Wakes listeners on these LISTEN channels when, and only if, the transaction commits; sent together with COMMIT. */
  notify(channels: readonly string[]): void;
}

/** The connection broke while COMMIT was on its way: it may have happened or not. Look the effect up by its key; never retry blindly. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('The connection to the database broke during commit.', { cause });
    this.name = 'CommitUnknown';
  }
}

interface Opening {
  readonly text: string;
  readonly isByIndex: boolean;
}

class PgTransaction implements Transaction {
  readonly #client: pg.ClientBase;
  /** Every statement is prepared: see `byIndex`. */
  readonly #isByIndex: boolean;
  /** Not sent yet: it travels with the first statement where it can. A round trip costs a sender up to 10 ms under load. */
  #opening: string | null;
  readonly #notices = new Set<string>();
  constructor(client: pg.ClientBase, opening: Opening) {
    this.#client = client;
    this.#opening = opening.text;
    this.#isByIndex = opening.isByIndex;
  }
  /** Sent before this returns, once the transaction is open: see `sendTogether`. */
  #query<Row>(statement: Statement<Row>): Promise<pg.QueryResult> {
    if (this.#opening === null) return send(this.#client, statement, this.#isByIndex);
    return this.#open().then(() => send(this.#client, statement, this.#isByIndex));
  }
  async #open(): Promise<void> {
    if (this.#opening === null) return;
    const opening = this.#opening;
    this.#opening = null;
    await this.#client.query(opening);
  }
  async rows<Row>(statement: Statement<Row>): Promise<Row[]> {
    return (await this.#query(statement)).rows as Row[];
  }
  async row<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return (await this.#query(statement)).rows[0] as Row | undefined;
  }
  async run(statement: Statement<unknown>): Promise<number> {
    return (await this.#query(statement)).rowCount ?? 0;
  }
  async enter(workspaceId: string): Promise<void> {
    const setting = settingFor(workspaceId);
    const opening = this.#opening;
    this.#opening = null;
    await this.#client.query(opening === null ? setting : `${opening}; ${setting}`);
  }
  notify(channels: readonly string[]): void {
    for (const channel of channels) this.#notices.add(channel);
  }
  /** The last words, `commit` among them; null where nothing was begun. */
  closing(): string | null {
    if (this.#opening !== null) return null;
    return closingWith(this.#notices);
  }
}

function send<Row>(client: pg.ClientBase, statement: Statement<Row>, isByIndex: boolean): Promise<pg.QueryResult> {
  const { sql: text, parameters } = statement.compile(build);
  const values = parameters as unknown[];
  return isByIndex || statement.isHot === true
    ? client.query({ name: preparedName(text, isByIndex), text, values })
    : client.query(text, values);
}

function closingWith(notices: Iterable<string>): string {
  return [...[...notices].map((channel) => `select pg_notify(${pg.escapeLiteral(channel)}, '')`), 'commit'].join('; ');
}

function settingFor(workspaceId: string): string {
  if (!isId(workspaceId)) throw new Error('not a workspace id');
  // Checked to be a bare UUID one line above; `set local` takes no parameter.
  return `set local meanwhile.workspace = '${workspaceId}'`;
}

/** Everything `work` does happens in this workspace, or not at all. Throws CommitUnknown when the fate of the commit is not known. */
export function inWorkspace<T>(pool: pg.Pool, workspaceId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return transact(pool, { text: `begin; ${settingFor(workspaceId)}`, isByIndex: false }, work);
}

/** For the `directory` and `work` schemas, and for batches that `enter` workspaces one after the other. Tenant tables show no rows. */
export function acrossWorkspaces<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return transact(pool, { text: 'begin', isByIndex: false }, work);
}

/**
 * As `acrossWorkspaces`, for the message path: every statement is planned once in each connection, and only by index, whatever is known of the
 * tables' sizes. A plan made for one batch costs about 1 ms of it; a plan that is kept, foreign keys' own among them, and was made while a table
 * was small, reads all of it for every row once it has grown (measured: 168 to 229 instead of 75 µs for a message on a young database). All
 * statements inside must find their rows by index, and their texts must be few.
 */
export function byIndex<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return transact(pool, { text: `begin; ${onlyIndexes}`, isByIndex: true }, work);
}

/**
 * In which transactions of a connection its plans are made anew: the 1st, 2nd, 4th and so on, then every 32nd. A plan must not outlive the size of
 * a table by much: made for three cases, it takes any index that begins with the workspace (329 instead of 60 µs for a message).
 */
const plansLast = 32;
const transactionsBefore = new WeakMap<pg.ClientBase, number>();

function freshPlans(client: pg.ClientBase): string {
  const count = (transactionsBefore.get(client) ?? 0) + 1;
  transactionsBefore.set(client, count);
  const isDue = count % plansLast === 0 || (count < plansLast && (count & (count - 1)) === 0);
  return isDue ? 'discard plans; ' : '';
}

/**
 * Neither whole tables, nor hashes and sorts of them: rows are found by index, one by one, in its order. And a row read in vain costs more than a
 * look into an index, whose upper pages are in memory: with the usual prices a table believed small is read once for every row of the batch.
 */
const onlyIndexes = [
  ...['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material'].map((way) => `enable_${way} = off`),
  'random_page_cost = 0.001',
  'cpu_operator_cost = 0.0001',
  'plan_cache_mode = force_generic_plan',
]
  .map((setting) => `set local ${setting}`)
  .join('; ');

/**
 * Sends statements of one transaction without waiting in between, in this order, and waits for all of them: each answer waited for costs a turn of
 * this process and one of the database's. Nothing in a later one may depend on an earlier one's answer, and each `part` must send before it
 * waits for anything. Throws the first fault in the order given, when all have been heard.
 */
export async function sendTogether(...parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const sent: Promise<unknown>[] = [];
  try {
    for (const part of parts) sent.push(part());
  } finally {
    await Promise.allSettled(sent);
  }
  await Promise.all(sent);
}

export interface Part<Row> {
  readonly workspaceId: string;
  readonly statement: Statement<Row>;
}

/**
 * A whole transaction in one round trip, COMMIT with it: for what is decided before the database has said anything. Gives the rows of each part
 * in order. Throws as `inWorkspace` does: a definite no is thrown as it came, all else as CommitUnknown, since COMMIT is on its way already.
 */
export async function inOneTrip<Row>(
  pool: pg.Pool,
  parts: readonly Part<Row>[],
  notify: (tx: Pick<Transaction, 'notify'>) => void,
): Promise<Row[][]> {
  const notices = new Set<string>();
  notify({ notify: (channels) => channels.forEach((channel) => notices.add(channel)) });
  return onClient(pool, async (client) => {
    const said = parts.flatMap(({ workspaceId, statement }, index) => {
      const setting = settingFor(workspaceId);
      return [client.query(index === 0 ? `begin; ${setting}` : setting), send(client, statement, false)];
    });
    const committed = commit(client, closingWith(notices));
    const answers = await Promise.allSettled([...said, committed]);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw asFate(failed.reason);
    return (await Promise.all(said)).filter((_, index) => index % 2 === 1).map((result) => result.rows as Row[]);
  });
}

/** Whatever a statement says, COMMIT follows it: after a definite no it undoes, after a broken line nobody knows. */
function asFate(error: unknown): unknown {
  return error instanceof CommitUnknown || isDefiniteNo(error) ? error : new CommitUnknown(error);
}

function transact<T>(pool: pg.Pool, opening: Opening, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return onClient(pool, async (client, giveUp) => {
    try {
      const tx = new PgTransaction(client, opening.isByIndex ? { ...opening, text: freshPlans(client) + opening.text } : opening);
      const result = await work(tx);
      const closing = tx.closing();
      if (closing !== null) await commit(client, closing);
      return result;
    } catch (error) {
      if (!(error instanceof CommitUnknown)) await client.query('rollback').catch(giveUp);
      throw error;
    }
  });
}

/** On a connection of the pool's; one that broke, or of whose commit nobody knows the fate, is not given back to others. */
async function onClient<T>(pool: pg.Pool, work: (client: pg.ClientBase, giveUp: (error: Error) => void) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const giveUp = (error: Error): void => {
    broken = error;
  };
  client.on('error', giveUp);
  try {
    return await work(client, giveUp);
  } catch (error) {
    if (error instanceof CommitUnknown) giveUp(error);
    throw error;
  } finally {
    client.off('error', giveUp);
    client.release(broken);
  }
}

async function commit(client: pg.ClientBase, closing: string): Promise<void> {
  try {
    // Several statements give several results; the last is that of COMMIT.
    const results: unknown = await client.query(closing);
    const done = (Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult;
    if (done.command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back.');
  } catch (error) {
    if (isDefiniteNo(error)) throw error;
    throw new CommitUnknown(error);
  }
}

/**
 * Errors that end the server process may come when the commit is on disk already: an fsync that fails, a shutdown, a lost disk (PANIC and FATAL
 * of classes 08, 53, 57P, 58, XX). After recovery the rows can be there, so those say as little as a broken line. Told apart by code: the
 * severity's words follow the server's language.
 */
const maybeCommitted = /^(08|53|57P|58|XX|40003)/;

/** A broken line is not a no; nor is every answer with a code. */
function isDefiniteNo(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return !maybeCommitted.test(error.code ?? 'XX');
  return (error as Error).message.startsWith('The transaction had failed');
}
