/** Where is the number of a payment card kept that somebody wrote down? Attack 128: nowhere, by four ways in; an order number stays as it is. */
import { randomUUID } from 'node:crypto';
import { registerChannelRoutes } from '@meanwhile/server/channel/channel.routes.ts';
import { twoShops, type TwoShops } from '@meanwhile/server/channel/two-shops.fixture.ts';
import { takeMessage } from '@meanwhile/server/customer/take-message.ts';
import { deliverDue } from '@meanwhile/server/delivery/delivery.ts';
import { outside } from '@meanwhile/server/delivery/outside.fixture.ts';
import { createMailReader, type MailReader } from '@meanwhile/server/intake/mail-reader.ts';
import { openCounter, visitorIdOf, type Counter } from '@meanwhile/server/intake/path.fixture.ts';
import { readWaitingMail } from '@meanwhile/server/intake/read-mail.ts';
import { createIntake, type Intake } from '@meanwhile/server/intake/take.ts';
import { unseal } from '@meanwhile/server/platform/keys.ts';
import { registerReplyRoutes } from '@meanwhile/server/reply/reply.routes.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

const number = '4111111111111111';
const order = '4111111111111112';
let shops: TwoShops;
let counter: Counter;
let reader: MailReader;
let intake: Intake;
let superuser: pg.Client;
const world = outside(() => shops.web.base.platform);
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  const { platform } = shops.web.base;
  superuser = new pg.Client(shops.web.base.adminConfig);
  await superuser.connect();
  counter = await openCounter(shops, shops.lantern);
  intake = createIntake(platform);
  reader = createMailReader(platform, { resolveDns: () => Promise.reject(Object.assign(new Error('nothing'), { code: 'ENOTFOUND' })) });
});
afterAll(async () => {
  await superuser.end();
  await reader.close();
  await shops.close();
});

/** Tables of the database in which the digits stand, with anything between them. */
async function tablesWith(digits: string): Promise<string[]> {
  const { rows: tables } = await superuser.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await superuser.query(
      `select 1 from ${name} t where regexp_replace(t::text, '[^0-9]', '', 'g') like '%${digits}%' limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
/** The sealed originals, opened, without what stands between digits. */
async function originals(): Promise<string> {
  const { platform } = shops.web.base;
  const rows = await shops.lantern.inside((tx) =>
    tx.rows(sql<{ raw: Buffer | null; blob_key: string | null }>`
      select raw, blob_key from tenant.inbound where workspace_id = ${shops.lantern.id} and (raw is not null or blob_key is not null)`),
  );
  const opened = await Promise.all(
    rows.map(async ({ raw, blob_key: key }) => unseal(platform.keys, 'inbound', raw ?? (await platform.blobs.read(key!))).toString()),
  );
  return opened.join('\n').replaceAll(/[^\d]/g, '');
}

/** Gives the file the mail itself lay in, if it was too large for its row. */
async function byMail(id: string, parts: readonly string[], padding = ''): Promise<string | null> {
  const { platform } = shops.web.base;
  const body = parts.map((part) => `--b\r\n${part}\r\n`).join('');
  const raw = Buffer.from(
    `From: Ada <ada@post.example>\r\nTo: ${counter.address}\r\nSubject: Card 4111-1111-1111-1111\r\nMessage-ID: <${id}@post.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}--b--\r\n${padding}`,
  );
  const mail = { mailFrom: 'ada@post.example', rcptTo: [counter.address], remoteAddress: '192.0.2.7', helo: 'post.example' };
  await intake.take({
    workspaceId: shops.lantern.id,
    channelId: counter.mailId,
    dedupeKey: id,
    sender: 'ada@post.example',
    raw,
    envelope: { mail },
    ready: false,
  });
  const file = await shops.lantern.inside((tx) =>
    tx.row(
      sql<{ blob_key: string }>`select blob_key from tenant.inbound where workspace_id = ${shops.lantern.id} and blob_key is not null`,
    ),
  );
  while ((await readWaitingMail(platform, reader)) > 0);
  await counter.process();
  return file?.blob_key ?? null;
}
const shownTo = async (): Promise<{ case_id: string; text: string; subject: string | null }[]> =>
  shops.lantern.inside((tx) =>
    tx.rows(sql<{ case_id: string; text: string; subject: string | null }>`
      select case_id, text, subject from tenant.message where workspace_id = ${shops.lantern.id} and author_kind = 'customer' order by id`),
  );

test('attack 128: a card’s number by mail, messenger, answer or note is covered before anything is kept; an order number is not', async () => {
  const encoded = Buffer.from('<p>4111&nbsp;<b>1111</b> 1111 1111</p>').toString('base64');
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\n\r\nIt is 4111 1111\r\n1111 1111 for order ${order}.`,
    `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`,
    'Content-Type: application/pdf; name="card-4111111111111111.pdf"\r\nContent-Disposition: attachment; filename="card-4111111111111111.pdf"\r\n\r\n%PDF-1.4',
  ];
  expect(await byMail('small', parts)).toBeNull();
  const file = await byMail('large', parts, ' \r\n'.repeat(100_000));
  await expect(shops.web.base.platform.blobs.read(file!)).rejects.toMatchObject({ code: 'ENOENT' });
  const visitor = {
    channelId: counter.messengerId,
    visitorId: visitorIdOf('Ben'),
    siteSubject: null,
    name: 'Ben',
    locale: null,
    zone: null,
    until: 0,
  };
  const channel = { id: counter.messengerId, state: 'open' } as Parameters<typeof takeMessage>[1]['channel'];
  const text = `Mine: ４１１１ １１１１ １１１１ １１１１, order ${order}`;
  await takeMessage({ intake }, { workspaceId: shops.lantern.id, channel }, visitor, {
    clientId: randomUUID(),
    text,
    attachmentIds: [],
  });
  await counter.process();

  const shown = await shownTo();
  expect(shown.map((one) => one.text.replaceAll('\n', ' ').trim())).toEqual([
    expect.stringContaining(`It is •••• •••• •••• 1111 for order ${order}.`),
    expect.stringContaining(`It is •••• •••• •••• 1111 for order ${order}.`),
    `Mine: •••• •••• •••• １１１１, order ${order}`,
  ]);
  expect(shown[0]!.subject).toBe('Card ••••-••••-••••-1111');
  const caseId = shown[0]!.case_id;
  const html = '<p>Is it <b>4111</b> 1111 1111 1111?</p>';
  const sent = await shops.lantern.call('POST', '/messages', { caseId, text: '', html, undoMs: 0 });
  expect(sent).toMatchObject({ status: 201, body: { text: 'Is it •••• •••• •••• 1111?' } });
  const said = await shops.lantern.call('POST', '/notes', { caseId, text: `Said ${number} on the phone, order ${order}` });
  expect(said.body.text).toBe(`Said ••••••••••••1111 on the phone, order ${order}`);
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  expect(world.sent.length).toBeGreaterThan(0);
  expect(world.sent.filter((mail) => mail.text.replaceAll(/\D/g, '').includes(number))).toEqual([]);

  expect(await tablesWith(order)).toContain('tenant.message');
  expect(await tablesWith(number)).toEqual([]);
  const kept = await originals();
  expect(kept).toContain(order);
  expect(kept).not.toContain(number);
});
