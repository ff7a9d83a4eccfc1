/**
 * Can Meanwhile live in the PostgreSQL that DATABASE_URL names? Checks version, encoding and rights, makes the roles that are missing,
 * and says in plain words what stands in the way. It never starts or stops that server.
 */
import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Keys } from '../keys.ts';
import { DatabaseTrouble, type DatabaseAccess, type DatabaseRole } from './database-access.ts';
import { databaseStatements, missingRoleStatements, roleNames, schemaStatements, type PasswordFor } from './roles.ts';

const oldestVersion = 15;

/** Throws DatabaseTrouble. The login of the URL is used here only; everything after runs as the five roles. */
export async function openExternal(databaseUrl: string, keys: Keys): Promise<DatabaseAccess> {
  const passwordFor = passwordsFrom(keys);
  const base = baseConfig(databaseUrl);
  const client = await connect(base, databaseUrl);
  try {
    const { version, database } = await checkServer(client);
    await prepare(client, database, passwordFor);
    const configFor = (role: DatabaseRole): pg.ClientConfig => ({ ...base, user: roleNames[role], password: passwordFor(role), database });
    await proveLogin(configFor('owner'), await wayOut(client, database, passwordFor));
    return {
      kind: 'external',
      serverVersion: version,
      configFor,
      onCrash: () => undefined,
      onRestart: () => undefined,
      close: () => Promise.resolve(),
    };
  } finally {
    await client.end();
  }
}

/** Derived from the installation's oldest secret, so that a rotation does not lock us out of our own roles. */
export function passwordsFrom(keys: Keys): PasswordFor {
  const oldest = keys.all('database-password').at(-1);
  if (oldest === undefined) throw new Error('there is always a key');
  return (role) => createHmac('sha256', oldest.key).update(roleNames[role]).digest('base64url');
}

function baseConfig(databaseUrl: string): pg.ClientConfig {
  try {
    const url = new URL(databaseUrl);
    if (url.pathname.length < 2) throw new Error('it names no database');
    // A socket folder is given as ?host=/path; the parser of pg knows that form and all the ssl options.
    const client = new pg.Client({ connectionString: databaseUrl });
    const { host, port, ssl, database, user, password } = client;
    return {
      host,
      port,
      ...(ssl ? { ssl } : {}),
      ...(database === undefined ? {} : { database }),
      user,
      password,
      application_name: 'meanwhile',
    };
  } catch (cause) {
    throw new DatabaseTrouble(
      'url_invalid',
      `DATABASE_URL cannot be read: ${(cause as Error).message}. It looks like postgres://user:password@host:5432/database.`,
      cause,
    );
  }
}

async function connect(config: pg.ClientConfig, databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw explain(error as pg.DatabaseError, databaseUrl);
  }
}

/** The message names host and database but never the password. */
function explain(error: pg.DatabaseError, databaseUrl: string): DatabaseTrouble {
  const { host, pathname, username } = new URL(databaseUrl);
  const database = decodeURIComponent(pathname.slice(1));
  if (error.code === '28P01' || error.code === '28000')
    return new DatabaseTrouble(
      'wrong_password',
      `The database at ${host} refuses user "${username}" or its password. Correct DATABASE_URL. (${error.message})`,
      error,
    );
  if (error.code === '3D000')
    return new DatabaseTrouble(
      'database_missing',
      `There is no database "${database}" at ${host}. Create it: create database "${database}" encoding 'UTF8' template template0;`,
      error,
    );
  return new DatabaseTrouble(
    'unreachable',
    `No database answers at ${host || 'the socket in DATABASE_URL'}: ${error.message || error.code || 'no reason given'}. Is it running, and is DATABASE_URL right?`,
    error,
  );
}

async function checkServer(client: pg.Client): Promise<{ version: number; database: string }> {
  const found = await client.query<{ number: number; encoding: string; database: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding, current_database() as database`,
  );
  const row = found.rows[0];
  if (row === undefined) throw new Error('select without a row');
  const version = Math.floor(row.number / 10_000);
  if (version < oldestVersion)
    throw new DatabaseTrouble('too_old', `The database is PostgreSQL ${version}; Meanwhile needs ${oldestVersion} or newer.`);
  if (row.encoding !== 'UTF8')
    throw new DatabaseTrouble(
      'not_utf8',
      `The database "${row.database}" is encoded in ${row.encoding}; Meanwhile needs UTF8. Create another one: create database … encoding 'UTF8' template template0;`,
    );
  return { version, database: row.database };
}

async function prepare(client: pg.Client, database: string, passwordFor: PasswordFor): Promise<void> {
  await client.query('select pg_advisory_lock(730101)');
  try {
    for (const statement of await wayOut(client, database, passwordFor)) await client.query(statement);
  } catch (cause) {
    const code = (cause as pg.DatabaseError).code;
    if (code !== '42501' && code !== '0LP01') throw cause;
    throw new DatabaseTrouble(
      'no_right_to_create_roles',
      `The user of DATABASE_URL may not create the roles Meanwhile needs. Run this once as a superuser, connected to "${database}", then start again:\n${asScript(await wayOut(client, database, passwordFor))}`,
      cause,
    );
  } finally {
    await client.query('select pg_advisory_unlock(730101)');
  }
}

/** What still has to be run; empty when all is there. */
async function wayOut(client: pg.Client, database: string, passwordFor: PasswordFor): Promise<string[]> {
  const missing = await missingRoleStatements(client, passwordFor);
  // The login of the URL must still be let in once the public is not.
  const login = `grant connect on database ${pg.escapeIdentifier(database)} to ${pg.escapeIdentifier(client.user ?? '')}`;
  const rights = [login, ...databaseStatements(database), ...schemaStatements()];
  if (missing.some((statement) => statement.startsWith(`create role ${roleNames.owner} `))) return [...missing, ...rights];
  const found = await client.query<{ ready: boolean }>(
    `select has_database_privilege($1, $2, 'create') and has_schema_privilege($1, 'public', 'create') as ready`,
    [roleNames.owner, database],
  );
  return found.rows[0]?.ready === true ? missing : [...missing, ...rights];
}

function asScript(statements: readonly string[]): string {
  return statements.map((statement) => `  ${statement};`).join('\n');
}

/** Roles of another installation, or made with another secret, would fail only later and less clearly. */
async function proveLogin(config: pg.ClientConfig, stillMissing: readonly string[]): Promise<void> {
  if (stillMissing.length > 0) throw new Error('the roles were made and are still missing');
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new DatabaseTrouble(
      'wrong_password',
      `The role ${roleNames.owner} exists but does not accept the password derived from this installation's secret. Use the SECRET_KEY (or DATA_DIR/secret) it was made with, or run as a superuser: alter role ${roleNames.owner} password '…' for each of ${Object.values(roleNames).join(', ')}. (${(cause as Error).message})`,
      cause,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
