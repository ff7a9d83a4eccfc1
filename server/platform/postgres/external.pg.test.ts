import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../db/migrate.ts';
import { keysFrom } from '../keys.ts';
import { DatabaseTrouble } from './database-access.ts';
import { openExternal } from './external.ts';
import { peerIsMissing, startPeer, type PeerServer } from './test-peer.ts';

const missing = peerIsMissing(15);
if (missing !== null) console.warn(`skipped: ${missing}`);
const keys = keysFrom([{ id: 'aaaaaaaa', secret: randomBytes(32) }]);

describe.skipIf(missing !== null)("on Debian's PostgreSQL 15", () => {
  let peer: PeerServer;
  const asAdmin = async (...statements: string[]): Promise<void> => {
    const client: pg.Client = new pg.Client(peer.urlFor('postgres'));
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const refusal = async (url: string): Promise<DatabaseTrouble> => {
    try {
      await openExternal(url, keys);
    } catch (error) {
      if (error instanceof DatabaseTrouble) return error;
      throw error;
    }
    throw new Error('it was accepted');
  };
  beforeAll(async () => {
    peer = await startPeer(15);
    await asAdmin(
      'create database latin template template0 encoding latin1 locale "C"',
      'create database shop',
      `create role clerk login password 'clerk'`,
    );
  });
  afterAll(() => peer.stop());

  const troubles: [string, () => string, string][] = [
    ['nobody listens', () => 'postgres://mina:secret-word@127.0.0.1:1/shop', 'unreachable'],
    ['the password is wrong', () => peer.urlFor('shop', 'meanwhile_admin', 'secret-word'), 'wrong_password'],
    ['the database does not exist', () => peer.urlFor('harbour'), 'database_missing'],
    ['it is encoded otherwise', () => peer.urlFor('latin'), 'not_utf8'],
    ['the address names no database', () => peer.urlFor(''), 'url_invalid'],
  ];
  test.each(troubles)('when %s, the message says so and keeps the password', async (_what, url, code) => {
    const trouble = await refusal(url());
    expect(trouble.code).toBe(code);
    expect(trouble.message).not.toContain('secret-word');
  });

  test('a login without the right to make roles is told the SQL, and that SQL is enough', async () => {
    const trouble = await refusal(peer.urlFor('shop', 'clerk', 'clerk'));
    expect(trouble.code).toBe('no_right_to_create_roles');
    const admin = new pg.Client(peer.urlFor('shop'));
    await admin.connect();
    await admin.query(trouble.message.slice(trouble.message.indexOf('\n')));
    await admin.end();
    const access = await openExternal(peer.urlFor('shop', 'clerk', 'clerk'), keys);
    expect(access.serverVersion).toBe(15);
    const owner = new pg.Client(access.configFor('owner'));
    await owner.connect();
    await migrate(owner, Date.UTC(2027, 2, 1));
    await owner.end();
    const app = new pg.Client(access.configFor('app'));
    await app.connect();
    expect((await app.query('select count(*)::int as n from tenant.message')).rows).toEqual([{ n: 0 }]);
    await app.end();
  });

  test('roles made with another secret are told apart from a wrong DATABASE_URL', async () => {
    const other = keysFrom([{ id: 'bbbbbbbb', secret: randomBytes(32) }]);
    await expect(openExternal(peer.urlFor('shop'), other)).rejects.toMatchObject({
      code: 'wrong_password',
      message: expect.stringContaining('SECRET_KEY') as string,
    });
  });

  test('a login that may create roles, without being superuser, sets everything up', async () => {
    const fresh = await startPeer(15);
    const admin = new pg.Client(fresh.urlFor('postgres'));
    await admin.connect();
    await admin.query(`create role landlord login createrole password 'landlord'`);
    await admin.query('create database shop owner landlord');
    await admin.end();
    const access = await openExternal(fresh.urlFor('shop', 'landlord', 'landlord'), keys);
    const owner = new pg.Client(access.configFor('owner'));
    await owner.connect();
    await migrate(owner, Date.UTC(2027, 2, 1));
    await owner.end();
    await openExternal(fresh.urlFor('shop', 'landlord', 'landlord'), keys);
    await fresh.stop();
  });
});
