/** Texts and bundles of steps a team keeps: Mia manages Lantern Books, Noor answers there, Harbour Shop is next door. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { callAs, twoShops, writtenThread, type Thread, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerCaseMacroRoutes } from '../reply/macro.routes.ts';
import { registerTopicRoutes } from '../topic/topic.routes.ts';
import { registerMacroRoutes } from './macro.routes.ts';
import { registerSnippetRoutes } from './snippet.routes.ts';

let shops: TwoShops;
let thread: Thread;
let topicId: string;
let tagId: string;
const none = { text: null, topicId: null, tagIds: [], assignee: null, status: null, snoozeMinutes: null };

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [registerTopicRoutes, registerCaseRoutes, registerCaseMacroRoutes, registerMacroRoutes, registerSnippetRoutes])
      register(web.app, http);
  });
  thread = await writtenThread(shops, shops.lantern, { name: 'Jonas Weber', email: 'jonas@post.example', text: 'Where is my bell?' });
  topicId = (await shops.lantern.call('POST', '/topics', { name: 'Delivery' })).body.id;
  tagId = (await shops.lantern.call('POST', '/tags', { name: 'gift' })).body.id;
});
afterAll(() => shops.close());

test('a snippet has one name in a shop and is changed by who manages it, read by who answers, and seen by nobody next door', async () => {
  const { lantern, harbour, web } = shops;
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const texts = [{ locale: 'en', text: 'Hello {customer}' }];
  const made = await lantern.call('POST', '/snippets', { name: 'hello', texts });
  expect(made).toMatchObject({ status: 201, body: { name: 'hello', texts } });
  expect((await lantern.call('POST', '/snippets', { name: 'hello', texts })).body.code).toBe('name_taken');
  expect((await harbour.call('POST', '/snippets', { name: 'hello', texts })).status).toBe(201);
  expect((await callAs(noor.visitor, 'GET', '/snippets')).body.items).toEqual([made.body]);
  expect((await callAs(noor.visitor, 'POST', '/snippets', { name: 'mine', texts })).status).toBe(403);
  const path = `/snippets/${made.body.id}`;
  expect((await harbour.call('PUT', path, { name: 'ours', texts })).status).toBe(404);
  expect((await harbour.call('DELETE', path)).status).toBe(404);
  expect((await lantern.call('PUT', path, { name: 'hello-again', texts })).body.name).toBe('hello-again');
  for (const body of [
    { name: 'two words', texts },
    { name: '/x', texts },
    { name: 'x', texts: [] },
    { name: 'x', texts: [{ locale: 'english', text: '' }] },
  ])
    expect((await lantern.call('POST', '/snippets', body)).status).toBe(400);
  expect((await lantern.call('DELETE', path)).status).toBe(200);
  expect((await lantern.call('GET', '/snippets')).body.items).toEqual([]);
});

test('a macro changes topic, tag, assignee and snooze at once, gives its text back, and one undo puts all of it back', async () => {
  const { lantern } = shops;
  const steps = { ...none, text: 'On its way, {customer}.', topicId, tagIds: [tagId], assignee: 'me', status: 'wait', snoozeMinutes: 60 };
  const made = await lantern.call('POST', '/macros', { name: 'Sent', key: '1', steps });
  expect(made.status).toBe(201);
  expect((await lantern.call('POST', '/macros', { name: 'Other', key: '1', steps })).body.code).toBe('name_taken');
  const path = `/cases/${thread.caseId}`;
  const before = (await lantern.call('GET', path)).body;
  const applied = await lantern.call('POST', `${path}/macro`, { macroId: made.body.id });
  expect(applied).toMatchObject({
    status: 200,
    body: { text: steps.text, case: { topicId, tagIds: [tagId], assignee: { id: lantern.ownerId, name: 'Mia' }, ball: 'customer' } },
  });
  expect(applied.body.case.snoozedUntil).not.toBeNull();
  const undone = await lantern.call('POST', `${path}/undo-macro`, { appliedId: applied.body.appliedId });
  expect(undone.body).toEqual(before);
  expect((await lantern.call('GET', path)).body).toEqual(before);
});

test('a macro that resolves can be undone to the waiting customer, but not once somebody else has touched the case', async () => {
  const { lantern, harbour } = shops;
  const made = await lantern.call('POST', '/macros', { name: 'Done', key: null, steps: { ...none, status: 'resolved' } });
  const path = `/cases/${thread.caseId}`;
  const before = (await lantern.call('GET', path)).body;
  const applied = await lantern.call('POST', `${path}/macro`, { macroId: made.body.id });
  expect(applied.body.case.state).toBe('resolved');
  expect((await harbour.call('POST', `${path}/macro`, { macroId: made.body.id })).status).toBe(404);
  expect((await harbour.call('POST', `${path}/undo-macro`, { appliedId: applied.body.appliedId })).status).toBe(404);
  expect((await lantern.call('POST', `${path}/undo-macro`, { appliedId: applied.body.appliedId })).body).toEqual(before);
  const again = await lantern.call('POST', `${path}/macro`, { macroId: made.body.id });
  await lantern.call('POST', `${path}/reopen`, {});
  expect((await lantern.call('POST', `${path}/undo-macro`, { appliedId: again.body.appliedId })).body.code).toBe('conflict');
});

test('a macro can be undone although the time by which to answer was reckoned anew meanwhile, and that time stays', async () => {
  const { lantern } = shops;
  const waiting = await writtenThread(shops, lantern, { name: 'Lina Berg', email: 'lina@post.example', text: 'Do you ring at night?' });
  const made = await lantern.call('POST', '/macros', { name: 'Of gifts', key: null, steps: { ...none, tagIds: [tagId] } });
  const path = `/cases/${waiting.caseId}`;
  const dueBy = (dueAt: string) =>
    lantern.inside((tx) =>
      tx.row(sql`update tenant."case" set unanswered_since = '2026-11-01T10:00:00Z', due_at = ${dueAt} where id = ${waiting.caseId}`),
    );
  await dueBy('2027-03-01T12:00:00.000Z');
  const applied = await lantern.call('POST', `${path}/macro`, { macroId: made.body.id });
  const dueAt = '2027-03-01T10:00:00.000Z';
  await dueBy(dueAt);
  const undone = await lantern.call('POST', `${path}/undo-macro`, { appliedId: applied.body.appliedId });
  expect(undone).toMatchObject({ status: 200, body: { tagIds: [], dueAt } });
});

test('a macro that names another shop’s topic, tag or member is answered as if they did not exist', async () => {
  const { lantern, harbour } = shops;
  const foreign = (await harbour.call('POST', '/topics', { name: 'Ropes' })).body.id;
  for (const steps of [{ topicId: foreign }, { tagIds: [foreign] }, { assignee: harbour.ownerId }])
    expect((await lantern.call('POST', '/macros', { name: 'Odd', key: null, steps: { ...none, ...steps } })).status).toBe(404);
});
