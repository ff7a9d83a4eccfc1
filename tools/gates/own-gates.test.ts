/** Do our own gates bite? Each is shown a violation that must turn it red, and the decent neighbour beside it that must not. */
import { describe, expect, test } from 'vitest';
import { dependencyFindings } from './dependencies.ts';
import type { Finding } from './finding.ts';
import { glossaryFindings } from './glossary.ts';
import { leftoverFindings } from './leftovers.ts';
import { limitFindings } from './limits.ts';
import { withPlanted, type Plant } from './planted-tree.ts';
import { sqlFindings } from './sql.ts';
import { fiveLargest, lineCount, tidyFindings } from './tidy.ts';
import { timeSourceFindings } from './time-source.ts';

const found = async (gate: (root: string) => Finding[], plant: Plant): Promise<string[]> =>
  (await withPlanted(plant, gate)).map((one) => `${one.file}${one.line === undefined ? '' : `:${one.line}`} ${one.what}`);

const lines = (count: number): string => `// Which question?\n${'export const x = 1;\n'.repeat(count - 1)}`;

describe('time-source', () => {
  test.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['Date()', 'Date()'],
    ['Math.random()', 'Math.random'],
    ['performance.now()', 'performance.now'],
    ['setTimeout(go, 5)', 'setTimeout'],
    ['globalThis.setInterval(go, 5)', 'globalThis.setInterval'],
    ['[1].map(setImmediate)', 'setImmediate'],
  ])('%s in a step is red', async (code, name) => {
    const findings = await found(timeSourceFindings, { 'server/intake/intake.ts': `export const one = 1;\nexport const two = ${code};\n` });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`server/intake/intake.ts:2 \`${name}\``);
  });

  test('a timer brought in from Node is red in core', async () => {
    expect(
      await found(timeSourceFindings, {
        'core/kernel/wait.ts': "import { setTimeout as wait } from 'node:timers/promises';\nexport const w = wait;\n",
      }),
    ).toHaveLength(1);
  });

  test('conversions, injected timers, comments, tests and the platform are left alone', async () => {
    const decent = {
      'core/calendar/day.ts': '// not Date.now() but an argument\nexport const day = (at: number) => new Date(at).toISOString();\n',
      'server/reply/reply.ts':
        'export const later = (setTimeout: (go: () => void) => void, clock: { setTimeout: number }) => { setTimeout(() => clock.setTimeout); };\n',
      'server/reply/reply.test.ts': 'export const now = Date.now();\n',
      'server/platform/clock/clock.ts': 'export const now = () => Date.now();\n',
      'desk/parts/countdown.tsx': 'export const tick = () => setInterval(() => undefined, 1000);\n',
    };
    expect(await found(timeSourceFindings, decent)).toEqual([]);
  });
});

describe('sql', () => {
  test.each(['now()', 'current_timestamp', 'clock_timestamp()', 'CURRENT_DATE'])('%s in a migration is red', async (clock) => {
    const findings = await found(sqlFindings, {
      'server/platform/migrations/0001.sql': `-- now() in a comment is fine\ncreate table t (at timestamptz default ${clock});\n`,
    });
    expect(findings).toEqual([expect.stringMatching(/^server\/platform\/migrations\/0001\.sql:2 /)]);
  });

  test.each([
    ['the clock in a statement', 'export const s = sql`update t set at = now() where id = ${id}`;', 'the instant is a parameter'],
    ['a bare pool', "await pool.query('select 1');", 'inWorkspace'],
    ['a pool on an object', "await this.readPool.query('select 1');", 'inWorkspace'],
    ['a hole in a statement', 'await db.query(`select * from t where id = ${id}`);', 'built from strings'],
    ['a glued statement', "await db.query('select * from ' + table);", 'built from strings'],
    ['a raw value', 'export const s = sql.raw(order);', 'not a literal'],
  ])('%s is red', async (_, code, what) => {
    expect(await found(sqlFindings, { 'server/intake/intake.store.ts': `${code}\n` })).toEqual([expect.stringContaining(what)]);
  });

  test('only the platform may ask for the database’s time, and for nothing beside it', async () => {
    const asks = "await client.query('select clock_timestamp() as now');\n";
    expect(await found(sqlFindings, { 'server/platform/clock.ts': asks })).toEqual([]);
    expect(await found(sqlFindings, { 'server/intake/take.ts': asks })).toHaveLength(1);
    expect(
      await found(sqlFindings, { 'server/platform/clock.ts': "await client.query('select 1 from t where at < clock_timestamp()');\n" }),
    ).toHaveLength(1);
  });

  test('parameters, long literals and the platform are left alone', async () => {
    const decent = {
      'server/intake/intake.store.ts':
        "export const s = sql`select * from t where id = ${id}`;\nawait db.query('select 1 ' + 'from t');\nexport const words = 'from now on';\n",
      'server/platform/db/pools.ts': "await pool.query('select 1');\nawait admin.query(`create database ${name}`);\n",
    };
    expect(await found(sqlFindings, decent)).toEqual([]);
  });
});

describe('tidy', () => {
  test('a file over 300 lines is red, a test only over 400', async () => {
    const plant = {
      'core/long.ts': lines(301),
      'core/fits.ts': lines(300),
      'core/long.test.ts': lines(401),
      'core/fits.test.ts': lines(400),
    };
    expect(await found((root) => tidyFindings(root, []), plant)).toEqual([
      'core/long.test.ts 401 lines, at most 400: split it by verb',
      'core/long.ts 301 lines, at most 300: split it by verb',
    ]);
  });

  test('a file without an opening comment and a file that only passes others on are red', async () => {
    const plant = {
      'core/bare.ts': 'export const x = 1;\n',
      'core/barrel.ts': "// Everything.\nexport * from './bare.ts';\nexport { x } from './bare.ts';\n",
    };
    expect((await found((root) => tidyFindings(root, []), plant)).map((one) => one.split(' ')[0])).toEqual([
      'core/bare.ts:1',
      'core/barrel.ts',
    ]);
  });

  test('a catalogue of words may be longer, and a step’s front door may consist of its verbs', async () => {
    const plant = {
      'desk/src/words/screens.de.ts': lines(700),
      'server/reply/reply.ts': "// The front door.\nexport { x } from './x.ts';\n",
    };
    expect(await found((root) => tidyFindings(root, []), plant)).toEqual([]);
    expect(await found((root) => tidyFindings(root, []), { 'desk/src/words/de.ts': lines(701) })).toHaveLength(1);
  });

  test('an exception lets a long file pass, and is red itself once nobody needs it', async () => {
    const exceptions = [{ path: 'core/long.ts', maxLines: 320, reason: 'a table of holidays', on: '2026-01-01' }];
    expect(await found((root) => tidyFindings(root, exceptions), { 'core/long.ts': lines(310) })).toEqual([]);
    expect(await found((root) => tidyFindings(root, exceptions), { 'core/long.ts': lines(200) })).toHaveLength(1);
  });

  test('the five largest are named, largest first', async () => {
    const plant = Object.fromEntries([3, 9, 1, 7, 5, 8].map((count) => [`core/f${count}.ts`, lines(count)]));
    expect(await withPlanted(plant, fiveLargest)).toEqual(['9 core/f9.ts', '8 core/f8.ts', '7 core/f7.ts', '5 core/f5.ts', '3 core/f3.ts']);
    expect(lineCount('a\nb')).toBe(2);
  });
});

describe('glossary', () => {
  const page =
    '| Term | Meaning |\n|---|---|\n| **case** | One matter. |\n| **customer, identity** | A person served. |\n| **api token** | A key. |\n';

  test('a folder and a table outside the glossary are red', async () => {
    const plant = {
      'docs/glossary.md': page,
      'server/ticket/ticket.ts': '//\n',
      'server/platform/migrations/1.sql': 'create table tenant."ticket" (id uuid);\n',
    };
    expect(await found(glossaryFindings, plant)).toEqual([
      "server/ticket the folder's name is not in docs/glossary.md",
      'server/platform/migrations/1.sql the table `ticket` is not in docs/glossary.md',
    ]);
  });

  test('terms, words made of terms, partitions and tables of the machine are left alone', async () => {
    const sql =
      'create table tenant.customer_identity (id uuid);\ncreate table api_token_use (id uuid);\ncreate table tenant.x partition of y default;\ncreate table accounts.user (id text);\n';
    const plant = { 'docs/glossary.md': page, 'core/case/open.ts': '//\n', 'server/platform/migrations/1.sql': sql };
    expect(await found(glossaryFindings, plant)).toEqual([]);
  });

  test('more than sixty terms are red, and so is no glossary', async () => {
    const many = Array.from({ length: 61 }, (_, n) => `| **word${n}** | Meaning. |\n`).join('');
    expect(await found(glossaryFindings, { 'docs/glossary.md': many })).toEqual(['docs/glossary.md 61 terms, at most 60']);
    expect(await found(glossaryFindings, {})).toEqual(['docs/glossary.md has no table of terms']);
  });
});

describe('dependencies', () => {
  const plant = (reasons: string, version = '1.0.0'): Plant => ({
    'docs/dependencies.md': `| Package | Why |\n|---|---|\n${reasons}`,
    'package.json': '{ "dependencies": { "left": "1.0.0" } }',
    'server/package.json': `{ "dependencies": { "left": "${version}", "@meanwhile/core": "0.1.0" } }`,
  });
  const line = '| `left` | Turns things to the left. |\n';

  test('a dependency without a reason and a reason without a dependency are red', async () => {
    expect(await found(dependencyFindings, plant('| `right` | Turns things to the right. |\n'))).toEqual([
      'package.json left has no line in docs/dependencies.md',
      'server/package.json left has no line in docs/dependencies.md',
      'docs/dependencies.md right is explained but nobody depends on it',
    ]);
  });

  test('two versions of one package and a loose version are red, one exact version is not', async () => {
    expect(await found(dependencyFindings, plant(line, '1.0.1'))).toHaveLength(2);
    expect((await found(dependencyFindings, plant(line, '^1.0.0'))).join()).toContain('left ^1.0.0 is not one exact version');
    expect(await found(dependencyFindings, plant(line))).toEqual([]);
  });
});

describe('leftovers', () => {
  test.each([
    ['core/kernel/a.ts', '// TO' + 'DO later\n', 'a note for later'],
    ['server/a.test.ts', 'test.on' + "ly('x', () => {});\n", 'runs alone'],
    ['desk/a.tsx', '// @ts-ig' + 'nore\n', 'a silenced compiler'],
    ['docs/a.md', 'see /wo' + 'rk/main/docs\n', 'a path of one machine'],
    ['README.md', 'see `/tm' + 'p/mw/x`\n', 'a path of one machine'],
    ['docs/b.md', 'as ../sha' + 'red/design.md says\n', 'a tool outside'],
  ])('%s with a leftover is red', async (path, text, what) => {
    expect(await found(leftoverFindings, { [path]: text })).toEqual([expect.stringContaining(what)]);
  });

  test('fixtures beside the project, web paths and ordinary words are left alone', async () => {
    const plant = {
      'server/a.test.ts': "const fixtures = '../shared/fixtures';\nconst url = 'https://example.org/work/1';\n",
      'README.md': 'Homework/exercises, /api/v1, src/work/x.\n',
    };
    expect(await found(leftoverFindings, plant)).toEqual([]);
  });
});

describe('limits', () => {
  test.each([
    ['a length in a schema', 'wire/tag.ts', 'export const tag = z.string().max(60);'],
    ['a range reckoned on the spot', 'server/reply/reply.routes.ts', 'const days = z.int().max(60 * 24);'],
    ['a name’s length', 'wire/tag.ts', 'export const tag = plainName(60);'],
    ['a maximum of its own', 'channels/email/tnef.ts', 'const maxFiles = 100;'],
    ['a maximum in days', 'server/routing/leave.ts', 'const longestLeaveMs = 400 * dayMs;'],
    ['an option', 'server/platform/http/web-server.ts', 'const made = fastify({ bodyLimit: 1_048_576 });'],
  ])('%s is red', async (_, path, code) => {
    expect(await found(limitFindings, { [path]: `// Which question?\n${code}\n` })).toEqual([expect.stringContaining(`${path}:2 `)]);
  });

  test('named limits, shares, tests and rules of the core are left alone', async () => {
    const decent = {
      'wire/tag.ts':
        'export const tag = z.string().max(limits.labelChars).or(z.string().max(2 * limits.labelChars));\nconst share = z.number().max(1);\n',
      'server/routing/leave.ts': 'const mostMs = Math.max(2, limits.leaveMsMax);\n',
      'server/routing/leave.test.ts': 'const maxFiles = 100;\n',
      'core/commitment/is-thanks.ts': 'const maxWords = 10;\n',
    };
    expect(await found(limitFindings, decent)).toEqual([]);
  });
});
