/**
 * A worker in a process of its own that foresees misses, tells of them and sends the mails, and dies on the way where it was told to. For tests only; its
 * orders come as JSON in SLIP_ORDERS. Statements are watched on their way to the driver: the product knows nothing of it.
 */
import { refreshEstimates, tellSlips } from '@meanwhile/server/commitment/commitment.ts';
import { deliverDue, sendDeps, stoppedAutomatic } from '@meanwhile/server/delivery/delivery.ts';
import { makePlatform } from '@meanwhile/server/platform/make-platform.ts';
import type { DatabaseRole } from '@meanwhile/server/platform/postgres/database-access.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import pg from 'pg';
import { pino } from 'pino';
import { rewrite } from './planted-bug.ts';

/** In the order in which a notice passes them. */
export const deaths = [
  'it is foreseen, not committed',
  'it is foreseen',
  'it is claimed',
  'it is said, not in the ledger',
  'it is in the ledger, not committed',
  'its commit is on the way',
  'it is committed, no mail sent',
  'its mail is taken, nobody wrote that down',
] as const;
export type Death = (typeof deaths)[number];
/** `said_by_itself`: the message is committed before its line in the ledger is written. */
export type SlipBug = 'said_by_itself' | 'send_expired_again';

export interface SlipOrders {
  readonly settings: Settings;
  readonly databases: Readonly<Record<DatabaseRole, pg.ClientConfig>>;
  readonly nowAt: number;
  /** At the nth time it comes by there; null: it lives. */
  readonly death: { readonly at: Death; readonly nth: number } | null;
  readonly bug: SlipBug | null;
}

/** So few at a time that what one death leaves behind is enough for the next. */
const atOnce = 3;
const mostTries = 5;

const { settings, databases, nowAt, death, bug } = JSON.parse(process.env['SLIP_ORDERS'] ?? '') as SlipOrders;
let passes = 0;
function pass(at: Death): void {
  if (death?.at === at && (passes += 1) === death.nth) process.kill(process.pid, 'SIGKILL');
}
watchStatements();

const made = await makePlatform(
  settings,
  {
    kind: 'external',
    serverVersion: 18,
    configFor: (role) => databases[role],
    onCrash: () => {},
    onRestart: () => {},
    close: () => Promise.resolve(),
  },
  [{ id: 'worker01', secret: Buffer.alloc(32, 7) }],
  pino({ level: 'silent' }),
);
const platform = { ...made.platform, clock: { ...made.platform.clock, nowAt: () => nowAt } };
await refreshEstimates(platform);
pass('it is foreseen');
await untilDone(() => tellSlips(platform, { stoppedMail: stoppedAutomatic }, atOnce));
pass('it is committed, no mail sent');
const { depsFor } = sendDeps(platform);
const afterSend = (): Promise<void> => Promise.resolve(pass('its mail is taken, nobody wrote that down'));
await untilDone(() => deliverDue(platform, { depsFor, afterSend }));
process.exit(0);

/** As the loops of the product: a round that fails, as when no connection is free for long, is followed by the next. */
async function untilDone(round: () => Promise<number>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      while ((await round()) > 0);
      return;
    } catch (error) {
      if (tries === mostTries) throw error;
    }
  }
}

function watchStatements(): void {
  type Call = (this: pg.ClientBase, ...args: unknown[]) => Promise<pg.QueryResult>;
  const original = pg.Client.prototype.query as unknown as Call;
  const recorded = new WeakSet<object>();
  const watched: Call = async function (first, ...rest) {
    const { text, values = [] } = (typeof first === 'string' ? { text: first, values: rest[0] } : first) as {
      text: string;
      values?: unknown[];
    };
    const isRecord = /^\s*insert into tenant\.commitment\b/.test(text);
    if (isRecord) {
      if (bug === 'said_by_itself') await commitBetween((sent) => original.call(this, sent));
      pass('it is said, not in the ledger');
      recorded.add(this);
    }
    const rewritten = bug === 'send_expired_again' ? rewrite(bug, text) : text;
    const answer = original.call(this, typeof first === 'string' ? rewritten : { ...(first as object), text: rewritten }, ...rest);
    if (/\bcommit$/.test(text) && recorded.delete(this)) pass('its commit is on the way');
    const answered = await answer;
    if (text.includes('work.item') && values.includes('slip'))
      pass(/^\s*insert/.test(text) ? 'it is foreseen, not committed' : 'it is claimed');
    if (isRecord) pass('it is in the ledger, not committed');
    return answered;
  };
  pg.Client.prototype.query = function (this: pg.ClientBase, ...args: unknown[]) {
    const first = args[0] as string | { text?: unknown; submit?: unknown };
    const isStatement = typeof first === 'string' || (typeof first.text === 'string' && first.submit === undefined);
    return (isStatement && typeof args.at(-1) !== 'function' ? watched : original).apply(this, args);
  };
}

async function commitBetween(query: (text: string) => Promise<pg.QueryResult>): Promise<void> {
  const { rows } = await query(`select current_setting('meanwhile.workspace') as workspace`);
  await query('commit');
  await query(`begin; set local meanwhile.workspace = '${rows[0].workspace}'`);
}
