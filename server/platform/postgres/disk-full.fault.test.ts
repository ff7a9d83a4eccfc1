/** Fault F9: the disk of the database fills up and is freed again. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbedded } from './embedded.ts';
import { freeBallast, leaveFree, mountDisk, unmountDisk, whyNoSmallDisk } from './small-disk.fixture.ts';

const missing = whyNoSmallDisk();
if (missing !== null) console.warn(`skipped: ${missing}`);

let disk = '';
const fill = (leaveBytes: number): Promise<void> => leaveFree(disk, leaveBytes);

describe.skipIf(missing !== null)('on a small disk', () => {
  beforeEach(() => {
    disk = mountDisk(160);
  });
  afterEach(() => unmountDisk(disk));

  test('a first start on a full disk says so, and works once there is space', async () => {
    await fill(8 * 1024 * 1024);
    const dataDir = join(disk, 'data');
    mkdirSync(dataDir);
    await expect(openEmbedded(dataDir)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('Free some space') as string,
    });
    freeBallast(disk);
    await (await openEmbedded(dataDir)).close();
  });

  test('when the disk fills up while it runs, writing fails and reading goes on; freed, it heals without a restart by hand', async () => {
    const database = await openEmbedded(join(disk, 'data'));
    const pool = new pg.Pool({ ...database.configFor('owner'), max: 2 });
    pool.on('error', () => undefined);
    const write = (kb: number): Promise<unknown> =>
      pool.query(`insert into public.note select string_agg(md5(i::text), '') from generate_series(1, $1 * 32) i`, [kb]);
    const count = async (): Promise<number> =>
      (await pool.query<{ n: number }>('select count(*)::int as n from public.note')).rows[0]?.n ?? -1;
    await pool.query('create table public.note (text text)');
    await pool.query('alter table public.note alter column text set storage external');
    let acknowledged = 0;
    await fill(2 * 1024 * 1024);
    const refused = await (async () => {
      for (;;) {
        try {
          await write(200);
          acknowledged += 1;
        } catch (error) {
          return error as pg.DatabaseError;
        }
      }
    })();
    // Data that finds no room is refused with 53100; a log that finds none makes the server start over, and connections break.
    expect(refused.code === '53100' || /terminat|connect|recovery|starting|shutting/i.test(refused.message)).toBe(true);
    if (refused.code === '53100') expect(await count()).toBe(acknowledged);
    freeBallast(disk);
    for (let healed = false; !healed;)
      healed = await write(1).then(
        () => true,
        () => false,
      );
    expect(await count()).toBeGreaterThanOrEqual(acknowledged + 1);
    await pool.end();
    await database.close();
  });
});
