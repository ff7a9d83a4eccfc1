/**
 * How does a test fill every table at once? One row per table and workspace, made from the catalogue: every id is the workspace's own, so that
 * all keys fit each other, and every text says whose it is. A new table is filled without being named here. For tests only.
 */
import pg from 'pg';

export interface Owner {
  /** Also the id of every row. */
  readonly workspaceId: string;
  /** Small letters; in every text of every row. */
  readonly canary: string;
  readonly blobKey: string;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly choices: string[] | null;
}

export interface FilledTable {
  readonly quoted: string;
  readonly schema: string;
}

/** Tables that hold nothing of any workspace. */
const ofNobody = new Set(['directory.installation', 'accounts.attempt', 'accounts.known_source']);

/** Every table of ours; partitions are reached through their parents. */
export async function ourTables(admin: pg.Client): Promise<FilledTable[]> {
  const found = await admin.query<FilledTable>(
    `select format('%I.%I', n.nspname, c.relname) as quoted, n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('tenant', 'directory', 'work', 'accounts') and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return found.rows.filter((table) => !ofNobody.has(table.quoted));
}

/** As the superuser, whose rows no key is checked for. `at`: ISO text. */
export async function fillEveryTable(admin: pg.Client, owner: Owner, at: string): Promise<void> {
  await admin.query('select tenant.ensure_month($1)', [at]);
  await admin.query('set session_replication_role = replica');
  for (const { quoted } of await ourTables(admin)) {
    const columns = await columnsOf(admin, quoted);
    const names = columns.map((column) => pg.escapeIdentifier(column.name)).join(', ');
    await admin.query(
      `insert into ${quoted} (${names}) overriding system value values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
      columns.map((column) => (isAboutCase(quoted, column) ? null : valueFor(column, owner, at))),
    );
  }
  await admin.query('set session_replication_role = origin');
}

async function columnsOf(admin: pg.Client, quoted: string): Promise<Column[]> {
  const found = await admin.query<Column>(
    `select a.attname as name, a.atttypid::regtype::text as type,
       (select array_agg(m[1]) from pg_constraint k cross join lateral regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::text', 'g') m
        where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ '= (ANY \\(ARRAY\\[)?''') as choices
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [quoted],
  );
  return found.rows;
}

/** A notice is about a case or a channel; the kind it is filled with is about a case. */
const isAboutCase = (quoted: string, { name }: Column): boolean => quoted === 'tenant.notice' && name === 'channel_id';

/** Instants after the first of a row lie later, because some must. */
function valueFor({ name, type, choices }: Column, { workspaceId, canary, blobKey }: Owner, at: string): unknown {
  if (choices !== null) return choices[0];
  if (name === 'blob_key') return blobKey;
  if (name === 'deleted_at') return null;
  if (name === 'capacity') return 100;
  if (name === 'failed') return ['entry'];
  if (name === 'kept_percent') return 95;
  if (name === 'slug') return canary;
  // Of a pair without direction the smaller id stands first.
  if (name === 'other_case_id') return 'ffffffff-ffff-7fff-bfff-ffffffffffff';
  switch (type) {
    case 'uuid':
      return workspaceId;
    case 'timestamp with time zone':
      return name === 'ends_at' || name === 'until_at' ? new Date(Date.parse(at) + 1_000).toISOString() : at;
    case 'json':
    case 'jsonb':
      return JSON.stringify({ canary });
    case 'bytea':
      return Buffer.from(`${canary}-${name}`);
    case 'boolean':
      return true;
    case 'uuid[]':
      return [workspaceId];
    case 'date':
      return at.slice(0, 10);
    case 'text[]':
      return [canary];
    case 'tsvector':
      return `'${canary}':1`;
    case 'text':
      return ['id', 'user_id', 'value'].includes(name) ? `person-${canary}` : `${canary}-${name.replaceAll('_', '-')}`;
    case 'bigint':
      // Identity columns must differ between workspaces.
      return String(canary.charCodeAt(0));
    default:
      return 1;
  }
}

/** Rows of this table that mention one of these texts, in words or as bytes. */
export async function mentions(admin: pg.Client, quoted: string, texts: readonly string[]): Promise<number> {
  const all = texts.flatMap((text) => [text, Buffer.from(text).toString('hex')]);
  const found = await admin.query<{ count: number }>(
    `select count(*)::int as count from ${quoted} t where exists (select from unnest($1::text[]) as canary where position(canary in t::text) > 0)`,
    [all],
  );
  return found.rows[0]?.count ?? -1;
}

/** The same text as long as no row of these texts changed. */
export async function digestOf(admin: pg.Client, quoted: string, text: string): Promise<string> {
  const found = await admin.query<{ digest: string }>(
    `select coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as digest from ${quoted} t where position($1 in t::text) > 0`,
    [text],
  );
  return found.rows[0]?.digest ?? '';
}
