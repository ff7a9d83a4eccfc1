/** A customer is asked for details by a link: only for what is not known, in their own spelling, with the reason and a way past it. */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callAs, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { createIntake } from '../intake/intake.ts';
import { openCounter, type Counter, type StoredMessage } from '../intake/path.fixture.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerFieldRoutes } from '../topic/field.routes.ts';
import { detailsLink } from '../topic/topic.ts';
import { registerDetailsPages, registerDetailsRequest } from './details-page.routes.ts';
import { registerFactRoutes } from './fact.routes.ts';
import type { MessengerContext } from './messenger.routes.ts';

let shops: TwoShops;
let counter: Counter;
let ada: StoredMessage;
const ids: Record<string, string> = {};
const questions = [
  ['order', { topicId: null, name: 'Order number', kind: 'text', factKind: 'order', askedBecause: 'we look it up by its number.' }],
  ['born', { topicId: null, name: 'Date of birth', kind: 'date', factKind: 'birthday', askedBecause: 'the warranty is yours alone' }],
  ['mail', { topicId: null, name: 'Email address', kind: 'text', factKind: 'email', askedBecause: 'we send you the label' }],
  ['weight', { topicId: null, name: 'Weight in kg', kind: 'number', askedBecause: 'the lift takes 20 kg', mandatory: true }],
  ['shelf', { topicId: null, name: 'Shelf', kind: 'text' }],
] as const;

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    // As in the product: the form without JavaScript brings this reader along for every route.
    web.app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    for (const register of [registerCaseRoutes, registerFieldRoutes, registerFactRoutes, registerDetailsRequest]) register(web.app, http);
    registerDetailsPages(web.app, { ...http, intake: createIntake(http.platform) } as unknown as MessengerContext);
  });
  shops.web.base.clock.setNow(tuesdayAt);
  counter = await openCounter(shops, shops.lantern);
  const { lantern } = shops;
  await lantern.inside((tx) =>
    tx.run(sql`insert into directory.channel (channel_id, workspace_id, type) values (${counter.messengerId}, ${lantern.id}, 'messenger')`),
  );
  for (const [key, body] of questions) {
    const made = await lantern.call('POST', '/topic-fields', body);
    expect(made.status).toBe(201);
    ids[key] = made.body.id;
  }
  ada = (await counter.message(await counter.chat('ada', 'The wheel is bent.')))!;
});
afterAll(() => shops.close());

const request = async (caseId = ada.case_id) => (await shops.lantern.call('GET', `/cases/${caseId}/details-request`)).body;
const path = async (): Promise<string> => new URL((await request()).url).pathname;
/** A stranger's browser, without any cookie: the link is all it has. */
async function open(url: string, fields?: Record<string, string>) {
  const form = { payload: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  const reply = await shops.web.app.inject({ method: fields === undefined ? 'GET' : 'POST', url, ...(fields === undefined ? {} : form) });
  return { status: reply.statusCode, text: reply.body, headers: reply.headers };
}
const tokenIn = (html: string): string => /name="formToken" value="([^"]+)"/.exec(html)![1]!;
async function answer(fields: Record<string, string>) {
  const url = await path();
  const { text } = await open(url);
  return open(url, { ...fields, formToken: tokenIn(text) });
}
const filled = async () =>
  Object.fromEntries(
    (await shops.lantern.call('GET', `/cases/${ada.case_id}/fields`)).body.items.map((one: { fieldId: string; value: string }) => [
      questions.find(([key]) => ids[key] === one.fieldId)![1].name,
      one.value,
    ]),
  );
const said = async () =>
  (
    await shops.lantern.inside((tx) =>
      tx.rows(
        sql<{
          text: string;
        }>`select text from tenant.message where workspace_id = ${shops.lantern.id} and conversation_id = ${ada.conversation_id} and author_kind = 'customer' order by seq`,
      ),
    )
  ).map((row) => row.text);

test('what must be answered is asked of customers, with a reason', async () => {
  const refused = await shops.lantern.call('POST', '/topic-fields', { topicId: null, name: 'Age', kind: 'number', mandatory: true });
  expect([refused.status, refused.body.code]).toEqual([400, 'bad_request']);
  expect((await shops.lantern.call('PATCH', `/topic-fields/${ids['weight']}`, { askedBecause: null })).status).toBe(400);
});

test('the page asks for what is not known, each with its reason, and for nothing the team fills', async () => {
  const { asked, url } = await request();
  expect(asked.map((one: { name: string }) => one.name)).toEqual(['Order number', 'Date of birth', 'Email address', 'Weight in kg']);
  const page = await open(new URL(url).pathname);
  expect(page.status).toBe(200);
  // What a browser sends is what has a name.
  for (const key of ['order', 'born', 'mail', 'weight']) expect(page.text).toContain(`name="${ids[key]}"`);
  expect(page.text).toContain('We ask because we look it up by its number.</p>');
  expect(page.text).toContain('We ask because the lift takes 20 kg. We must have this one, by law or for safety.');
  expect(page.text).not.toContain('Shelf');
  expect(page.text).not.toContain('<script');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  // Their address is known since they gave it; nothing that is known is shown to whoever has the link.
  await shops.lantern.call('POST', `/customers/${await customerId()}/facts`, {
    kind: 'email',
    value: 'ada@post.example',
    caseId: ada.case_id,
  });
  expect((await request()).asked.map((one: { name: string }) => one.name)).toEqual(['Order number', 'Date of birth', 'Weight in kg']);
  const next = await open(new URL(url).pathname);
  expect(next.text).not.toContain('Email address');
  expect(next.text).not.toContain('ada@post.example');
});

const filledIds = async () => (await shops.lantern.call('GET', `/cases/${ada.case_id}/fields`)).body.items;

async function customerId(): Promise<string> {
  return (await shops.lantern.call('GET', `/cases/${ada.case_id}`)).body.customer.id;
}

test('“why do you need this?” gets the reason again and takes nothing; what can be two days is asked back, and kept as typed', async () => {
  const first = await answer({ [ids['order']!]: 'Why do you need this?', [ids['born']!]: '03/04/85', [ids['weight']!]: 'much' });
  expect(first.status).toBe(422);
  expect(first.text).toContain('<strong>We ask because we look it up by its number.</strong>');
  expect(first.text).not.toContain('value="Why do you need this?"');
  expect(first.text).toContain('Which one do you mean?');
  expect(first.text).toContain('3 April 1985');
  expect(first.text).toContain('4 March 1985');
  expect(first.text).toContain('We could not read a number here.');
  expect(first.text).toContain('value="much"');
  const empty = await answer({ [ids['weight']!]: '' });
  expect([empty.status, empty.text.includes('aria-invalid="true"')]).toEqual([422, true]);
  await counter.process();
  expect(await said()).toHaveLength(1);
  expect(await filled()).toEqual({});
});

test('what is answered stands in the fields in one spelling, is known of them, and is one message in their words; what is not is skipped', async () => {
  const url = await path();
  const fields = {
    [ids['order']!]: 'no. 12 34-56 <b>',
    [`picked.${ids['born']!}`]: '1985-03-04',
    [ids['weight']!]: '12,50',
    formToken: tokenIn((await open(url)).text),
  };
  const wrong = await open(url, { ...fields, [ids['order']!]: 'no. 12 34-56', formToken: 'forged' });
  expect([wrong.status, wrong.text.includes('Not sent.')]).toEqual([400, true]);
  expect(await filled()).toEqual({});
  for (const _ of [1, 2]) expect((await open(url, { ...fields, [ids['order']!]: 'no. 12 34-56' })).status).toBe(200);
  await counter.process();
  expect(await filled()).toEqual({ 'Order number': '123456', 'Date of birth': '1985-03-04', 'Weight in kg': '12.5' });
  expect(await said()).toEqual(['The wheel is bent.', 'Order number: no. 12 34-56\nDate of birth: 4 March 1985\nWeight in kg: 12,50']);
  const facts = (await shops.lantern.call('GET', `/customers/${await customerId()}/facts`)).body.items;
  expect(facts.filter((one: { stands: boolean }) => one.stands)).toMatchObject([
    { kind: 'birthday', value: '1985-03-04', source: 'form', caseId: ada.case_id },
    { kind: 'order', value: '123456', source: 'form', proof: 'claimed' },
    { kind: 'email' },
  ]);
  const events = await shops.lantern.inside((tx) =>
    tx.rows(
      sql<{
        actor: string;
      }>`select actor from tenant.event where workspace_id = ${shops.lantern.id} and case_id = ${ada.case_id} and type = 'case.changed' and payload::jsonb ? 'fields'`,
    ),
  );
  expect(events).toEqual([{ actor: expect.stringMatching(/^customer/) }]);
  const counts = await shops.lantern.inside((tx) =>
    tx.rows(
      sql`select kind, asked, again from tenant.customer_fact_count where workspace_id = ${shops.lantern.id} and asked_by = 'form' order by kind`,
    ),
  );
  expect(counts).toEqual([
    { kind: 'birthday', asked: 1, again: 0 },
    { kind: 'order', asked: 1, again: 0 },
  ]);
  // Nothing is left to ask.
  expect(await request()).toEqual({ url: null, asked: [] });
  expect((await open(url)).text).toContain('There is nothing we need to ask you.');
});

test('attack: the number of a payment card typed there is kept nowhere', async () => {
  const made = await shops.lantern.call('POST', '/topic-fields', {
    topicId: null,
    name: 'How paid',
    kind: 'text',
    askedBecause: 'we refund it there',
  });
  expect((await answer({ [made.body.id]: 'card 4111 1111 1111 1111' })).status).toBe(200);
  await counter.process();
  const kept = JSON.stringify([await said(), (await shops.lantern.call('GET', `/cases/${ada.case_id}/fields`)).body]);
  expect(kept).toContain('How paid');
  expect(kept).toContain('1111');
  expect(kept).not.toMatch(/4111[ -]?1111/);
});

test('whoever has the link has its words and no more: what they send says so, and the link is over after a month or with its address', async () => {
  await shops.lantern.call('POST', '/topic-fields', { topicId: null, name: 'Size', kind: 'text', askedBecause: 'there are three' });
  const sent = await shops.lantern.inside((tx) =>
    tx.rows(sql`select distinct match_reason, sender_proof from tenant.message where workspace_id = ${shops.lantern.id} and conversation_id = ${ada.conversation_id}
      and author_kind = 'customer' and text like 'Order number%'`),
  );
  expect(sent).toEqual([{ match_reason: 'by_link', sender_proof: 'claimed' }]);
  const url = await path();
  const { clock } = shops.web.base;
  clock.setNow(tuesdayAt + 30 * dayMs - 1_000);
  expect((await open(url)).status).toBe(200);
  clock.setNow(tuesdayAt + 30 * dayMs + 2_000);
  expect((await open(url)).status).toBe(404);
});

test('attack 86: where a site has to vouch for whoever writes, no link is made, and one from before opens nothing', async () => {
  const url = await path();
  const { text } = await open(url);
  const required = async (is: boolean): Promise<void> => {
    await shops.lantern.inside((tx) =>
      tx.run(sql`update tenant.channel set settings = settings || ${JSON.stringify({ identityRequired: is })}::jsonb
        where workspace_id = ${shops.lantern.id} and id = ${counter.messengerId}`),
    );
    // A channel is remembered for a second.
    const { clock } = shops.web.base;
    clock.setNow(clock.nowAt() + 2_000);
  };
  await required(true);
  const before = await said();
  expect((await request()).url).toBeNull();
  const size = (await shops.lantern.call('GET', '/topic-fields')).body.items.find((one: { name: string }) => one.name === 'Size').id;
  const refused = await open(url, { [size]: 'IBAN DE00 of a stranger', formToken: tokenIn(text) });
  expect(refused.status).toBe(400);
  await counter.process();
  expect([await said(), JSON.stringify(await filledIds())]).toEqual([before, expect.not.stringContaining('DE00')]);
  await required(false);
  expect((await open(url, { [size]: 'M', formToken: tokenIn(text) })).status).toBe(200);
});

test('attack 86: by a link nobody writes as somebody the site vouched for', async () => {
  const { lantern } = shops;
  const identity = await lantern.inside((tx) =>
    tx.row(sql<{ id: string }>`update tenant.identity set scheme = 'site', proof = 'site' where workspace_id = ${lantern.id}
      and id = (select identity_id from tenant.message where workspace_id = ${lantern.id} and id = ${ada.id}) returning id`),
  );
  expect(identity).toBeDefined();
  await lantern.call('POST', '/topic-fields', { topicId: null, name: 'Saddle', kind: 'text', askedBecause: 'it is broken' });
  const saddle = (await request()).asked.find((one: { name: string }) => one.name === 'Saddle').fieldId;
  expect((await answer({ [saddle]: 'black' })).status).toBe(200);
  await counter.process();
  const sent = await lantern.inside((tx) =>
    tx.rows(sql`select i.scheme, m.sender_proof, m.match_reason, m.conversation_id = ${ada.conversation_id} as same from tenant.message m
      join tenant.identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id where m.workspace_id = ${lantern.id} and m.text like '%Saddle: black%'`),
  );
  expect(sent).toEqual([{ scheme: 'visitor', sender_proof: 'claimed', match_reason: 'by_link', same: true }]);
});

test('attack: forged, foreign and swapped links lead to one plain page, and so does every link once the case is closed', async () => {
  const { platform } = shops.web.base;
  await shops.lantern.call('POST', '/topic-fields', { topicId: null, name: 'Colour', kind: 'text', askedBecause: 'there are two' });
  const url = await path();
  expect((await open(url)).status).toBe(200);
  const code = url.slice('/details/'.length);
  const foreign = detailsLink(platform, { workspaceId: shops.harbour.id, caseId: ada.case_id, identityId: ada.id }).split('/details/')[1]!;
  const before = await said();
  const refused = async (codes: readonly string[]): Promise<void> => {
    for (const bad of codes)
      for (const reply of [await open(`/details/${bad}`), await open(`/details/${bad}`, { text: 'Hi' })]) {
        expect([bad, reply.status]).toEqual([bad, 404]);
        expect(reply.text).toContain('no longer in use');
        expect(reply.text).not.toContain('Lantern');
      }
  };
  await refused([`${code}x`, code.slice(1), foreign, 'x', 'a.b.c', '%00', 'A'.repeat(200)]);
  expect((await callAs(shops.harbour.owner, 'GET', `/cases/${ada.case_id}/details-request`)).status).toBe(404);
  expect((await shops.lantern.call('POST', `/cases/${ada.case_id}/resolve`, {})).status).toBe(200);
  await refused([code]);
  expect((await request()).url).toBeNull();
  await counter.process();
  expect(await said()).toEqual(before);
});
