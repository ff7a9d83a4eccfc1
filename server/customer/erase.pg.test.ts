/** Is a customer who asked to be forgotten really gone from every table, does the log still prove itself, and is nobody else touched? */
import { monthsBefore } from '@meanwhile/core/calendar/months.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, tuesdayAt, twoShops, writtenThread, type Shop, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { sealWorkspace } from '../platform/stream/audit-seal.ts';
import { verifyAudit } from '../platform/stream/verify-audit.ts';
import { saveSearch } from '../case/search-document.store.ts';
import { registerCustomerRoutes } from './customer.routes.ts';
import { forgetAgain, forgetCustomers } from './retention.ts';
import { registerRetentionRoutes } from './retention.routes.ts';

let shops: TwoShops;
let admin: pg.Client;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerCustomerRoutes(web.app, http);
    registerRetentionRoutes(web.app, http);
  });
  admin = new pg.Client(shops.web.base.adminConfig);
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await shops.close();
});

/** Somebody who left a trace of `word` in every place that keeps one. */
async function traced(shop: Shop, word: string, at = tuesdayAt): Promise<Thread & { blobKey: string }> {
  const { platform } = shops.web.base;
  const thread = await writtenThread(shops, shop, {
    name: `${word} Okafor`,
    email: `${word.toLowerCase()}@post.example`,
    text: `${word} kettle`,
    subject: word,
    at,
  });
  const blob = await platform.blobs.write(Buffer.from(`${word} picture`));
  const fresh = (): string => platform.clock.newId<'any'>();
  const when = iso(at);
  await shop.inside(async (tx) => {
    const { id } = shop;
    const { conversationId, caseId, messageId, channelId } = thread;
    await tx.run(sql`select tenant.ensure_month(${when})`);
    await tx.run(sql`insert into tenant.attachment (workspace_id, id, conversation_id, message_id, uploader, name, media_type, size_bytes, sha256, blob_key, scan_state, created_at)
      values (${id}, ${fresh()}, ${conversationId}, ${messageId}, 'inbound:x', ${`${word}.png`}, 'image/png', 9, '\\x00', ${blob.key}, 'none', ${when})`);
    await tx.run(sql`insert into tenant.note (workspace_id, id, conversation_id, case_id, author_id, text, created_at)
      values (${id}, ${fresh()}, ${conversationId}, ${caseId}, ${shop.ownerId}, ${`${word} is moving house`}, ${when})`);
    const fieldId = fresh();
    await tx.run(
      sql`insert into tenant.topic_field (workspace_id, id, name, kind, created_at) values (${id}, ${fieldId}, 'Order', 'text', ${when})`,
    );
    await tx.run(
      sql`insert into tenant.case_field (workspace_id, case_id, field_id, value) values (${id}, ${caseId}, ${fieldId}, ${word})`,
    );
    await tx.run(sql`insert into tenant.customer_fact (workspace_id, id, customer_id, kind, value, source, proof, recorded_by, recorded_at)
      values (${id}, ${fresh()}, ${thread.customerId}, 'address', ${`${word} Road 4`}, 'agent', 'claimed', 'customer', ${when})`);
    await tx.run(sql`insert into tenant.draft (workspace_id, case_id, member_id, body, revision, updated_at)
      values (${id}, ${caseId}, ${shop.ownerId}, ${JSON.stringify({ text: `Dear ${word}` })}, 1, ${when})`);
    await tx.run(sql`insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
      values (${id}, ${fresh()}, ${messageId}, ${conversationId}, ${channelId}, 'reply', ${`${word}@post.example`}, 'sent', 1, ${when})`);
    await tx.run(sql`insert into tenant.inbound (workspace_id, id, received_at, channel_id, raw, size_bytes, envelope, parsed, state)
      values (${id}, ${messageId}, ${when}, ${channelId}, ${Buffer.from(word)}, 9, ${JSON.stringify({ from: word })}, ${JSON.stringify({ text: word })}, 'processed')`);
    await tx.run(
      sql`update tenant."case" set last_text = ${word}, unanswered_text = ${word} where workspace_id = ${id} and id = ${caseId}`,
    );
    await saveSearch(tx, id, [{ id: messageId, kind: 'message', case_id: caseId, conversation_id: conversationId, at: when, text: word }]);
    await appendEvents({ tx, platform, workspaceId: id, at }, [
      { type: 'message.received', audience: 'everyone', actor: 'system', conversationId, caseId, payload: { message: { text: word } } },
      { type: 'customer.changed', audience: 'desk', actor: 'system', subjectId: thread.customerId, payload: { customer: { name: word } } },
    ]);
  });
  return { ...thread, blobKey: blob.key };
}

/** Every row of every table as text; bytes too. */
async function tablesWith(word: string): Promise<string[]> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('tenant', 'directory', 'work')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query(`select 1 from ${name} t where t::text ilike $1 or t::text like $2 limit 1`, [
      `%${word}%`,
      `%${Buffer.from(word).toString('hex')}%`,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

const resolve = (shop: Shop, { caseId }: Thread) =>
  shop.inside((tx) =>
    tx.run(sql`update tenant."case" set state = 'resolved', ball = 'customer' where workspace_id = ${shop.id} and id = ${caseId}`),
  );

test('a customer is forgotten in every table, the log stays whole, and the shop next door keeps its own', async () => {
  const { lantern, harbour } = shops;
  const gone = await traced(lantern, 'Peregrine');
  const kept = await traced(harbour, 'Kestrel');
  expect((await tablesWith('Peregrine')).length).toBeGreaterThan(9);
  await expect
    .poll(
      async () =>
        (await sealWorkspace(shops.web.base.platform, lantern.id)) >= 0 &&
        (await verifyAudit(shops.web.base.platform, lantern.id)).unsealedEventCount,
      { timeout: 20_000 },
    )
    .toBe(0);

  expect(await lantern.call('POST', `/customers/${gone.customerId}/erase`)).toMatchObject({ status: 409, body: { code: 'customer_busy' } });
  await resolve(lantern, gone);
  expect((await harbour.call('POST', `/customers/${gone.customerId}/erase`)).status).toBe(404);
  expect((await lantern.call('POST', `/customers/${gone.customerId}/erase`)).status).toBe(200);
  expect((await lantern.call('POST', `/customers/${gone.customerId}/erase`)).status).toBe(200);

  expect(await tablesWith('Peregrine')).toEqual([]);
  await expect(shops.web.base.platform.blobs.read(gone.blobKey)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await verifyAudit(shops.web.base.platform, lantern.id)).toMatchObject({ findings: [], erasedCount: 2 });
  expect((await tablesWith('Kestrel')).length).toBeGreaterThan(9);
  expect((await shops.web.base.platform.blobs.read(kept.blobKey)).toString()).toBe('Kestrel picture');
});

test('an agent may not forget a customer, and the application itself cannot empty the log by another door', async () => {
  const { lantern, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const thread = await traced(lantern, 'Merlin');
  await resolve(lantern, thread);
  expect((await callAs(noor.visitor, 'POST', `/customers/${thread.customerId}/erase`)).status).toBe(403);
  await expect(
    lantern.inside((tx) => tx.run(sql`update tenant.event set payload = null where workspace_id = ${lantern.id}`)),
  ).rejects.toMatchObject({ code: '42501' });
  expect((await tablesWith('Merlin')).length).toBeGreaterThan(9);
});

test('who was forgotten and came back with an older backup is forgotten again at the start', async () => {
  const { lantern } = shops;
  const thread = await traced(lantern, 'Osprey');
  await resolve(lantern, thread);
  expect((await lantern.call('POST', `/customers/${thread.customerId}/erase`)).status).toBe(200);
  await admin.query(`update tenant.customer set erased_at = null, name = 'Osprey' where id = $1`, [thread.customerId]);
  await admin.query(`update tenant.message set text = 'Osprey' where id = $1`, [thread.messageId]);
  expect(await forgetAgain(shops.web.base.platform)).toBe(1);
  expect(await tablesWith('Osprey')).toEqual([]);
  expect(await forgetAgain(shops.web.base.platform)).toBe(0);
});

test('after two quiet years a resolved customer is forgotten by itself; an open case and a recent word keep theirs', async () => {
  const { harbour } = shops;
  const long = monthsBefore(tuesdayAt, 25);
  const [quiet, open, recent] = [
    await traced(harbour, 'Quillon', long),
    await traced(harbour, 'Openshaw', long),
    await traced(harbour, 'Newbold'),
  ];
  await resolve(harbour, quiet);
  await resolve(harbour, recent);
  expect(open.caseId).not.toBe(quiet.caseId);
  expect(await forgetCustomers(shops.web.base.platform, harbour.id)).toBe(0);
  const preview = await harbour.call('GET', '/workspaces/current/retention/preview?quietMonths=24');
  expect(preview.body).toEqual({ customerCount: 1, more: false });
  expect((await harbour.call('PUT', '/workspaces/current/retention', { originalDays: 30, quietMonths: 24, spamDays: null })).status).toBe(
    200,
  );
  expect(await forgetCustomers(shops.web.base.platform, harbour.id)).toBe(1);
  expect(await tablesWith('Quillon')).toEqual([]);
  expect((await tablesWith('Openshaw')).length * (await tablesWith('Newbold')).length).toBeGreaterThan(81);
});

test('who sent only spam is forgotten after the chosen days', async () => {
  const { lantern } = shops;
  const thread = await traced(lantern, 'Spamwell', tuesdayAt - 40 * dayMs);
  await lantern.inside((tx) =>
    tx.run(
      sql`update tenant."case" set spam_at = ${iso(tuesdayAt - 31 * dayMs)} where workspace_id = ${lantern.id} and id = ${thread.caseId}`,
    ),
  );
  await lantern.call('PUT', '/workspaces/current/retention', { originalDays: 30, quietMonths: null, spamDays: 30 });
  expect(await forgetCustomers(shops.web.base.platform, lantern.id)).toBe(1);
  expect(await tablesWith('Spamwell')).toEqual([]);
});

test('who was merged into a living customer takes nobody along: neither after quiet years nor as spam', async () => {
  const { harbour } = shops;
  const [old, spam, living] = [
    await traced(harbour, 'Formerly', monthsBefore(tuesdayAt, 30)),
    await traced(harbour, 'Mistaken', monthsBefore(tuesdayAt, 3)),
    await traced(harbour, 'Evergreen'),
  ];
  for (const one of [old, living]) await resolve(harbour, one);
  await harbour.inside(async (tx) => {
    await tx.run(
      sql`update tenant."case" set spam_at = ${iso(monthsBefore(tuesdayAt, 3))} where workspace_id = ${harbour.id} and id = ${spam.caseId}`,
    );
    for (const from of [old, spam])
      await tx.run(sql`insert into tenant.customer_merge (workspace_id, id, from_customer_id, into_customer_id, merged_at, moved_ids)
        values (${harbour.id}, ${shops.web.base.platform.clock.newId<'merge'>()}, ${from.customerId}, ${living.customerId}, ${iso(tuesdayAt)}, '{}')`);
  });
  await harbour.call('PUT', '/workspaces/current/retention', { originalDays: 30, quietMonths: 24, spamDays: 30 });
  expect(await forgetCustomers(shops.web.base.platform, harbour.id)).toBe(0);
  for (const word of ['Formerly', 'Mistaken', 'Evergreen']) expect((await tablesWith(word)).length).toBeGreaterThan(5);
  await harbour.inside((tx) =>
    tx.run(sql`update tenant."case" set last_message_at = ${iso(monthsBefore(tuesdayAt, 26))} where workspace_id = ${harbour.id}
      and id = any(${[spam.caseId, living.caseId]}::uuid[])`),
  );
  expect(await forgetCustomers(shops.web.base.platform, harbour.id)).toBe(1);
  for (const word of ['Formerly', 'Mistaken', 'Evergreen']) expect(await tablesWith(word)).toEqual([]);
});
