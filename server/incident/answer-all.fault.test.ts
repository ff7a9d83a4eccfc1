/** Paying fails at Lantern Books and 300 customers have written on four channels. One answer goes to all of them, and the worker is killed in the middle of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSink, type Sink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue, sendDeps } from '../delivery/delivery.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import type { DatabaseRole } from '../platform/postgres/database-access.ts';
import type { Settings } from '../platform/settings/settings.ts';
import type { WorkerOrders } from './answer-all-worker.fixture.ts';
import { answerAllDue, registerAnswerAllRoutes, registerIncidentRoutes } from './incident.ts';
import { manyCases, type ManyCases } from './many-cases.fixture.ts';

const program = fileURLToPath(new URL('./answer-all-worker.fixture.ts', import.meta.url));
const roles: readonly DatabaseRole[] = ['owner', 'app', 'stream', 'accounts', 'jobs'];

let sink: Sink;
let shops: TwoShops;
let counter: Counter;
let many: ManyCases;
beforeAll(async () => {
  sink = await startSink();
  shops = await twoShops(
    (web, http) => {
      registerIncidentRoutes(web.app, http);
      registerAnswerAllRoutes(web.app, http);
    },
    { settings: { smtpUrl: sink.url } },
  );
  counter = await openCounter(shops, shops.lantern);
  many = await manyCases(shops, shops.lantern, counter, 300);
});
afterAll(async () => {
  await shops.close();
  await sink.close();
});

const call = async (method: 'GET' | 'POST', path: string, body?: object) => {
  const answer = await shops.lantern.call(method, path, body);
  expect([answer.status < 300, answer.body.code]).toEqual([true, undefined]);
  return answer.body;
};
const counts = async (replyId: string) =>
  (await shops.lantern.inside((tx) =>
    tx.row(sql<{ waiting: number; answered: number; messages: number }>`select
      (select count(*)::int from tenant.incident_reply_case where reply_id = ${replyId} and outcome = 'waiting') as waiting,
      (select count(*)::int from tenant.incident_reply_case where reply_id = ${replyId} and outcome = 'answered') as answered,
      (select count(*)::int from tenant.message where author_kind = 'agent') as messages`),
  ))!;

/** Runs until some are answered and many are not, and dies there. */
async function killedInTheMiddle(replyId: string): Promise<void> {
  const { platform, access } = shops.web.base;
  const databases = Object.fromEntries(roles.map((role) => [role, access.configFor(role)])) as WorkerOrders['databases'];
  const orders: WorkerOrders = { settings: platform.settings as Settings, databases };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, WORKER_ORDERS: JSON.stringify(orders) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const died = once(child, 'exit');
  while ((await counts(replyId)).answered < 40) await sleep(5);
  child.kill('SIGKILL');
  await died;
}

test('300 cases on 4 channels are answered in one action though the worker is killed in between: none twice, none lost, the opted-out skipped with the reason', async () => {
  const { lantern, web } = shops;
  const { platform } = web.base;
  const [mailed, chatted, spammed] = [many.cases[1]!, many.cases[2]!, many.cases[4]!];
  await lantern.inside(async (tx) => {
    const now = iso(platform.clock.nowAt());
    await tx.run(sql`insert into tenant.suppression (workspace_id, id, address, why, suppressed_at)
      values (${lantern.id}, ${platform.clock.newId()}, ${mailed.address}, 'complained', ${now})`);
    await tx.run(sql`update tenant.customer set blocked_at = ${now} where workspace_id = ${lantern.id} and id = ${chatted.customerId}`);
    await tx.run(sql`update tenant."case" set spam_at = ${now} where workspace_id = ${lantern.id} and id = ${spammed.id}`);
  });
  const incident = await call('POST', '/incidents', { title: 'Paying fails' });
  for (let from = 0; from < 300; from += 100)
    await call('POST', `/incidents/${incident.id}/link`, { ids: many.cases.slice(from, from + 100).map((one) => one.id) });
  const whys = (items: { caseId: string; why: string }[]) => new Map(items.map((one) => [one.caseId, one.why]));
  const expected = new Map([
    [mailed.id, 'address_suppressed'],
    [chatted.id, 'customer_blocked'],
    [spammed.id, 'case_spam'],
  ]);
  const audience = await call('GET', `/incidents/${incident.id}/audience`);
  expect([audience.count, audience.skippedCount, whys(audience.skipped)]).toEqual([297, 3, expected]);

  const text = 'Paying works again. Your order is kept.';
  const reply = await call('POST', `/incidents/${incident.id}/reply`, { kind: 'fixed', texts: { en: text }, locale: 'en' });
  expect(reply).toMatchObject({ waitingCount: 297, answeredCount: 0, skippedCount: 3 });
  await killedInTheMiddle(reply.id);
  const half = await counts(reply.id);
  expect(half.answered).toBeGreaterThanOrEqual(40);
  expect(half.waiting).toBeGreaterThan(0);
  expect(half.messages).toBe(half.answered);

  // Two workers side by side go on.
  const goOn = async (): Promise<void> => {
    while ((await answerAllDue(platform)) > 0 || (await counts(reply.id)).waiting > 0);
  };
  await Promise.all([goOn(), goOn()]);
  const { items } = await call('GET', `/incidents/${incident.id}/replies`);
  expect(items).toMatchObject([{ id: reply.id, waitingCount: 0, answeredCount: 297, skippedCount: 3, finishedAt: expect.any(String) }]);
  const skipped = await call('GET', `/incidents/${incident.id}/replies/${reply.id}/cases?outcome=skipped`);
  expect(whys(skipped.items)).toEqual(expected);

  const { depsFor } = sendDeps(platform);
  while ((await deliverDue(platform, { depsFor })) > 0);
  const got = await lantern.inside((tx) =>
    tx.rows(sql<{ channel_id: string; cases: number; messages: number; sent: number }>`
      select m.channel_id, count(distinct m.case_id)::int as cases, count(*)::int as messages, count(d.id) filter (where d.state = 'sent')::int as sent
      from tenant.message m left join tenant.delivery d on d.workspace_id = m.workspace_id and d.message_id = m.id and d.kind = 'reply'
      where m.workspace_id = ${lantern.id} and m.author_kind = 'agent' and m.text = ${text} and m.state = 'stored' group by m.channel_id`),
  );
  const perChannel = new Map(got.map((row) => [row.channel_id, [row.cases, row.messages, row.sent]]));
  expect(many.channelIds.map((id) => perChannel.get(id))).toEqual([
    [74, 74, 74],
    [74, 74, 74],
    [74, 74, 74],
    [75, 75, 75],
  ]);
  const wanted = many.cases.filter((one) => one.address.includes('@') && one.id !== mailed.id).map((one) => one.address);
  expect(sink.mails.flatMap((mail) => mail.to).toSorted()).toEqual(wanted.toSorted());
  expect(sink.mails.filter((mail) => /^From:.*orders@lantern\.example/m.test(mail.raw))).toHaveLength(75);

  // Each is judged by its own time told, and nobody is told another.
  const ledger = await lantern.inside((tx) =>
    tx.rows(sql<{ ending: string | null; count: number }>`
      select ending, count(*)::int as count from tenant.commitment where workspace_id = ${lantern.id} group by ending order by ending nulls last`),
  );
  expect(ledger).toEqual([
    { ending: 'kept', count: 297 },
    { ending: null, count: 3 },
  ]);
});
