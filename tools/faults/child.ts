/**
 * The product in a process of its own, to be killed. Orders come as JSON in FAULTS_ORDERS and are read here only; the server itself knows
 * neither hooks nor bugs: statements are watched, held or spoilt on their way to the driver.
 */
import { startServer } from '@meanwhile/server/main.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import type { DatabaseAccess, DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import { joinEmbedded } from '@meanwhile/server/platform/postgres/embedded.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import pg from 'pg';
import { createHooks, hasStored, hasTakenIn, markOf, type FromChild, type ToChild } from './hooks.ts';
import { commitLater, rewrite, type PlantedBug, type Query } from './planted-bug.ts';

export interface Orders {
  readonly name: string;
  readonly settings: Settings;
  /** Where the commit cutter listens. */
  readonly socketFolder: string;
  readonly secretHex: string;
  /** Shorter than the product's, so that leases run out many times in one run. */
  readonly leaseMs: number;
  readonly bug: PlantedBug | null;
  /** Once: make an API token for the agent and tell it. */
  readonly wantsToken: boolean;
}

const orders = JSON.parse(process.env['FAULTS_ORDERS'] ?? '') as Orders;
const log = createLog('warn');
const tell = (message: FromChild): void => void process.send?.(message);
const hooks = createHooks(tell);

process.on('message', (message: ToChild) => hooks.hear(message));
// Whoever kills is gone: nobody would stop us.
process.on('disconnect', () => process.exit(1));

(limits as { leaseMs: number }).leaseMs = orders.leaseMs;
watchStatements();

const joined = joinEmbedded(orders.socketFolder);
const access: DatabaseAccess = {
  ...joined,
  configFor: (role: DatabaseRole) => ({ ...joined.configFor(role), application_name: orders.name }),
};
const server = await startServer(orders.settings, access, {
  log,
  secrets: [{ id: 'faults01', secret: Buffer.from(orders.secretHex, 'hex') }],
  env: {},
  rateFactor: 1_000,
  resolveDns: (name) => Promise.reject(Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' })),
  afterSend: () => hooks.hold('sent'),
});
if (orders.wantsToken) {
  const { rows } = await server.platform.pool.query<{ workspace_id: string }>('select workspace_id from directory.workspace limit 1');
  tell({ token: (await server.accounts.createApiToken({ workspace: rows[0]!.workspace_id, name: 'agent', scopes: ['*'] })).token });
}
tell({ ready: { port: server.port, smtpPort: server.smtpPort } });

function watchStatements(): void {
  type Call = (this: pg.ClientBase, ...args: unknown[]) => Promise<pg.QueryResult>;
  const original = pg.Client.prototype.query as unknown as Call;
  const query: Query = (client, text) => original.call(client, text);
  // The product may send COMMIT without waiting for what comes before it; where somebody is held, COMMIT is held with them.
  const held = new WeakMap<object, Promise<unknown>>();
  const watched: Call = async function (first, ...rest) {
    const text = textOf(first)!;
    const mark = markOf(this, text);
    const isHeld = mark !== null && hooks.isArmed(mark);
    if (/\bcommit$/.test(text) && hasStored(this)) {
      if (orders.bug === 'acknowledge_before_commit' && hasTakenIn(this))
        return commitLater(this, query, (error) => log.warn({ err: error }, 'a late commit failed'));
      if (held.has(this)) await held.get(this);
      hooks.pass('commit');
    }
    const rewritten = rewrite(orders.bug, text);
    const answer = original.call(this, typeof first === 'string' ? rewritten : { ...(first as object), text: rewritten }, ...rest);
    if (!isHeld) return answer;
    const gone = answer.then(() => hooks.hold(mark));
    held.set(
      this,
      gone.catch(() => undefined),
    );
    await gone;
    held.delete(this);
    return answer;
  };
  pg.Client.prototype.query = function (this: pg.ClientBase, ...args: unknown[]) {
    const isStatement = textOf(args[0]) !== null && typeof args.at(-1) !== 'function';
    return (isStatement ? watched : original).apply(this, args);
  };
}

/** The SQL of a plain or a prepared statement; null for what brings its own protocol (a cursor, a COPY). */
function textOf(statement: unknown): string | null {
  if (typeof statement === 'string') return statement;
  const { text, submit } = statement as { text?: unknown; submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : null;
}
