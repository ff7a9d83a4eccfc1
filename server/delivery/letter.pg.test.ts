/** What does a customer get as a mail? Signatures once, history as the mailbox has it, and never what this recipient has not seen. */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerDeliveryRoutes } from './delivery.routes.ts';
import { deliverDue } from './delivery.ts';
import { outside } from './outside.fixture.ts';

let shops: TwoShops;
let counter: Counter;
const world = outside(() => shops.web.base.platform);
let clockAt = tuesdayAt;
const later = (): void => shops.web.base.clock.setNow((clockAt += minuteMs));
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerDeliveryRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());

const mailbox = (settings: object) =>
  shops.lantern.inside((tx) =>
    tx.run(sql`update tenant.channel set settings = settings || ${JSON.stringify(settings)}::jsonb where id = ${counter.mailId}`),
  );

/** The answer as it left: its text part, decoded as far as these tests need. */
async function answer(caseId: string, text: string): Promise<{ whole: string; text: string; messageId: string }> {
  later();
  expect((await shops.lantern.call('POST', '/messages', { caseId, text })).status).toBe(201);
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  const { text: whole, messageId } = world.sent.find((mail) => !mail.text.includes('Auto-Submitted'))!;
  const [, part = ''] = /Content-Type: text\/plain[^]*?\r\n\r\n([^]*?)\r\n----/.exec(whole) ?? [];
  return { whole, messageId, text: part.replace(/=\r\n/g, '').replaceAll('\r\n', '\n').trim() };
}
async function written(from: string, text: string, over: object = {}) {
  later();
  const row = (await counter.message(await counter.mail({ from, text, subject: 'The lamp', ...over })))!;
  return row;
}

test('the mailbox signs after the agent, once, and without settings nothing is added', async () => {
  const { case_id: caseId } = await written('ada@post.example', 'Where is my lamp?');
  expect((await answer(caseId, 'On its way.')).text).toBe('On its way.');
  expect(await shops.lantern.call('PUT', '/signature', { html: '<p>Mia Sommer<script>x</script></p>' })).toMatchObject({
    status: 200,
    body: { text: 'Mia Sommer', html: '<p>Mia Sommer</p>' },
  });
  expect((await shops.lantern.call('GET', '/signature')).body).toEqual({ text: 'Mia Sommer', html: '<p>Mia Sommer</p>' });
  expect((await shops.harbour.call('GET', '/signature')).body).toEqual({ text: '', html: null });
  await mailbox({ signature: '{agent} for {brand}' });
  expect((await answer(caseId, 'On its way.')).text).toBe('On its way.\n\n-- \nMia Sommer\n\nMia for Lantern Books');
  expect((await answer(caseId, 'Done.\n\nMia for Lantern Books')).text.match(/Mia for Lantern Books/g)).toHaveLength(1);
  await shops.lantern.call('PUT', '/signature', { text: '' });
  await mailbox({ signature: null });
});

test('history: none, the last word, or all of it, in the customer’s language; notes and confirmations never', async () => {
  const { case_id: caseId, conversation_id: conversationId } = await written('ben@post.example', 'Is it blue?');
  await shops.lantern.call('POST', '/notes', { caseId, text: 'Careful, a difficult one.' });
  await mailbox({ history: 'full' });
  await shops.lantern.inside((tx) =>
    tx.run(
      sql`update tenant.customer set locale = 'de' where id = (select customer_id from tenant.conversation where id = ${conversationId})`,
    ),
  );
  const first = await answer(caseId, 'It is green.');
  await written('ben@post.example', 'And the shade?', { inReplyTo: first.messageId });
  const { whole, text, messageId } = await answer(caseId, 'Green as well.');
  expect(text.match(/^Am .*schrieb .*:$/gm)).toHaveLength(3);
  expect(text.match(/^> .*$/gm)).toEqual(['> And the shade?', '> It is green.', '> Is it blue?']);
  expect(text).toContain('24. November 2026');
  for (const part of ['And the shade?', 'It is green.', 'Is it blue?']) expect(whole.split(part)).toHaveLength(3);
  expect(whole).not.toContain('difficult');
  expect(whole).not.toContain('reached us');
  await mailbox({ history: 'last' });
  await written('ben@post.example', 'Thank you, and the price?', { inReplyTo: messageId });
  expect((await answer(caseId, 'Twelve euros.')).text.match(/^> .*$/gm)).toEqual(['> Thank you, and the price?']);
  await mailbox({ history: 'none' });
  expect((await answer(caseId, 'Thirteen, sorry.')).text).toBe('Thirteen, sorry.');
});

test('what somebody else wrote in the same matter is not quoted to this recipient', async () => {
  await mailbox({ history: 'full' });
  const { case_id: caseId, conversation_id: conversationId } = await written('cleo@post.example', 'My order is late.');
  const { platform } = shops.web.base;
  // Her lawyer wrote in the same case; the answer goes to whoever wrote last, and that is Cleo.
  await shops.lantern.inside(async (tx) => {
    const identity = platform.clock.newId<'identity'>();
    await tx.run(sql`insert into tenant.identity (workspace_id, id, customer_id, scheme, value, display, proof, created_at)
      select workspace_id, ${identity}, customer_id, 'email', 'lawyer@law.example', 'A. Lawyer', 'claimed', ${iso(clockAt)} from tenant.conversation where id = ${conversationId}`);
    await tx.run(sql`insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, identity_id, text, received_at, audience)
      values (${shops.lantern.id}, ${platform.clock.newId<'message'>()}, ${conversationId}, ${caseId}, 50, 'stored', 'customer', ${counter.mailId}, ${identity}, 'Confidential advice', ${iso(clockAt)}, 'everyone')`);
  });
  const { whole, text } = await answer(caseId, 'It left today.');
  expect(text).toContain('> My order is late.');
  expect(whole).not.toContain('Confidential');
  await mailbox({ history: 'none' });
});

test('an answer to one customer is nothing in bulk: it offers no list to leave', async () => {
  const { case_id: caseId } = await written('dan@post.example', 'Hello?');
  const { whole } = await answer(caseId, 'Hello Dan.');
  expect(whole).not.toMatch(/^(?:List-[\w-]+|Precedence|Auto-Submitted):/im);
  expect(whole).toMatch(/multipart\/alternative/);
});
