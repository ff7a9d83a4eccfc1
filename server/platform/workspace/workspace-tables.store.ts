/** SQL about what belongs to one workspace: which tables carry `workspace_id`, in which order their rows can go, and what their rows hold. Read from the catalogue, so that a new table is never forgotten. */
import type pg from 'pg';

const schemas = ['tenant', 'directory', 'work'];

export interface WorkspaceTable {
  readonly schema: string;
  readonly name: string;
  /** Both as SQL writes them. */
  readonly quoted: string;
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
  /** Columns that point to another row of the same table. */
  readonly selfReferences: readonly string[];
  /** Tables whose rows must go before rows of this one. */
  readonly children: readonly string[];
  /** Rows name files in the blob store by `blob_key`. */
  readonly hasBlobs: boolean;
}

/** Every table with rows of workspaces, those that others point to last. Throws where a table has no key or the tables point in a circle. */
export async function workspaceTables(client: pg.ClientBase): Promise<WorkspaceTable[]> {
  const found = await client.query<Omit<WorkspaceTable, 'hasBlobs'>>(
    `select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       coalesce((select array_agg(a.attname::text order by k.place) from pg_index i cross join lateral unnest(i.indkey) with ordinality k (attnum, place)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where i.indrelid = c.oid and i.indisprimary), '{}') as key,
       coalesce((select array_agg(distinct a.attname::text) from pg_constraint k cross join lateral unnest(k.conkey) as part (attnum)
         join pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
         where k.contype = 'f' and k.conrelid = c.oid and k.confrelid = c.oid and a.attname <> 'workspace_id'), '{}') as "selfReferences",
       coalesce((select array_agg(distinct format('%I.%I', cn.nspname, child.relname)) from pg_constraint k join pg_class child on child.oid = k.conrelid
         join pg_namespace cn on cn.oid = child.relnamespace
         where k.contype = 'f' and k.confrelid = c.oid and k.conrelid <> c.oid and not child.relispartition), '{}') as children
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
     order by n.nspname collate "C", c.relname collate "C"`,
    [schemas],
  );
  return childrenFirst(found.rows.map((table) => ({ ...table, hasBlobs: table.columns.includes('blob_key') })));
}

function childrenFirst(tables: readonly WorkspaceTable[]): WorkspaceTable[] {
  const keyless = tables.find((table) => table.key.length === 0);
  if (keyless !== undefined) throw new Error(`the table ${keyless.quoted} has no primary key`);
  const ordered: WorkspaceTable[] = [];
  const done = new Set<string>();
  while (ordered.length < tables.length) {
    const next = tables.filter((table) => !done.has(table.quoted) && table.children.every((child) => done.has(child)));
    if (next.length === 0) throw new Error('tables of workspaces point to each other in a circle');
    for (const table of next) {
      ordered.push(table);
      done.add(table.quoted);
    }
  }
  return ordered;
}

export interface WorkspacePlace {
  readonly workspaceId: string;
  readonly slug: string;
  /** Workspaces besides this one that are in use. */
  readonly otherCount: number;
}

/** Also one whose removal was begun and did not end. */
export async function placeOfWorkspace(client: pg.ClientBase, slug: string): Promise<WorkspacePlace | null> {
  const found = await client.query<WorkspacePlace>(
    `select workspace_id as "workspaceId", slug, (select count(*)::int from directory.workspace o where o.workspace_id <> w.workspace_id and o.deleted_at is null) as "otherCount"
     from directory.workspace w where slug = $1`,
    [slug],
  );
  return found.rows[0] ?? null;
}

/** Tables of pg-boss whose rows carry a payload; none before the first job. */
export async function payloadTables(client: pg.ClientBase): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `select format('boss.%I', c.relname) as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'data' and a.atttypid = 'jsonb'::regtype
     where c.relnamespace = 'boss'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  return found.rows.map((row) => row.name);
}
