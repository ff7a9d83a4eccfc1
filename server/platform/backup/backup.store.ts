/** SQL about the shape of the database: which tables there are, in which order their rows leave, what keeps rows out on the way back. */
import pg from 'pg';
import { roleNames } from '../postgres/roles.ts';

/** Ours to back up. `boss` is left out on purpose: a job that ran before the backup was restored must not run again. */
export const ourSchemas = ['accounts', 'directory', 'tenant', 'work'];

export interface TableShape {
  readonly schema: string;
  readonly name: string;
  readonly columns: string[];
  /** `order by` that gives the same order on every server. */
  readonly order: string;
  /** Row security hides rows from the owner: then a backup would be incomplete without saying so. */
  readonly hides: boolean;
  readonly forced: boolean;
}

/** Same text on every server and version. */
export const sessionSettings = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local bytea_output = 'hex';
  set local extra_float_digits = 1; set local search_path = pg_catalog; set local statement_timeout = 0; set local lock_timeout = 0;
  set local idle_in_transaction_session_timeout = 0; set local client_encoding = 'UTF8'`;

export async function tableShapes(client: pg.ClientBase): Promise<TableShape[]> {
  const found = await client.query<TableShape>(
    `select n.nspname as schema, c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce(
         (select string_agg(quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end, ', ' order by k.place)
          from pg_index i cross join lateral unnest(i.indkey) with ordinality k (attnum, place) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
          where i.indrelid = c.oid and i.indisprimary),
         'whole_row::text collate "C"') as "order",
       c.relrowsecurity and (c.relforcerowsecurity or not pg_has_role($2::name, c.relowner, 'usage')) and not exists (
         select 1 from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive
           and p.polroles = array[to_regrole($2::text)::oid] and pg_get_expr(p.polqual, p.polrelid) = 'true') as hides,
       c.relforcerowsecurity as forced
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
     order by n.nspname collate "C", c.relname collate "C"`,
    [ourSchemas, roleNames.owner],
  );
  return found.rows;
}

export function nameOf(table: { schema: string; name: string }): string {
  return `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
}

export function columnsOf(table: { columns: readonly string[] }): string {
  return table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
}

export function copyOutStatement(table: TableShape): string {
  return `copy (select ${columnsOf(table)} from ${nameOf(table)} as whole_row order by ${table.order}) to stdout`;
}

/** First instants of all months of all partitioned tables, as ISO text. */
export async function monthsOf(client: pg.ClientBase): Promise<string[]> {
  const found = await client.query<{ first: string }>(
    `select distinct (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''([^'']+)''\\)'))[1] as first
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relispartition and c.relkind = 'r' order by 1`,
    [ourSchemas],
  );
  return found.rows.map((row) => row.first);
}

export async function sequencesOf(client: pg.ClientBase): Promise<{ schema: string; name: string; lastValue: string }[]> {
  const found = await client.query<{ schema: string; name: string; lastValue: string }>(
    `select schemaname as schema, sequencename as name, last_value::text as "lastValue" from pg_sequences
     where schemaname = any($1) and last_value is not null order by schemaname collate "C", sequencename collate "C"`,
    [ourSchemas],
  );
  return found.rows;
}

export interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** `search_path` must be pg_catalog, so that every name in the definitions is whole. */
export async function foreignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const found = await client.query<ForeignKey>(
    `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and k.conparentid = 0 and n.nspname = any($1) order by 1, 2`,
    [ourSchemas],
  );
  return found.rows;
}
