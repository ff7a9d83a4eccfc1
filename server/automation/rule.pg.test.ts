/** Mia writes rules at Lantern Books, Ben is told by them; Ole's Harbour Shop next door sees none of it. Messages come through intake for real. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Visitor } from '../accounts/test-web.ts';
import { callAs, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { judgeDue } from '../commitment/commitment.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerCustomerMergeRoutes } from '../customer/merge.routes.ts';
import { registerNoticeRoutes } from '../notice/notice.routes.ts';
import { pause } from '../platform/clock/pause.ts';
import { acrossWorkspaces } from '../platform/db/transaction.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerQueueRoutes } from '../routing/routing.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerRuleRoutes } from './rule.routes.ts';
import { askRules, createRuleRunner } from './run-rules.ts';

let shops: TwoShops;
let counter: Counter;
let ben: { readonly visitor: Visitor; readonly id: string };
let run: () => Promise<number>;
const platform = () => shops.web.base.platform;
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
const call = (...args: Parameters<TwoShops['lantern']['call']>) => shops.lantern.call(...args);

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerCustomerMergeRoutes,
      registerQueueRoutes,
      registerTopicRoutes,
      registerNoticeRoutes,
      registerRuleRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
  const joined = await shops.web.join(shops.lantern.owner, { name: 'Ben', email: 'ben@lantern.example', role: 'agent' });
  const { items } = (await call('GET', '/agents')).body;
  ben = { visitor: joined.visitor, id: items.find((one: { name: string }) => one.name === 'Ben').id };
  run = createRuleRunner(platform(), { waitMs: 0 });
});
afterAll(() => shops.close());
beforeEach(async () => {
  at(tuesdayAt);
  for (const rule of (await call('GET', '/rules')).body.items) await call('DELETE', `/rules/${rule.id}`);
  await run();
});

const nothing = { channelIds: [], topicIds: [], tagIds: [], languages: [], words: [], hands: 'any' };
const still = { topicId: null, tagIds: [], assigneeId: null, queueId: null, tellIds: [] };
let count = 0;
const asked = ({ conditions = {}, actions = {}, ...over }: Record<string, object | string | number | boolean | null>) => ({
  name: `Rule ${(count += 1)}`,
  start: 'customer_wrote',
  conditions: { ...nothing, ...(conditions as object) },
  actions: { ...still, ...(actions as object) },
  ...over,
});
/** Saved, and the log read up to here: what comes later starts it. */
async function addRule(body: Parameters<typeof asked>[0]): Promise<{ id: string; name: string; version: number }> {
  const made = await call('POST', '/rules', asked(body));
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await run();
  return made.body;
}
async function tag(name: string): Promise<string> {
  const made = await call('POST', '/tags', { name: `${name} ${(count += 1)}` });
  expect(made.status).toBe(201);
  return made.body.id;
}
async function written(name: string, text: string, over: { locale?: string } = {}): Promise<string> {
  const caseId = (await counter.message(await counter.chat(name, text, over)))!.case_id;
  await run();
  return caseId;
}
const caseOf = async (id: string) => (await call('GET', `/cases/${id}`)).body;
const runsOf = async (id: string) => (await call('GET', `/cases/${id}/rule-runs`)).body.items;

describe('rules', () => {
  test('what a customer writes is tagged, given and told by the words in it; another’s is left alone', async () => {
    const refund = await tag('Refund');
    const rule = await addRule({ conditions: { words: ['refund'] }, actions: { tagIds: [refund], assigneeId: ben.id, tellIds: [ben.id] } });
    const wanted = await written('ada', 'I want a REFUND, please.');
    const other = await written('bea', 'Where is my bell?');
    expect(await caseOf(wanted)).toMatchObject({ tagIds: [refund], assignee: { name: 'Ben' } });
    expect(await caseOf(other)).toMatchObject({ tagIds: [], assignee: null });
    expect(await runsOf(wanted)).toMatchObject([{ ruleId: rule.id, ruleName: rule.name, version: 1, outcome: 'done', why: null }]);
    expect(await runsOf(other)).toEqual([]);
    expect((await shops.harbour.call('GET', `/cases/${wanted}/rule-runs`)).status).toBe(404);
    const notices = (await callAs(ben.visitor, 'GET', '/notices')).body.items;
    expect(notices.filter((one: { kind: string }) => one.kind === 'rule')).toMatchObject([{ caseId: wanted, text: rule.name }]);
    expect((await call('GET', '/rules')).body.items).toMatchObject([{ id: rule.id, ranCount: 1 }]);
    const events = await shops.lantern.inside((tx) =>
      tx.rows(
        sql<{
          type: string;
          by: unknown;
        }>`select type, payload -> 'rule' as by from tenant.event where case_id = ${wanted} and payload -> 'rule' is not null`,
      ),
    );
    expect(events).toEqual([{ type: 'case.assigned', by: { id: rule.id, name: rule.name, version: 1 } }]);
  });

  test('rules are asked in their order, and each sees what the one before left', async () => {
    const [first, second] = [await tag('First'), await tag('Second')];
    await addRule({ place: 1, conditions: { tagIds: [first] }, actions: { tagIds: [second] } });
    await addRule({ place: 0, actions: { tagIds: [first] } });
    expect((await caseOf(await written('cem', 'Hello?'))).tagIds.toSorted()).toEqual([first, second].toSorted());
  });

  test('the log read again by another process does nothing twice, and what a rule did starts no rule', async () => {
    const [one, two] = [await tag('One'), await tag('Two')];
    await addRule({ start: 'case_opened', actions: { tagIds: [one] } });
    await addRule({ conditions: { hands: 'nobody' }, actions: { tagIds: [two], tellIds: [ben.id] } });
    const caseId = await written('dora', 'Hello?');
    await acrossWorkspaces(platform().workPool, (tx) => tx.run(sql`update directory.installation set rule_snapshot = '3:3:'`));
    await createRuleRunner(platform(), { waitMs: 0 })();
    await run();
    expect(await runsOf(caseId)).toHaveLength(2);
  });

  test('a case in which rules fail is tried again in later rounds, holds up no other, and is passed over in the end', async () => {
    const admin = new pg.Client(shops.web.base.adminConfig);
    await admin.connect();
    onTestFinished(() => admin.end());
    await admin.query(
      `create function pg_temp.fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
    );
    const failing = async (isOn: boolean): Promise<void> =>
      void (await admin.query(
        isOn
          ? 'create trigger fail before insert on tenant.automation_run for each row execute function pg_temp.fail()'
          : 'drop trigger fail on tenant.automation_run',
      ));
    const kept = await tag('Tried');
    const rule = await addRule({ conditions: { words: ['bell'] }, actions: { tagIds: [kept] } });
    const place = async () =>
      (await acrossWorkspaces(platform().workPool, (tx) =>
        tx.row(sql<{ at: string }>`select rule_snapshot as at from directory.installation`),
      ))!.at;
    await failing(true);
    const before = await place();
    const caseId = await written('nia', 'The bell is late.');
    expect(await caseOf(caseId)).toMatchObject({ tagIds: [] });
    for (let tries = 2; tries <= 4; tries += 1) await run();
    expect(await place()).toBe(before);
    await failing(false);
    const other = await written('oda', 'My bell too.');
    expect([await caseOf(caseId), await caseOf(other)]).toMatchObject([{ tagIds: [kept] }, { tagIds: [kept] }]);
    expect(await place()).not.toBe(before);
    expect((await call('GET', '/rules')).body.items).toMatchObject([{ id: rule.id, ranCount: 2 }]);

    await failing(true);
    const lost = await written('petra', 'And this bell?');
    for (let tries = 2; tries <= 5; tries += 1) await run();
    await failing(false);
    await run();
    expect(await runsOf(lost)).toEqual([]);
    const after = await place();

    // A rule that goes while its case is being tried is not waited for.
    await failing(true);
    const gone = await written('qia', 'A bell, please.');
    expect((await call('DELETE', `/rules/${rule.id}`)).status).toBe(200);
    await addRule({ conditions: { words: ['never'] }, actions: { tagIds: [kept] } });
    await failing(false);
    await run();
    expect(await caseOf(gone)).toMatchObject({ tagIds: [] });
    expect(await place()).not.toBe(after);
  });

  test('a time that comes near tells Ben once, before it comes; a missed one finds its rule too', async () => {
    const late = await tag('Late');
    await addRule({ start: 'time_near', minutesBefore: 60, actions: { tellIds: [ben.id] } });
    await addRule({ start: 'time_broken', actions: { tagIds: [late] } });
    const caseId = await written('eva', 'Is it ready?');
    const { dueAt } = await caseOf(caseId);
    const told = async () =>
      (await callAs(ben.visitor, 'GET', '/notices')).body.items.filter((one: { caseId: string }) => one.caseId === caseId).length;
    at(Date.parse(dueAt) - 61 * minuteMs);
    await run();
    expect(await told()).toBe(0);
    at(Date.parse(dueAt) - 59 * minuteMs);
    await run();
    expect(await told()).toBe(1);
    at(Date.parse(dueAt) - 10 * minuteMs);
    await run();
    expect(await told()).toBe(1);
    at(Date.parse(dueAt) + minuteMs);
    while ((await judgeDue(platform())) > 0);
    await run();
    expect((await caseOf(caseId)).tagIds).toEqual([late]);
  });

  test('what a rule names may go; what is left of it is done, and a rule that finds all as it would have it says so', async () => {
    const kept = await tag('Kept');
    const queue = (await call('POST', '/queues', { name: 'Repairs', languages: ['ja'] })).body;
    const rule = await addRule({ actions: { tagIds: [kept], queueId: queue.id } });
    expect(await caseOf(await written('finn', 'One'))).toMatchObject({ queueId: queue.id, tagIds: [kept] });
    expect((await call('DELETE', `/queues/${queue.id}`)).status).toBe(200);
    const caseId = await written('gus', 'Two');
    expect(await caseOf(caseId)).toMatchObject({ queueId: null, tagIds: [kept] });
    at(tuesdayAt + minuteMs);
    expect(await written('gus', 'Three')).toBe(caseId);
    expect((await runsOf(caseId)).map((one: { outcome: string }) => one.outcome).toSorted()).toEqual(['done', 'unchanged']);
    expect(rule.version).toBe(1);
  });

  test('two rules may tell one person of one time, each once; what Ben hears of a message anyway stays beside it', async () => {
    await addRule({ start: 'time_near', minutesBefore: 120, actions: { tellIds: [ben.id] } });
    await addRule({ start: 'time_near', minutesBefore: 30, actions: { tellIds: [ben.id] } });
    await addRule({ actions: { assigneeId: ben.id, tellIds: [ben.id] } });
    const caseId = await written('olga', 'Is it ready?');
    const { dueAt } = await caseOf(caseId);
    for (const minutes of [119, 60, 29, 10]) {
      at(Date.parse(dueAt) - minutes * minuteMs);
      await run();
    }
    const kinds = (await callAs(ben.visitor, 'GET', '/notices')).body.items
      .filter((one: { caseId: string }) => one.caseId === caseId)
      .map((one: { kind: string }) => one.kind);
    expect(kinds.filter((kind: string) => kind === 'rule')).toHaveLength(3);
  });

  test('an event read again hours later, after a crash, is known to have been dealt with', async () => {
    const once = await tag('Once');
    await addRule({ actions: { tagIds: [once] } });
    const caseId = await written('pia', 'Hello?');
    at(tuesdayAt + 3 * hourMs);
    expect((await call('PATCH', `/cases/${caseId}`, { tagIds: [] })).status).toBe(200);
    await acrossWorkspaces(platform().workPool, (tx) => tx.run(sql`update directory.installation set rule_snapshot = '3:3:'`));
    await run();
    expect(await caseOf(caseId)).toMatchObject({ tagIds: [] });
    expect(await runsOf(caseId)).toHaveLength(1);
    await written('quinn', 'The loop goes on.');
  });

  test('after a merge a missed time finds the case that goes on; a case that is done is given to nobody, and the rest is done', async () => {
    const late = await tag('Late');
    await addRule({ start: 'time_broken', actions: { tagIds: [late] } });
    const first = await written('rosa', 'Is it ready?');
    const second = (await counter.message(await counter.mail({ from: 'rosa@post.example', text: 'Is it ready, again?' })))!.case_id;
    const { dueAt } = await caseOf(first);
    const into = await shops.lantern.inside((tx) => tx.run(sql`update tenant."case" set merged_into_id = ${second} where id = ${first}`));
    expect(into).toBe(1);
    at(Date.parse(dueAt) + minuteMs);
    while ((await judgeDue(platform())) > 0);
    await run();
    expect((await caseOf(second)).tagIds).toEqual([late]);
    const done = await tag('Done');
    await addRule({ start: 'case_resolved', actions: { tagIds: [done], assigneeId: ben.id } });
    const resolved = await written('sven', 'Thanks, all is well.');
    expect((await call('POST', `/cases/${resolved}/resolve`, {})).status).toBe(200);
    await run();
    expect(await caseOf(resolved)).toMatchObject({ tagIds: [done], assignee: null });
  });

  test('a rule that acts on one case again and again is stopped within the hour', async () => {
    const on = await tag('On');
    await addRule({ actions: { tagIds: [on] } });
    let caseId = '';
    for (let round = 0; round < 12; round += 1) {
      at(tuesdayAt + round * minuteMs);
      caseId = await written('hana', `Again ${round}`);
      expect((await call('PATCH', `/cases/${caseId}`, { tagIds: [] })).status).toBe(200);
    }
    const outcomes = (await runsOf(caseId)).map((one: { outcome: string }) => one.outcome);
    expect([outcomes.filter((one: string) => one === 'done').length, outcomes.filter((one: string) => one === 'stopped').length]).toEqual([
      10, 2,
    ]);
    at(tuesdayAt + 2 * hourMs);
    await written('hana', 'Later');
    expect((await caseOf(caseId)).tagIds).toEqual([on]);
  });

  test('trying a rule says what it would have met and what kept the others out, and does nothing', async () => {
    await written('ivo', 'My pump leaks.');
    const caseId = await written('jan', 'My pump is loud.');
    const { start, conditions } = asked({ conditions: { words: ['loud'] } });
    const tried = (await call('POST', '/rules/try', { start, conditions, minutesBefore: null })).body;
    expect(tried.cases[0]).toMatchObject({ caseId });
    expect(tried.met + Object.values(tried.keptOut as Record<string, number>).reduce((a, b) => a + b, 0)).toBe(tried.lookedAt);
    expect(tried.keptOut.words).toBeGreaterThan(0);
    expect(await runsOf(caseId)).toEqual([]);
  });

  test('a changed rule counts its versions; one that is off, removed, or of another shop does nothing', async () => {
    const mine = await tag('Mine');
    const body = asked({ actions: { tagIds: [mine] } });
    const made = (await call('POST', '/rules', body)).body;
    expect((await call('PUT', `/rules/${made.id}`, { ...body, isOn: false })).body).toMatchObject({ version: 2, isOn: false });
    expect(await caseOf(await written('kim', 'Off'))).toMatchObject({ tagIds: [] });
    expect((await call('PUT', `/rules/${made.id}`, body)).body).toMatchObject({ version: 3, isOn: true });
    await run();
    const caseId = await written('lea', 'On');
    expect(await runsOf(caseId)).toMatchObject([{ version: 3 }]);
    expect((await shops.harbour.call('PUT', `/rules/${made.id}`, asked({ actions: { tagIds: [mine] } }))).status).toBe(404);
    expect((await shops.harbour.call('POST', '/rules', body)).status).toBe(404);
    expect((await shops.harbour.call('GET', '/rules')).body.items).toEqual([]);
    // Who is told has left: the rule can still be switched off, and whoever else it names has to be there.
    const gone = { ...body, actions: { ...body.actions, tellIds: [ben.id] } };
    expect((await call('PUT', `/rules/${made.id}`, gone)).status).toBe(200);
    await shops.lantern.inside((tx) =>
      tx.run(sql`update tenant.member set removed_at = ${new Date(tuesdayAt).toISOString()} where id = ${ben.id}`),
    );
    expect((await call('PUT', `/rules/${made.id}`, { ...gone, isOn: false })).status).toBe(200);
    await shops.lantern.inside((tx) => tx.run(sql`update tenant.member set removed_at = null where id = ${ben.id}`));
    expect((await callAs(ben.visitor, 'POST', '/rules', body)).status).toBe(403);
    expect((await call('POST', '/rules', { ...body, name: body.name.toUpperCase() })).status).toBe(409);
    expect((await call('POST', '/rules', { ...asked({}), actions: still })).status).toBe(400);
    expect((await call('POST', '/rules', { ...asked({ actions: { tagIds: [mine] } }), start: 'time_near' })).status).toBe(400);
  });

  test('a rule that begins while nobody had any is not passed over, though that is being noted at the very moment', async () => {
    const waiting = await tag('Waiting');
    const first = await addRule({ conditions: { words: ['refund'] }, actions: { tagIds: [waiting] } });
    expect((await call('DELETE', `/rules/${first.id}`)).status).toBe(200);
    let round: Promise<number> | undefined;
    await shops.lantern.inside(async (tx) => {
      await tx.run(sql`update tenant.automation_rule set removed_at = null, is_on = true where id = ${first.id}`);
      const { workspace_id: workspaceId } = (await tx.row(
        sql<{ workspace_id: string }>`select workspace_id from tenant.automation_rule where id = ${first.id}`,
      ))!;
      await askRules({ tx, workspaceId, at: tuesdayAt, platform: platform() });
      round = run();
      // It waits for this transaction, or is over long before.
      await Promise.race([round, pause(500)]);
    });
    await round;
    const wanted = (await counter.message(await counter.chat('kim', 'A refund, please.')))!.case_id;
    await run();
    expect(await caseOf(wanted)).toMatchObject({ tagIds: [waiting] });
  });

  test('after two customers are joined a rule asks for the language of the one they are now, in what it does and in what it would have done', async () => {
    const german = await tag('German');
    const rule = { start: 'case_resolved', conditions: { languages: ['de'] }, actions: { tagIds: [german] } };
    const cases: Record<string, string> = {};
    for (const [name, locale] of [
      ['gerd', 'de'],
      ['gina', 'en'],
      ['ines', 'en'],
      ['jutta', 'de'],
    ] as const)
      cases[name] = await written(name, 'Hello?', { locale });
    const customerOf = async (name: string): Promise<string> => (await caseOf(cases[name]!)).customer.id;
    for (const [from, into] of [
      ['gerd', 'gina'],
      ['ines', 'jutta'],
    ] as const) {
      const body = { intoId: await customerOf(into), reason: 'they_said' };
      expect((await call('POST', `/customers/${await customerOf(from)}/merge`, body)).status).toBe(200);
    }
    await addRule(rule);
    for (const id of Object.values(cases)) expect((await call('POST', `/cases/${id}/resolve`, {})).status).toBe(200);
    await run();
    const tagged: string[] = [];
    for (const [name, id] of Object.entries(cases)) if ((await caseOf(id)).tagIds.includes(german)) tagged.push(name);
    expect(tagged).toEqual(['ines', 'jutta']);
    const tried = (await call('POST', '/rules/try', { start: rule.start, conditions: { ...nothing, ...rule.conditions } })).body;
    expect(tried.cases.map((one: { caseId: string }) => one.caseId).toSorted()).toEqual([cases['ines'], cases['jutta']].toSorted());
  });
});
