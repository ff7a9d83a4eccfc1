/**
 * Does the database itself keep workspaces apart, whatever the application forgets? Attack 67, and the database's half of 56: as the
 * application's role, over every table of the schema, found in the catalogue. Routes are tested elsewhere.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { inWorkspace } from '@meanwhile/server/platform/db/transaction.ts';
import { testDatabase, type TestDatabase } from '@meanwhile/server/platform/postgres/test-cluster.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}
interface Reference {
  readonly table: string;
  readonly columns: string[];
  readonly target: string;
  readonly targetColumns: string[];
}
type Row = Record<string, unknown>;

const lantern = randomUUID();
const harbour = randomUUID();
const at = Date.parse('2026-11-24T10:00:00Z');
let database: TestDatabase;
let app: pg.Client;
let admin: pg.Client;
let columns: Map<string, Column[]>;
let references: Reference[];
let allowed: Map<string, string>;
const planted = new Map<string, Row>();

beforeAll(async () => {
  database = await testDatabase();
  app = new pg.Client(database.access.configFor('app'));
  admin = new pg.Client(database.adminConfig);
  await Promise.all([app.connect(), admin.connect()]);
  await readCatalogue();
  for (const [workspaceId, slug] of [
    [lantern, 'lantern'],
    [harbour, 'harbour'],
  ] as const) {
    await app.query('insert into directory.workspace (workspace_id, slug, created_at) values ($1, $2, now())', [workspaceId, slug]);
    await within(
      workspaceId,
      async () => {
        await app.query('select tenant.ensure_month($1)', [new Date(at)]);
        for (const table of inOrder()) {
          const row = rowFor(table, workspaceId);
          if (table === 'case_link') await pairUp(workspaceId, row);
          await insert(table, row);
          planted.set(`${workspaceId} ${table}`, row);
        }
      },
      'commit',
    );
  }
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function readCatalogue(): Promise<void> {
  const found = await admin.query<Column>(`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'tenant' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = '' order by 1, a.attnum`);
  columns = Map.groupBy<string, Column>(found.rows, (one) => one.table);
  references = (
    await admin.query<Reference>(`
    select c.relname as "table", array(select attname::text from unnest(k.conkey) with ordinality u(n, o) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by o) as columns,
      t.relname as target, array(select attname::text from unnest(k.confkey) with ordinality u(n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by o) as "targetColumns"
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and n.nspname = 'tenant' and not c.relispartition`)
  ).rows;
  const checks = await admin.query<{ table: string; text: string }>(`
    select c.relname as "table", pg_get_constraintdef(k.oid) as text from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'c'`);
  allowed = new Map(
    checks.rows.flatMap(({ table, text }) => {
      const one = /\(\((\w+) = (?:ANY \(ARRAY\[)?'(\w+)'/.exec(text);
      return one === null ? [] : [[`${table} ${one[1]}`, one[2]!] as const];
    }),
  );
}

/** Who is pointed at comes first. */
function inOrder(): string[] {
  const done: string[] = [];
  const visit = (table: string): void => {
    if (done.includes(table)) return;
    for (const one of references) if (one.table === table && one.target !== table && columns.has(one.target)) visit(one.target);
    done.push(table);
  };
  visit('workspace');
  for (const table of columns.keys()) visit(table);
  return done;
}

/** A row that every rule of the table accepts; what it points at is what this workspace planted before. */
function rowFor(table: string, workspaceId: string): Row {
  const row: Row = {};
  for (const [place, { name, type }] of columns.get(table)!.entries())
    row[name] = name === 'workspace_id' ? workspaceId : valueFor(table, name, type, place);
  for (const one of references) {
    if (one.table !== table) continue;
    const target = planted.get(`${workspaceId} ${one.target}`);
    for (const [index, name] of one.columns.entries())
      if (name !== 'workspace_id') row[name] = one.target === table ? null : target![one.targetColumns[index]!];
  }
  // About a case, not about a channel.
  if (table === 'notice') row['channel_id'] = null;
  return row;
}

function valueFor(table: string, name: string, type: string, place: number): unknown {
  if (type === 'uuid') return randomUUID();
  if (type === 'uuid[]') return [];
  if (type === 'date') return '2026-11-24';
  if (type === 'json') return '{}';
  if (type === 'text') return allowed.get(`${table} ${name}`) ?? randomBytes(6).toString('hex');
  if (name === 'capacity') return 100;
  // No test fails.
  if (name === 'failing_since') return null;
  if (name === 'kept_percent') return 95;
  if (name === 'starter_handle_minutes') return 6;
  if (type === 'integer' || type === 'bigint') return 1 + Math.floor(Math.random() * 1e9);
  if (type.startsWith('timestamp')) return new Date(at + place * 1_000);
  if (type === 'jsonb') return '{}';
  if (type === 'bytea') return randomBytes(16);
  if (type === 'boolean') return false;
  if (type === 'text[]') return [];
  if (type === 'xid8') return '42';
  if (type === 'tsvector') return 'kettle';
  throw new Error(`no value for ${table}.${name} of type ${type}`);
}

/** A link is between two cases, the smaller id first. */
async function pairUp(workspaceId: string, row: Row): Promise<void> {
  const other: Row = { ...planted.get(`${workspaceId} case`), id: randomUUID(), number: 1 + Math.floor(Math.random() * 1e9) };
  await insert('case', other);
  [row['one_case_id'], row['other_case_id']] = [row['one_case_id'], other['id']].toSorted();
}

/** The end of a link that is not the foreign one: a case of one's own, on the right side of it. */
async function besideOwn(row: Row, own: 'one_case_id' | 'other_case_id'): Promise<void> {
  const id = own === 'one_case_id' ? '00000000-0000-4000-8000-000000000000' : 'ffffffff-ffff-4fff-bfff-ffffffffffff';
  await insert('case', { ...planted.get(`${harbour} case`), id, number: 1 + Math.floor(Math.random() * 1e9) });
  row[own] = id;
}

async function insert(table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  await app.query(
    `insert into tenant."${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** As the application inside these walls; `null` forgets to say which. */
async function within<T>(workspaceId: string | null, work: () => Promise<T>, end: 'commit' | 'rollback' = 'rollback'): Promise<T> {
  await app.query('begin');
  try {
    if (workspaceId !== null) await app.query(`select set_config('meanwhile.workspace', $1, true)`, [workspaceId]);
    const result = await work();
    await app.query(end);
    return result;
  } catch (error) {
    await app.query('rollback');
    throw error;
  }
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const workspacesIn = async (client: pg.Client, table: string): Promise<string[]> =>
  (await client.query<{ w: string }>(`select distinct workspace_id as w from tenant."${table}"`)).rows.map((row) => row.w);

test('attack 67: every table shows a workspace its own rows, and without a workspace none', async () => {
  expect(columns.size).toBeGreaterThan(25);
  for (const table of columns.keys()) {
    expect(await workspacesIn(admin, table), `${table} has rows of both`).toHaveLength(2);
    expect(await within(lantern, () => workspacesIn(app, table)), table).toEqual([lantern]);
    expect(await within(harbour, () => workspacesIn(app, table)), table).toEqual([harbour]);
    expect(await within(null, () => workspacesIn(app, table)), table).toEqual([]);
  }
});

test('attack 67: a connection that served another workspace before keeps nothing of it', async () => {
  expect(await within(lantern, () => workspacesIn(app, 'message'), 'commit')).toEqual([lantern]);
  expect((await app.query(`select current_setting('meanwhile.workspace', true) as here`)).rows[0].here).toBe('');
  for (const table of columns.keys()) expect(await workspacesIn(app, table), table).toEqual([]);
  const pool = new pg.Pool({ ...database.access.configFor('app'), max: 1 });
  try {
    const count = 'select count(*)::int as n from tenant.customer';
    await inWorkspace(pool, lantern, async () => undefined);
    expect((await pool.query(count)).rows[0].n).toBe(0);
    await expect(inWorkspace(pool, lantern, () => Promise.reject(new Error('broke in the middle')))).rejects.toThrow('broke');
    expect((await pool.query(count)).rows[0].n).toBe(0);
    expect(() => inWorkspace(pool, `${lantern}'; set meanwhile.workspace = '${harbour}`, async () => undefined)).toThrow(
      'not a workspace id',
    );
  } finally {
    await pool.end();
  }
});

test('attack 67: rows of another workspace can be neither written, changed nor taken away', async () => {
  const wrong: string[] = [];
  for (const table of columns.keys()) {
    const own = await within(harbour, async () =>
      codeOf(app.query(`update tenant."${table}" set workspace_id = workspace_id where workspace_id = $1`, [harbour])),
    );
    const change = await within(harbour, async () =>
      app.query(`update tenant."${table}" set workspace_id = workspace_id where workspace_id = $1`, [lantern]).then(
        (done) => done.rowCount,
        (error: { code: string }) => error.code,
      ),
    );
    if (change !== (own === '42501' ? '42501' : 0)) wrong.push(`update ${table} ${change}`);
    const gone = await within(harbour, async () =>
      app.query(`delete from tenant."${table}" where workspace_id = $1`, [lantern]).then(
        (done) => done.rowCount,
        (error: { code: string }) => error.code,
      ),
    );
    if (gone !== 0 && gone !== '42501') wrong.push(`delete ${table} ${gone}`);
    // Right in every way but the workspace it says: the very row would be accepted within its own walls.
    const row = { ...rowFor(table, lantern), workspace_id: lantern };
    const written = await codeOf(within(harbour, () => insert(table, row)));
    if (written !== '42501') wrong.push(`insert ${table} ${written}`);
  }
  expect(wrong).toEqual([]);
  for (const table of columns.keys()) expect(await workspacesIn(admin, table), table).toHaveLength(2);
});

test('attack 56: a row cannot point at a row of another workspace', async () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const one of references.filter((reference) => columns.has(reference.target) && reference.target !== 'workspace')) {
    expect(one.columns, `${one.table} → ${one.target}`).toContain('workspace_id');
    const foreign = planted.get(`${lantern} ${one.target}`)!;
    const points = (target: Row): Row => {
      const row = rowFor(one.table, harbour);
      for (const [index, name] of one.columns.entries()) if (name !== 'workspace_id') row[name] = target[one.targetColumns[index]!];
      if (one.table === 'notice' && one.target === 'channel') Object.assign(row, { kind: 'channel', case_id: null });
      return row;
    };
    const code = await codeOf(
      within(harbour, async () => {
        const row = points(foreign);
        if (one.table === 'case_link') await besideOwn(row, one.columns.includes('one_case_id') ? 'other_case_id' : 'one_case_id');
        // A case is linked to an incident once: the row planted before would be in the way of who linked it.
        if (one.table === 'incident_case') await app.query('delete from tenant.incident_case');
        await insert(one.table, row);
        await app.query('set constraints all immediate');
      }),
    );
    if (code !== '23503') wrong.push(`${one.table} (${one.columns.join()}) → ${one.target}: ${code}`);
    tried += 1;
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(20);
});

test('attack 67: every table has its wall up, for its owner too, and there is no view to look around it', async () => {
  const walls = await admin.query<{ name: string; on: boolean; forced: boolean; owner: string; kind: string }>(`
    select relname as name, relrowsecurity as on, relforcerowsecurity as forced, pg_get_userbyid(relowner) as owner, relkind as kind from pg_class
    where relnamespace = 'tenant'::regnamespace and relkind not in ('i', 'I', 'S', 't', 'c')`);
  expect(walls.rows.filter((wall) => !['r', 'p'].includes(wall.kind))).toEqual([]);
  // Search documents belong to a role nobody can be; only its one function reads them.
  expect(walls.rows.filter((wall) => !wall.on || (!wall.forced && wall.owner !== 'meanwhile_search'))).toEqual([]);
  for (const { name } of walls.rows.filter((wall) => /_\d{4}_\d\d$/.test(wall.name))) {
    expect(await within(lantern, async () => codeOf(app.query(`select 1 from tenant."${name}"`))), name).toBe('42501');
  }
});

test('attack 67: the application cannot become anybody else', async () => {
  const roles = await admin.query<{ name: string; strong: boolean }>(`
    select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as strong from pg_roles where rolname like 'meanwhile_%'`);
  // The cluster's own superuser is the only one; no process of ours signs in as it.
  expect(roles.rows.filter((role) => role.strong).map((role) => role.name)).toEqual([database.adminConfig.user]);
  expect(await codeOf(within(lantern, () => app.query('set role meanwhile_app')))).toBe('no error');
  for (const { name } of roles.rows.filter((role) => role.name !== 'meanwhile_app')) {
    expect(await codeOf(within(lantern, () => app.query(`set role ${name}`))), name).toBe('42501');
    expect(await codeOf(within(lantern, () => app.query(`set session authorization ${name}`))), name).toBe('42501');
  }
  expect(await codeOf(within(null, () => app.query('set local row_security = off; select 1 from tenant.customer')))).toBe('42501');
  await app.query('reset role');
  expect(await workspacesIn(app, 'customer')).toEqual([]);
  for (const attempt of [
    'alter table tenant.customer disable row level security',
    'drop policy workspace_wall on tenant.customer',
    'create view public.peek as select 1',
    'truncate tenant.event',
    `select pg_read_file('PG_VERSION')`,
    `copy tenant.customer to program 'cat'`,
    'select * from accounts."user"',
  ])
    expect(await codeOf(within(lantern, () => app.query(attempt))), attempt).toBe('42501');
});

test('attack 67: the functions that run as somebody else ask for the workspace themselves', async () => {
  const functions = await admin.query<{ name: string; path: string[] | null; open: boolean }>(`
    select p.proname as name, p.proconfig as path, has_function_privilege('public', p.oid, 'execute') as open from pg_proc p
    where p.prosecdef and p.pronamespace::regnamespace::text in ('tenant', 'directory', 'work', 'public', 'accounts', 'boss') order by 1`);
  expect(functions.rows.map((one) => [one.name, one.open, one.path?.some((line) => line.startsWith('search_path=pg_catalog'))])).toEqual([
    ['ensure_month', false, true],
    ['erase_from_log', false, true],
    ['search', false, true],
  ]);
  const search = `select id from tenant.search('kettle'::tsquery, 10)`;
  const ownDocument = planted.get(`${lantern} search_document`)!['id'];
  expect((await within(lantern, () => app.query(search))).rows).toEqual([{ id: ownDocument }]);
  expect((await within(harbour, () => app.query(search))).rows).toEqual([{ id: planted.get(`${harbour} search_document`)!['id'] }]);
  expect(await codeOf(within(null, () => app.query(search)))).toBe('42501');
  // It empties what is this workspace's own, whatever ids it is given.
  const erase = `select tenant.erase_from_log($1, $2, '2026-11-01', '2026-12-01') as count`;
  const foreignEvent = planted.get(`${harbour} event`)!;
  const foreignIds = [[foreignEvent['subject_id']], [foreignEvent['conversation_id']]];
  expect((await within(lantern, () => app.query(erase, foreignIds))).rows[0].count).toBe(0);
  expect((await within(harbour, () => app.query(erase, foreignIds))).rows[0].count).toBe(1);
  expect(await codeOf(within(null, () => app.query(erase, foreignIds)))).toBe('42501');
  expect(await codeOf(within(lantern, () => app.query(`select tenant.raise_wall('tenant.customer')`)))).toBe('42501');
});

test('attack 67: whoever reads the log of events reads nothing else, and writes nothing', async () => {
  const stream = new pg.Client(database.access.configFor('stream'));
  await stream.connect();
  try {
    expect((await workspacesIn(stream, 'event')).toSorted()).toEqual([lantern, harbour].toSorted());
    for (const table of columns.keys()) {
      if (table !== 'event') expect(await codeOf(stream.query(`select 1 from tenant."${table}"`)), table).toBe('42501');
      expect(await codeOf(stream.query(`delete from tenant."${table}"`)), table).toBe('42501');
    }
    for (const place of ['directory.token', 'directory.membership', 'work.item', 'accounts.session'])
      expect(await codeOf(stream.query(`select 1 from ${place}`)), place).toBe('42501');
    expect(
      await codeOf(
        stream.query(
          `insert into tenant.event (workspace_id, id, at, epoch, type, audience, actor) values ('${lantern}', '${randomUUID()}', now(), 1, 'note.added', 'desk', 'system')`,
        ),
      ),
    ).toBe('42501');
  } finally {
    await stream.end();
  }
});
