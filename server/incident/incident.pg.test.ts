/** Paying fails at Lantern Books: Mia opens an incident, its words reach customers, cases are linked, and one answer goes to all. Ole's Harbour Shop next door sees none of it. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registerRuleRoutes } from '../automation/rule.routes.ts';
import { createRuleRunner } from '../automation/run-rules.ts';
import { callAs, lastEvent, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { entryOf } from '../channel/channel.ts';
import { channelTimes } from '../commitment/commitment.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { answerAllDue, registerAnswerAllRoutes, registerIncidentRoutes } from './incident.ts';

let shops: TwoShops;
let counter: Counter;
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    for (const register of [
      registerCaseRoutes,
      registerCaseMergeRoutes,
      registerReplyRoutes,
      registerRuleRoutes,
      registerIncidentRoutes,
      registerAnswerAllRoutes,
    ])
      register(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const platform = () => shops.web.base.platform;
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
beforeEach(async () => {
  at(tuesdayAt);
  for (const one of (await call('GET', '/incidents?state=open')).body.items)
    await call('PATCH', `/incidents/${one.id}`, { state: 'closed' });
});
const call = (...args: Parameters<TwoShops['lantern']['call']>) => shops.lantern.call(...args);
const done = async (...args: Parameters<TwoShops['lantern']['call']>) => {
  const answer = await call(...args);
  expect([answer.status < 300, answer.body.code]).toEqual([true, undefined]);
  return answer.body;
};
const open = (over: object = {}) => done('POST', '/incidents', { title: 'Paying fails', ...over });
const chat = async (name: string, text = 'I cannot pay', over: { locale?: string } = {}) =>
  (await counter.message(await counter.chat(name, text, over)))!;
const mail = async (name: string, text = 'I cannot pay') =>
  (await counter.message(await counter.mail({ from: `${name}@post.example`, text })))!;
const textsTo = async (caseId: string): Promise<string[]> =>
  (await done('GET', `/messages?caseId=${caseId}`)).items
    .filter((one: { author: { kind: string }; state: string }) => one.author.kind === 'agent')
    .map((one: { text: string }) => one.text);
const sendAll = async (): Promise<void> => {
  while ((await answerAllDue(platform())) > 0);
};
const entry = async (channelId: string, locale: string): Promise<string> => {
  const nowAt = platform().clock.nowAt();
  const times = await shops.lantern.inside((tx) => channelTimes(tx, shops.lantern.id, [channelId], nowAt));
  const reader = { nowAt, locale, contactKnown: true, notices: { email: true, sms: false }, readerZone: null };
  return entryOf(times.get(channelId)!, reader)!.words;
};

test('while it is open its words stand before the time, in the customer’s language; what Ada was told before stays as it was told', async () => {
  const ada = await chat('ada');
  const before = await counter.told(ada.conversation_id);
  const incident = await open({
    entryTexts: { en: 'We know that paying fails.', de: 'Wir wissen, dass das Bezahlen nicht geht.' },
    ackTexts: { en: 'We are working on it.' },
    channelIds: [counter.messengerId],
  });
  expect(await entry(counter.messengerId, 'en')).toMatch(/^We know that paying fails\. Write to us any time\. We'll reply by /);
  expect(await entry(counter.messengerId, 'de-AT')).toMatch(/^Wir wissen, dass das Bezahlen nicht geht\. Schreiben Sie uns/);
  const preview = { channelId: counter.messengerId, locale: 'en', entryTexts: { en: 'So it would stand.' }, ackTexts: {} };
  expect((await done('POST', '/incidents/preview', preview)).entry).toMatch(/^We know that paying fails\. So it would stand\. Write/);
  const bea = await chat('bea');
  expect((await counter.told(bea.conversation_id)).map((one) => one.words)).toEqual([
    expect.stringMatching(/^We are working on it\. Received .* · reply by /),
  ]);
  // Not on the other channel.
  const carl = await mail('carl');
  expect((await counter.told(carl.conversation_id))[0]!.words).toMatch(/^Your message reached us/);
  at(tuesdayAt + hourMs);
  await done('PATCH', `/incidents/${incident.id}`, { state: 'fixed' });
  expect(await entry(counter.messengerId, 'en')).toMatch(/^Write to us any time/);
  expect(await counter.told(ada.conversation_id)).toEqual(before);
  expect(await done('GET', `/incidents/${incident.id}`)).toMatchObject({
    state: 'fixed',
    opened: { at: '2026-11-24T10:00:00.000Z', by: { name: 'Mia' } },
    fixed: { at: '2026-11-24T11:00:00.000Z', by: { name: 'Mia' } },
    closed: null,
  });
});

test('cases are linked and unlinked by hand, each once, and a case says which incident it is linked to', async () => {
  const [dora, emil] = [await chat('dora'), await mail('emil')];
  const incident = await open();
  const ids = [dora.case_id, emil.case_id];
  const stranger = platform().clock.newId<'case'>();
  expect(await done('POST', `/incidents/${incident.id}/link`, { ids: [...ids, stranger] })).toMatchObject({
    changedIds: expect.toSatisfy((changed: string[]) => changed.toSorted().join() === ids.toSorted().join()),
    refusedIds: [stranger],
    incident: { caseCount: 2 },
  });
  expect((await done('POST', `/incidents/${incident.id}/link`, { ids })).changedIds).toEqual([]);
  expect((await done('GET', `/incidents?caseId=${dora.case_id}`)).items).toMatchObject([{ id: incident.id, title: 'Paying fails' }]);
  expect((await done('GET', `/incidents/${incident.id}/cases?limit=1`)).items).toMatchObject([{ how: 'hand', linkedBy: 'Mia' }]);
  const gone = await done('POST', `/incidents/${incident.id}/unlink`, { ids: [dora.case_id] });
  expect([gone.changedIds, gone.incident.caseCount]).toEqual([[dora.case_id], 1]);
  expect(await lastEvent(shops.lantern, 'incident.changed')).toMatchObject({
    subject_id: incident.id,
    payload: { unlinkedIds: [dora.case_id] },
  });
  expect((await done('POST', `/incidents/${incident.id}/link`, { ids: gone.changedIds })).incident.caseCount).toBe(2);
});

test('open cases of the last day that speak of the same are suggested, with the words they share', async () => {
  const fritz = await chat('fritz', 'The voucher code is refused at the checkout');
  const gabi = await mail('gabi', 'Your checkout says my voucher is refused');
  await chat('hanno', 'Where is my parcel?');
  const incident = await open({ title: 'Something with codes' });
  await done('POST', `/incidents/${incident.id}/link`, { ids: [fritz.case_id] });
  const { items } = await done('GET', `/incidents/${incident.id}/suggestions`);
  expect(items).toMatchObject([{ caseId: gabi.case_id, because: 'words', words: expect.arrayContaining(['vouch', 'check']) }]);
});

test('a rule links what customers write from now on, and nothing once the incident is closed', async () => {
  const run = createRuleRunner(platform(), { waitMs: 0 });
  const incident = await open();
  const rule = { name: 'Payments', start: 'customer_wrote', conditions: { words: ['iban'] }, actions: { incidentId: incident.id } };
  expect((await shops.harbour.call('POST', '/rules', rule)).status).toBe(404);
  await done('POST', '/rules', rule);
  await run();
  const ida = await chat('ida', 'My IBAN is refused');
  await run();
  expect((await done('GET', `/incidents/${incident.id}/cases`)).items).toMatchObject([
    { caseId: ida.case_id, how: 'rule', linkedBy: null },
  ]);
  expect((await done('GET', `/cases/${ida.case_id}/rule-runs`)).items).toMatchObject([{ outcome: 'done' }]);
  await done('PATCH', `/incidents/${incident.id}`, { state: 'closed' });
  await chat('jan', 'Which IBAN?');
  await run();
  expect((await done('GET', `/incidents/${incident.id}`)).caseCount).toBe(1);
  const { items } = await done('GET', '/rules');
  await done('DELETE', `/rules/${items[0].id}`);
});

test('one answer goes to each once and in their own language; asked twice with one key it is one answer; until its time all of it is taken back', async () => {
  const [kai, lea] = [await chat('kai'), await chat('lea', 'Ich kann nicht bezahlen', { locale: 'de' })];
  const incident = await open();
  await done('POST', `/incidents/${incident.id}/link`, { ids: [kai.case_id, lea.case_id] });
  const body = { kind: 'fixed', texts: { en: 'It works again.', de: 'Es geht wieder.' }, locale: 'en', undoMs: 10_000 };
  const taken = await done('POST', `/incidents/${incident.id}/reply`, body);
  expect([taken.waitingCount, (await done('GET', `/incidents/${incident.id}`)).state]).toEqual([2, 'fixed']);
  expect((await call('POST', `/incidents/${incident.id}/reply`, body)).body.code).toBe('conflict');
  await sendAll();
  expect(await textsTo(kai.case_id)).toEqual([]);
  expect(await done('POST', `/incidents/${incident.id}/replies/${taken.id}/undo`)).toMatchObject({
    undoneAt: expect.any(String),
    waitingCount: 0,
  });
  expect((await done('GET', `/incidents/${incident.id}`)).state).toBe('open');
  // Asked twice it is done once, and told once.
  const told = await lastEvent(shops.lantern, 'incident.changed');
  expect((await done('POST', `/incidents/${incident.id}/replies/${taken.id}/undo`)).undoneAt).toBe('2026-11-24T10:00:00.000Z');
  await done('PATCH', `/incidents/${incident.id}`, { state: 'open' });
  expect(await lastEvent(shops.lantern, 'incident.changed')).toEqual(told);
  at(tuesdayAt + minuteMs);
  await sendAll();
  expect(await textsTo(kai.case_id)).toEqual([]);

  const headers = { 'idempotency-key': 'once' };
  const sent = await done('POST', `/incidents/${incident.id}/reply`, body, headers);
  expect((await done('POST', `/incidents/${incident.id}/reply`, body, headers)).id).toBe(sent.id);
  at(tuesdayAt + 2 * minuteMs);
  await sendAll();
  expect([await textsTo(kai.case_id), await textsTo(lea.case_id)]).toEqual([['It works again.'], ['Es geht wieder.']]);
  expect((await call('POST', `/incidents/${incident.id}/replies/${sent.id}/undo`)).body.code).toBe('already_sent');
  expect(await done('GET', `/cases/${kai.case_id}`)).toMatchObject({ ball: 'customer', unansweredSince: null, dueAt: null });
  expect((await counter.told(kai.conversation_id)).map((one) => one.ending)).toEqual(['kept']);
});

test('two linked cases that are merged get one answer, and what was written after the answer still waits for one', async () => {
  const first = await mail('mara');
  await done('POST', `/cases/${first.case_id}/resolve`, {});
  const second = (await counter.message(await counter.mail({ from: 'mara@post.example', subject: 'Else', text: 'And again' })))!;
  const incident = await open();
  await done('POST', `/incidents/${incident.id}/link`, { ids: [first.case_id, second.case_id] });
  const isOther = first.case_id !== second.case_id;
  if (isOther) await done('POST', `/cases/${first.case_id}/merge`, { intoId: second.case_id });
  expect([isOther, (await done('GET', `/incidents/${incident.id}/audience`)).skipped.map((one: { why: string }) => one.why)]).toEqual([
    true,
    ['case_merged'],
  ]);
  const sent = await done('POST', `/incidents/${incident.id}/reply`, {
    kind: 'news',
    texts: { en: 'We are at it.' },
    locale: 'en',
    undoMs: 10_000,
  });
  at(tuesdayAt + 5_000);
  await counter.mail({ from: 'mara@post.example', subject: 'Else', text: 'One more question: is it safe?' });
  at(tuesdayAt + minuteMs);
  await sendAll();
  const { items } = await done('GET', `/incidents/${incident.id}/replies/${sent.id}/cases`);
  expect(items.map((one: { outcome: string; why: string | null }) => one.why ?? one.outcome).toSorted()).toEqual([
    'answered',
    'case_merged',
  ]);
  const agents = await shops.lantern.inside((tx) =>
    tx.rows(sql`select 1 from tenant.message where conversation_id = ${second.conversation_id} and author_kind = 'agent'`),
  );
  expect(agents).toHaveLength(1);
  expect((await counter.told(second.conversation_id)).some((one) => one.told_at > tuesdayAt && one.ending === 'kept')).toBe(false);
});

test('words that sound as if somebody were waiting are refused with better ones, in what is told and in an answer to all; a reason keeps them and stands in the log', async () => {
  const olga = await chat('olga');
  const live = { en: 'Paying fails. An agent will be with you shortly.' };
  const later = { en: 'We know that paying fails.' };
  for (const [body, field] of [
    [{ title: 'Paying fails', entryTexts: live }, 'entryTexts.en'],
    [{ title: 'Paying fails', entryTexts: later, ackTexts: live }, 'ackTexts.en'],
  ] as const) {
    const refused = await call('POST', '/incidents', body);
    expect([refused.status, refused.body.code, refused.body.findings[0].field]).toEqual([422, 'sounds_live', field]);
  }
  const incident = await open({ entryTexts: later });
  expect((await call('PATCH', `/incidents/${incident.id}`, { entryTexts: live })).body.code).toBe('sounds_live');
  await done('PATCH', `/incidents/${incident.id}`, { entryTexts: live, keptBecause: 'A phone line is staffed.' });
  expect((await lastEvent(shops.lantern, 'incident.changed'))!.payload).toMatchObject({
    did: 'changed',
    keptLiveWords: { because: 'A phone line is staffed.', words: [expect.stringMatching(/with you shortly/i)] },
  });
  // What stood there was judged when it was written.
  await done('PATCH', `/incidents/${incident.id}`, { title: 'Paying still fails', entryTexts: live });

  await done('POST', `/incidents/${incident.id}/link`, { ids: [olga.case_id] });
  const reply = { kind: 'news', texts: later, locale: 'en' };
  const refused = await call('POST', `/incidents/${incident.id}/reply`, { ...reply, texts: live });
  expect([refused.status, refused.body.code, refused.body.findings[0].field]).toEqual([422, 'sounds_live', 'texts.en']);
  expect((await done('GET', `/incidents/${incident.id}/replies`)).items).toEqual([]);
  await done('POST', `/incidents/${incident.id}/reply`, { ...reply, texts: live, keptBecause: 'The phone line.' });
  expect((await lastEvent(shops.lantern, 'incident.changed'))!.payload).toMatchObject({ keptLiveWords: { because: 'The phone line.' } });
  await sendAll();
  expect(await textsTo(olga.case_id)).toEqual([live.en]);
});

test('what is seen before words are changed has the new ones in place of the old, and the other incident’s beside them', async () => {
  const first = await open({ entryTexts: { en: 'Paying fails.' } });
  at(tuesdayAt + minuteMs);
  await open({ title: 'Snow', entryTexts: { en: 'Parcels are late.' } });
  const body = { channelId: counter.messengerId, locale: 'en', entryTexts: { en: 'Cards fail.' }, ackTexts: {} };
  expect((await done('POST', '/incidents/preview', { ...body, incidentId: first.id })).entry).toMatch(
    /^Cards fail\. Parcels are late\. Write to us/,
  );
  const acks = { ...body, ackTexts: { en: 'We are at it.' } };
  expect((await done('POST', '/incidents/preview', acks)).confirmation).toMatch(/^We are at it\. Received .* · reply by /);
  const byMail = await done('POST', '/incidents/preview', { ...acks, channelId: counter.mailId });
  expect([byMail.entry, byMail.confirmation]).toEqual([null, expect.stringMatching(/^We are at it\. Your message reached us/)]);
  expect((await done('POST', '/incidents/preview', body)).entry).toMatch(/^Paying fails\. Parcels are late\. Cards fail\. Write to us/);
});

test('an agent links cases and answers nobody; another shop sees nothing and reaches nobody', async () => {
  const nora = await chat('nora');
  const incident = await open();
  const joined = await shops.web.join(shops.lantern.owner, { name: 'Ben', email: 'ben@lantern.example', role: 'agent' });
  const link = `/incidents/${incident.id}/link`;
  expect((await callAs(joined.visitor, 'POST', link, { ids: [nora.case_id] })).body.changedIds).toEqual([nora.case_id]);
  const reply = { kind: 'news', texts: { en: 'We know.' }, locale: 'en' };
  for (const [path, body] of [
    ['/incidents', { title: 'Mine' }],
    [`/incidents/${incident.id}/reply`, reply],
  ] as const)
    expect((await callAs(joined.visitor, 'POST', path, body)).body.code).toBe('not_allowed');
  const { harbour } = shops;
  expect((await harbour.call('GET', '/incidents')).body.items).toEqual([]);
  for (const [method, path, body] of [
    ['GET', `/incidents/${incident.id}`, undefined],
    ['GET', `/incidents/${incident.id}/cases`, undefined],
    ['GET', `/incidents/${incident.id}/audience`, undefined],
    ['PATCH', `/incidents/${incident.id}`, { title: 'Ours' }],
    ['POST', link, { ids: [nora.case_id] }],
    ['POST', `/incidents/${incident.id}/reply`, reply],
  ] as const)
    expect((await harbour.call(method, path, body)).status).toBe(404);
  const theirs = (await harbour.call('POST', '/incidents', { title: 'Paying fails' })).body;
  expect((await harbour.call('POST', `/incidents/${theirs.id}/link`, { ids: [nora.case_id] })).body).toMatchObject({
    changedIds: [],
    refusedIds: [nora.case_id],
  });
  expect((await harbour.call('POST', '/incidents', { title: 'X', channelIds: [counter.mailId] })).status).toBe(404);
  expect((await done('POST', `/incidents/${incident.id}/reply`, reply)).waitingCount).toBe(1);
});
