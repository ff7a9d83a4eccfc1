/** Mia has a rule call her warehouse: once per cause, signed, in that webhook's own log. Tom manages and may not set webhooks; Ole is next door. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { createGuardedFetch } from '../platform/http/guarded-fetch.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerRuleRoutes } from './rule.routes.ts';
import { createRuleRunner } from './run-rules.ts';
import { sendDelivery } from './webhook-send.ts';
import { registerWebhookRoutes } from './webhook.routes.ts';

let shops: TwoShops;
let counter: Counter;
let warehouse: Server;
let run: () => Promise<number>;
const heard: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

beforeAll(async () => {
  warehouse = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => void warehouse.listen(0, '127.0.0.1', resolve));
  shops = await twoShops((web, http) => {
    registerCaseRoutes(web.app, http);
    registerRuleRoutes(web.app, http);
    registerWebhookRoutes(web.app, http, { allowLoopback: true });
  });
  counter = await openCounter(shops, shops.lantern);
  run = createRuleRunner(shops.web.base.platform, { waitMs: 0 });
});
afterAll(async () => {
  await shops.close();
  warehouse.close();
});

const nothing = { channelIds: [], topicIds: [], tagIds: [], languages: [], words: [], hands: 'any' };
const rule = (name: string, webhookId: string | null, over: object = {}) => ({
  name,
  start: 'customer_wrote',
  conditions: { ...nothing, words: ['parcel'] },
  actions: { topicId: null, tagIds: [], assigneeId: null, queueId: null, tellIds: [], webhookId },
  ...over,
});
const written = async (name: string, text: string): Promise<string> => {
  const caseId = (await counter.message(await counter.chat(name, text)))!.case_id;
  await run();
  return caseId;
};
const runsOf = async (caseId: string) => (await shops.lantern.call('GET', `/cases/${caseId}/rule-runs`)).body.items;

test('a case the rule speaks of is told to the warehouse once, signed and in its log; a webhook that is off is owed nothing, and that is said', async () => {
  const { lantern } = shops;
  const url = `http://127.0.0.1:${(warehouse.address() as AddressInfo).port}/parcels`;
  const hook = (await lantern.call('POST', '/webhooks', { url, types: ['rule.called'] })).body;
  const made = await lantern.call('POST', '/rules', rule('Parcels', hook.id));
  expect(made).toMatchObject({ status: 201, body: { actions: { webhookId: hook.id } } });
  await run();
  const caseId = await written('ada', 'Where is my parcel?');
  await written('bea', 'Do you sell bells?');
  await createRuleRunner(shops.web.base.platform, { waitMs: 0 })();
  const log = async () => (await lantern.call('GET', `/webhooks/${hook.id}/deliveries`)).body.items;
  const [owed, ...others] = await log();
  expect([owed, others]).toMatchObject([{ type: 'rule.called', state: 'queued' }, []]);
  const sending = { fetch: createGuardedFetch({ allowLoopback: true }) };
  await sendDelivery(shops.web.base.platform, sending, { workspaceId: lantern.id, deliveryId: owed.id, isFailing: false });
  await sending.fetch.close();
  expect(await log()).toMatchObject([{ state: 'delivered', lastStatus: 204 }]);
  const [hit] = heard;
  const { 'webhook-id': hitId, 'webhook-timestamp': seconds, 'webhook-signature': signature } = hit!.headers as Record<string, string>;
  // The shop's clock stands still: what is signed is compared, not how long ago that was.
  expect(signature).toBe(new Webhook(hook.secret).sign(hitId!, new Date(Number(seconds) * 1_000), hit!.body));
  const said = JSON.parse(hit!.body);
  const payload = { rule: { id: made.body.id, name: 'Parcels', version: 1 }, case: { id: caseId } };
  expect(said).toMatchObject({ type: 'rule.called', data: { id: owed.eventId, caseId, payload } });
  expect(await runsOf(caseId)).toMatchObject([{ ruleName: 'Parcels', outcome: 'done', why: null }]);
  expect((await lantern.call('PATCH', `/webhooks/${hook.id}`, { state: 'off' })).status).toBe(200);
  expect(await runsOf(await written('cem', 'My parcel is torn.'))).toMatchObject([{ outcome: 'unchanged', why: 'webhook_off' }]);
  expect(await log()).toHaveLength(1);
});

test('who may not set webhooks sets no rule that calls one, and next door’s webhook is none', async () => {
  const { lantern, harbour, web } = shops;
  const tom = (await web.join(lantern.owner, { name: 'Tom', email: 'tom@lantern.example', role: 'manager' })).visitor;
  const hook = (await lantern.call('POST', '/webhooks', { url: 'https://hooks.lantern.example/a', types: [] })).body;
  const theirs = (await harbour.call('POST', '/webhooks', { url: 'https://hooks.harbour.example/a', types: [] })).body;
  expect((await lantern.call('POST', '/rules', rule('Theirs', theirs.id))).status).toBe(404);
  const mine = (await lantern.call('POST', '/rules', rule('Mine', hook.id))).body;
  expect((await callAs(tom, 'POST', '/rules', rule('Tom’s', hook.id))).body.code).toBe('not_allowed');
  // What an administrator set stays while Tom changes the rest.
  expect((await callAs(tom, 'PUT', `/rules/${mine.id}`, rule('Renamed', hook.id))).status).toBe(200);
  expect((await callAs(tom, 'PUT', `/rules/${mine.id}`, rule('Renamed', null))).status).toBe(400);
});

test('rules are asked in the order Mia puts them into; what they did before stays', async () => {
  const { lantern, harbour } = shops;
  const names = async (): Promise<string[]> => (await lantern.call('GET', '/rules')).body.items.map((one: { name: string }) => one.name);
  const before = (await lantern.call('GET', '/rules')).body.items;
  const ids = before.map((one: { id: string }) => one.id).toReversed();
  expect((await harbour.call('PUT', '/rules/order', { ids })).status).toBe(404);
  const put = await lantern.call('PUT', '/rules/order', { ids });
  expect(put.status).toBe(200);
  expect(await names()).toEqual(before.map((one: { name: string }) => one.name).toReversed());
  expect(put.body.items.map((one: { place: number; version: number }) => [one.place, one.version])).toEqual(
    before.toReversed().map((one: { version: number }, place: number) => [place, one.version]),
  );
  // One named alone comes first, the others keep their order behind it.
  await lantern.call('PUT', '/rules/order', { ids: [ids.at(-1)] });
  expect((await names())[0]).toBe(before[0].name);
});
