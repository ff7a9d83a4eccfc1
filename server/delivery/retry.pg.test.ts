/** How long is a mail tried? From its first attempt on, anew when a person sends it round again, however long it had waited before. */
import { dayMs, hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { ChannelDeps } from '@meanwhile/channels/contract/channel-adapter.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import type { MailSender } from '../channel-registry.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerDeliveryRoutes } from './delivery.routes.ts';
import { createOutbox, deliverDue } from './delivery.ts';
import { outside } from './outside.fixture.ts';

let shops: TwoShops;
let counter: Counter;
const world = outside(() => shops.web.base.platform);
const later = { outcome: 'retry', code: 'greylisted', retryAfterMs: null } as const;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerDeliveryRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
beforeEach(() => {
  at(tuesdayAt);
  Object.assign(world, { answer: { outcome: 'accepted', providerId: 'taken' }, isThere: true });
  world.sent.length = 0;
});

let clockAt = tuesdayAt;
function at(ms: number): void {
  clockAt = ms;
  shops.web.base.clock.setNow(ms);
}
const round = (): Promise<number> => deliverDue(shops.web.base.platform, world.deps);
const state = async (id: string) =>
  (await shops.lantern.call('GET', '/deliveries?limit=200')).body.items.find((one: { id: string }) => one.id === id);

/** An answer to a mail, on its way out; gives its delivery. */
async function answered(name: string): Promise<string> {
  const id = await counter.mail({ from: `${name}@post.example`, text: 'Where is my lamp?' });
  await round();
  const { case_id: caseId } = (await counter.message(id))!;
  const reply = await shops.lantern.call('POST', '/messages', { caseId, text: 'It comes tomorrow.', undoMs: 0 });
  expect(reply.status).toBe(201);
  world.sent.length = 0;
  return reply.body.deliveries[0].id;
}

/** Tries whenever it is due, until nothing more is due or so much time has gone by. */
async function tryFor(id: string, ms: number): Promise<any> {
  const endAt = clockAt + ms;
  while (clockAt < endAt) {
    await round();
    const now = await state(id);
    if (now.nextAttemptAt === null) return now;
    at(Math.max(clockAt + 1, Date.parse(now.nextAttemptAt)));
  }
  return state(id);
}

test('a mail is tried for two days, then given up; sent round again by a person it is tried for two days more', async () => {
  const id = await answered('kai');
  world.answer = later;
  expect(await tryFor(id, 47 * hourMs)).toMatchObject({ state: 'queued' });
  expect(await tryFor(id, 3 * hourMs)).toMatchObject({ state: 'failed', reason: 'greylisted' });
  at(clockAt + dayMs);
  expect((await shops.lantern.call('POST', `/deliveries/${id}/redrive`)).status).toBe(200);
  await round();
  expect(await state(id)).toMatchObject({ state: 'queued', attemptCount: 1 });
  expect(await tryFor(id, 46 * hourMs)).toMatchObject({ state: 'queued' });
  world.answer = { outcome: 'accepted', providerId: 'taken' };
  expect(await tryFor(id, 2 * hourMs)).toMatchObject({ state: 'sent' });
});

test('a mail that waited three days for a mail server is not given up at its first failure', async () => {
  const id = await answered('lou');
  world.isThere = false;
  await round();
  at(tuesdayAt + 3 * dayMs);
  Object.assign(world, { isThere: true, answer: later });
  await round();
  expect(await state(id)).toMatchObject({ state: 'queued', attemptCount: 1 });
  world.answer = { outcome: 'accepted', providerId: 'taken' };
  expect(await tryFor(id, hourMs)).toMatchObject({ state: 'sent' });
});

test('what was queued before a restore goes out only when a person says so', async () => {
  const id = await answered('mo');
  await shops.lantern.inside((tx) => tx.run(sql`update tenant.delivery set epoch = epoch - 1 where id = ${id}`));
  at(tuesdayAt + minuteMs);
  await round();
  expect(world.sent).toEqual([]);
  expect(await state(id)).toMatchObject({ state: 'queued' });
  expect(await shops.lantern.call('POST', `/deliveries/${id}/redrive`)).toMatchObject({ status: 200, body: { state: 'queued' } });
  await round();
  expect(world.sent).toHaveLength(1);
  expect(await state(id)).toMatchObject({ state: 'sent' });
});

test('a mail server that takes a connection and says nothing holds up its own shop alone, and of that shop no more than eight mails', async () => {
  const { platform } = shops.web.base;
  const neighbour = await openCounter(shops, shops.harbour);
  for (let n = 0; n < 20; n += 1) await counter.mail({ from: `stuck-${n}@post.example`, text: 'Where is it?' });
  const [waiting, hanging]: [(() => void)[], Set<string>] = [[], new Set()];
  const outbox = createOutbox(
    platform,
    {
      depsFor(type, workspaceId, own) {
        const sender = world.deps.depsFor(type, workspaceId, own) as ChannelDeps & { readonly mail: MailSender };
        if (workspaceId !== shops.lantern.id) return sender;
        const send: MailSender['send'] = async (mail) => {
          hanging.add(mail.envelope.to[0]!);
          await new Promise<void>((resolve) => waiting.push(resolve));
          return sender.mail.send(mail);
        };
        return { ...sender, mail: { ...sender.mail, send } };
      },
    },
    50,
  );
  for (let tries = 0; hanging.size < 8 && tries < 100; tries += 1) await outbox.round();
  for (let more = 0; more < 5; more += 1) await outbox.round();
  expect(hanging.size).toBe(8);
  expect(await outbox.nextDueAt()).toBeNull();
  await neighbour.mail({ from: 'free@post.example', text: 'Are you open?' });
  expect(await outbox.nextDueAt()).toBe(tuesdayAt);
  for (let tries = 0; world.sent.length === 0 && tries < 100; tries += 1) await outbox.round();
  expect(world.sent.map((mail) => mail.to)).toEqual(['free@post.example']);
  // It speaks again: everything goes out, once.
  const freeing = setInterval(() => waiting.splice(0).forEach((go) => go()), 5);
  for (let tries = 0; world.sent.length < 21 && tries < 200; tries += 1) await outbox.round();
  await outbox.settled();
  clearInterval(freeing);
  expect(new Set(world.sent.map((mail) => mail.to)).size).toBe(21);
  expect(world.sent).toHaveLength(21);
});
