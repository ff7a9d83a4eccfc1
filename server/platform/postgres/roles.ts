/**
 * Which roles does Meanwhile use, and what may each become? Creates them and the database, again and again without harm.
 * What they may read and write is granted by the migrations.
 */
import pg from 'pg';
import type { DatabaseRole } from './database-access.ts';

export const roleNames: Readonly<Record<DatabaseRole, string>> = {
  owner: 'meanwhile_owner',
  app: 'meanwhile_app',
  stream: 'meanwhile_stream',
  accounts: 'meanwhile_accounts',
  jobs: 'meanwhile_jobs',
};
/** Owns the search documents and nothing logs in as it. */
export const searchRole = 'meanwhile_search';
/** The owner makes schemas for these and hands objects to them. */
const ownedByOwner = [searchRole, roleNames.accounts, roleNames.jobs];

export type PasswordFor = (role: DatabaseRole) => string;

/** The statements that make whatever is missing; also shown to people whose login may not create roles. */
export async function missingRoleStatements(client: pg.ClientBase, passwordFor: PasswordFor | null): Promise<string[]> {
  const wanted = [...Object.values(roleNames), searchRole];
  const found = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [wanted]);
  const there = new Set(found.rows.map((row) => row.rolname));
  const statements: string[] = [];
  for (const [role, name] of Object.entries(roleNames) as [DatabaseRole, string][]) {
    const password = passwordFor === null ? '' : ` password ${pg.escapeLiteral(passwordFor(role))}`;
    if (!there.has(name)) statements.push(`create role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole${password}`);
  }
  if (!there.has(searchRole)) statements.push(`create role ${searchRole} nologin nosuperuser nobypassrls nocreatedb nocreaterole`);
  const members = there.has(roleNames.owner) ? await rolesOfOwner(client) : new Set<string>();
  for (const name of ownedByOwner) if (!members.has(name)) statements.push(`grant ${name} to ${roleNames.owner}`);
  return statements;
}

async function rolesOfOwner(client: pg.ClientBase): Promise<Set<string>> {
  const found = await client.query<{ name: string }>(
    `select granted.rolname as name from pg_auth_members m join pg_roles granted on granted.oid = m.roleid
     join pg_roles member on member.oid = m.member where member.rolname = $1`,
    [roleNames.owner],
  );
  return new Set(found.rows.map((row) => row.name));
}

/** Who may connect to a database, and that the owner may make schemas in it. */
export function databaseStatements(database: string): string[] {
  const name = pg.escapeIdentifier(database);
  return [
    `revoke all on database ${name} from public`,
    `grant connect on database ${name} to ${Object.values(roleNames).join(', ')}`,
    `grant create on database ${name} to ${roleNames.owner}`,
  ];
}

/** For a database that belongs to somebody else: run while connected to it. Giving it away would need CREATEDB, so it stays theirs. */
export function schemaStatements(): string[] {
  return ['revoke all on schema public from public', `grant usage, create on schema public to ${roleNames.owner}`];
}

/** For a cluster of our own: roles and database by the superuser. Safe when two processes do it at once. */
export async function prepareOwnCluster(admin: pg.ClientBase, database: string): Promise<void> {
  await admin.query('select pg_advisory_lock(730101)');
  try {
    for (const statement of await missingRoleStatements(admin, null)) await admin.query(statement);
    const found = await admin.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 1) return;
    await admin.query(`create database ${pg.escapeIdentifier(database)} owner ${roleNames.owner} encoding 'UTF8' template template0`);
    for (const statement of databaseStatements(database)) await admin.query(statement);
  } finally {
    await admin.query('select pg_advisory_unlock(730101)');
  }
}
