/** How does a command use accounts as the operator of the machine? Opens database and platform, checks the schema, and closes all of it again. */
import { sql } from 'kysely';
import { createAccounts, type Accounts } from '@meanwhile/server/accounts/accounts.ts';
import { openAccountsPool } from '@meanwhile/server/accounts/pool.ts';
import { acrossWorkspaces } from '@meanwhile/server/platform/db/transaction.ts';
import { createLog } from '@meanwhile/server/platform/log.ts';
import { makePlatform } from '@meanwhile/server/platform/make-platform.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import type { DatabaseAccess } from '@meanwhile/server/platform/postgres/database-access.ts';
import type { Settings } from '@meanwhile/server/platform/settings/settings.ts';
import { requirePresentSchema } from './migrate-database.ts';
import { openDatabase } from './open-database.ts';
import { OperatorTrouble } from './trouble.ts';

export async function withAccounts<T>(
  given: Settings,
  command: string,
  work: (accounts: Accounts, platform: Platform, access: DatabaseAccess) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(given, { command, alone: false });
  try {
    await requirePresentSchema(database.access);
    // Links lead to where the running one really listens.
    const settings = given.production || database.running?.url == null ? given : { ...given, publicUrl: database.running.url };
    const log = createLog('warn', process.stderr);
    const owned = await makePlatform(settings, database.access, database.secrets, log);
    const accountsPool = openAccountsPool(database.access.configFor('accounts'), log, 2);
    const accounts = createAccounts(owned.platform, { accountsPool });
    try {
      return await work(accounts, owned.platform, database.access);
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
  const { slugs, isThere } = await acrossWorkspaces(platform.pool, async (tx) => ({
    slugs: await tx.rows(sql<{ slug: string }>`select slug from directory.workspace where deleted_at is null order by created_at limit 20`),
    isThere: (await tx.row(sql`select 1 from directory.workspace where slug = ${named ?? ''} and deleted_at is null`)) !== undefined,
  }));
  if (named !== undefined && isThere) return named;
  const list = `${slugs.map((row) => row.slug).join(', ')}${slugs.length === 20 ? ', …' : ''}`;
  if (named !== undefined) throw new OperatorTrouble(`There is no workspace "${named}". There are: ${list}.`);
  const [only, ...others] = slugs;
  if (only === undefined) throw new OperatorTrouble('There is no workspace yet. Run "npm start" once.');
  if (others.length > 0) throw new OperatorTrouble(`There are several workspaces; choose one with --workspace: ${list}.`);
  return only.slug;
}
