/** How does a command use accounts as the operator of the machine? Opens database and platform, checks the schema, and closes all of it again. */
import { sql } from 'kysely';
import { createAccounts, type Accounts } from '@meanwhile/server/accounts/accounts.ts';
import { openAccountsPool } from '@meanwhile/server/accounts/pool.ts';
import { acrossWorkspaces } from '@meanwhile/server/platform/db/transaction.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import { makePlatform } from '@meanwhile/server/platform/make-platform.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { schemaState } from './migrate-database.ts';
import { openDatabase } from './open-database.ts';
import { OperatorTrouble } from './trouble.ts';

export async function withAccounts<T>(
  given: Settings,
  command: string,
  work: (accounts: Accounts, platform: Platform) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(given, { command, alone: false });
  try {
    const { found, known } = await schemaState(database.access);
    if (found !== known)
      throw new OperatorTrouble(
        `The database is at schema ${found}, this version needs ${known}. Run "npm start" or "npm run meanwhile -- upgrade" first.`,
      );
    // Links lead to where the running one really listens.
    const settings = given.production || database.running?.url == null ? given : { ...given, publicUrl: database.running.url };
    const log = createLog('warn', process.stderr);
    const owned = await makePlatform(settings, database.access, database.secrets, log);
    const accountsPool = openAccountsPool(database.access.configFor('accounts'), log, 2);
    const accounts = createAccounts(owned.platform, { accountsPool });
    try {
      return await work(accounts, owned.platform);
    } finally {
      await accounts.close();
      await accountsPool.end();
      await owned.close();
    }
  } finally {
    await database.close();
  }
}

/** The workspace that was named; without a name the only one. */
export async function chosenWorkspace(platform: Platform, named: string | undefined): Promise<string> {
  const slugs = await acrossWorkspaces(platform.pool, (tx) =>
    tx.rows(sql<{ slug: string }>`select slug from directory.workspace where deleted_at is null order by created_at limit 20`),
  );
  const list = slugs.map((row) => row.slug).join(', ');
  if (named !== undefined) {
    if (slugs.length < 20 && !slugs.some((row) => row.slug === named))
      throw new OperatorTrouble(`There is no workspace "${named}". There are: ${list}.`);
    return named;
  }
  const [only, ...others] = slugs;
  if (only === undefined) throw new OperatorTrouble('There is no workspace yet. Run "npm start" once.');
  if (others.length > 0) throw new OperatorTrouble(`There are several workspaces; choose one with --workspace: ${list}.`);
  return only.slug;
}
