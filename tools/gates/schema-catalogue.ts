/**
 * Do the walls stand in the database as it really is? Reads the catalogue of a migrated database, not the migrations' text: row security,
 * keys that lead with the workspace, no personal data in `work`, no enum types, an application role that cannot bypass or own anything.
 */
import type pg from 'pg';

/** `<table>: <what>` → why it is allowed. An exception nobody needs is a finding itself. */
export type CatalogueExceptions = Readonly<Record<string, string>>;

export const catalogueExceptions: CatalogueExceptions = {
  'tenant.search_document: row security is not forced':
    'Its owner is the role of the search function, which reads the workspace setting itself; forcing would hide the index from the planner (ADR 5).',
};

const unforced = `
  select format('tenant.%s: %s', c.relname, case when c.relrowsecurity then 'row security is not forced' else 'row security is off' end) as finding
  from pg_class c
  where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`;

const unwalled = `
  select format('tenant.%s: no policy compares workspace_id with the setting', c.relname) as finding
  from pg_class c
  where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and not exists (
      select from pg_policy p
      where p.polrelid = c.oid and 'meanwhile_app'::regrole::oid = any (p.polroles)
        and pg_get_expr(p.polqual, c.oid) like '%workspace_id = %meanwhile.workspace%'
        and pg_get_expr(p.polwithcheck, c.oid) like '%workspace_id = %meanwhile.workspace%')`;

const looseKeys = `
  select format('tenant.%s: %s does not lead with workspace_id', c.relname, k.conname) as finding
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  left join pg_attribute f on f.attrelid = k.confrelid and f.attnum = k.confkey[1]
  where c.relnamespace = 'tenant'::regnamespace and not c.relispartition and k.contype in ('p', 'u', 'f')
    and (a.attname <> 'workspace_id' or coalesce(f.attname, 'workspace_id') <> 'workspace_id')
  union
  select format('tenant.%s: %s does not lead with workspace_id', c.relname, i.indexrelid::regclass)
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  where c.relnamespace = 'tenant'::regnamespace and not c.relispartition and i.indisunique and a.attname is distinct from 'workspace_id'
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`;

const keyless = `
  select format('tenant.%s: no primary key', c.relname) as finding
  from pg_class c
  where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')`;

/** Only ids, numbers, instants and codes: text is allowed where its name says that it is a code. */
const talkativeWork = `
  select format('work.%s: %s %s could hold personal data', c.relname, a.attname, a.atttypid::regtype) as finding
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'work'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    and a.atttypid::regtype::text not in ('uuid', 'bigint', 'integer', 'smallint', 'boolean', 'timestamp with time zone')
    and not (a.atttypid::regtype::text = 'text' and a.attname ~ '^(kind|.*_code)$')`;

const enums = `
  select format('%s.%s: enum types never use an index under row security', n.nspname, t.typname) as finding
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'e' and n.nspname in ('tenant', 'directory', 'work', 'accounts')`;

const powerfulRoles = `
  select format('role %s can bypass row security', r.rolname) as finding
  from pg_roles r
  where r.rolname in ('meanwhile_app', 'meanwhile_stream', 'meanwhile_accounts') and (r.rolsuper or r.rolbypassrls or r.rolcreaterole)
  union
  select format('%s.%s: owned by the application role', n.nspname, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('tenant', 'directory', 'work') and c.relowner = 'meanwhile_app'::regrole`;

const questions = [unforced, unwalled, looseKeys, keyless, talkativeWork, enums, powerfulRoles];

export interface CatalogueReport {
  readonly findings: readonly string[];
  /** How many tables of `tenant` were looked at, partitions apart; none is a finding. */
  readonly tableCount: number;
}

/** Asks a migrated database; `client` must be able to read the catalogue, any role can. */
export async function readCatalogue(client: pg.Client, exceptions: CatalogueExceptions = catalogueExceptions): Promise<CatalogueReport> {
  const found: string[] = [];
  for (const question of questions) found.push(...(await client.query<{ finding: string }>(question)).rows.map((row) => row.finding));
  const tables = await client.query<{ tables: string }>(
    `select count(*) as tables from pg_class where relnamespace = 'tenant'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  );
  const tableCount = Number(tables.rows[0]?.tables ?? 0);
  const idle = Object.keys(exceptions).filter((exception) => !found.includes(exception));
  return {
    tableCount,
    findings: [
      ...found.filter((finding) => exceptions[finding] === undefined),
      ...idle.map((exception) => `${exception}: excepted, but not found; take it out of the list`),
      ...(tableCount === 0 ? ['tenant: no tables at all'] : []),
    ],
  };
}
