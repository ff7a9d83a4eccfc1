/**
 * What does each bug look like that the suite must catch? Planted from outside, by changing statements on their way to the driver or the
 * database's own set-up; the product knows nothing of it. A suite that stays green with one of these proves nothing.
 */
import type pg from 'pg';

export const plantedBugs = ['acknowledge_before_commit', 'no_dedupe_key', 'send_expired_again', 'commit_without_disk', 'no_fence'] as const;
export type PlantedBug = (typeof plantedBugs)[number];

/** Long enough that a kill falls into it. */
const lateCommitS = 0.6;

/** What a statement becomes in a process with this bug. */
export function rewrite(bug: PlantedBug | null, text: string): string {
  if (bug === 'send_expired_again') {
    // The lock of a delivery whose work is due: a `sending` found here has outlived its lease.
    return text.replace(
      /^select (.+) from tenant\.delivery where (.+) for update$/s,
      `update tenant.delivery set state = case when state = 'sending' then 'queued' else state end where $2 returning $1`,
    );
  }
  if (bug === 'no_fence') return text.replace(/and fence = (\$\d+) and state = 'sending'/, 'and $1::bigint is not null');
  return text;
}

export type Query = (client: pg.ClientBase, text: string) => Promise<pg.QueryResult>;

/** Says that the commit is done and does it later; the connection stays busy meanwhile, and a process that dies takes it with it. */
export function commitLater(client: pg.ClientBase, query: Query, onFault: (error: unknown) => void): Promise<pg.QueryResult> {
  query(client, `select pg_sleep(${lateCommitS})`).catch(onFault);
  query(client, 'commit').catch(onFault);
  return Promise.resolve({ command: 'COMMIT', rowCount: null, oid: 0, fields: [], rows: [] });
}

/** Bugs that live in the database rather than in a process. */
export async function plantInDatabase(admin: pg.ClientBase, bug: PlantedBug | null): Promise<void> {
  if (bug === 'no_dedupe_key') await admin.query('alter table tenant.inbound_key drop constraint inbound_key_pkey');
  if (bug === 'commit_without_disk') {
    await admin.query('alter system set synchronous_commit = off');
    await admin.query(`alter system set wal_writer_delay = '10s'`);
    await admin.query('select pg_reload_conf()');
  }
}
