/** Does a reply wait for the time its writer chose, and does the customer's next word stop it from going out unread? HTML and pictures go along. */
import { hourMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callAs, lastEvent, tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { iso } from '../platform/db/instant.ts';
import { registerReplyRoutes } from './reply.routes.ts';

let shops: TwoShops;
let counter: Counter;
const world = outside(() => shops.web.base.platform);
beforeAll(async () => {
  shops = await twoShops((web, http) => registerReplyRoutes(web.app, http));
  counter = await openCounter(shops, shops.lantern);
});
afterAll(() => shops.close());
const at = (ms: number): void => shops.web.base.clock.setNow(ms);
beforeEach(() => at(tuesdayAt));

const thursday = iso(tuesdayAt + 48 * hourMs);
async function deliver(): Promise<string[]> {
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  return world.sent.filter((mail) => !mail.text.includes('Auto-Submitted')).map((mail) => mail.to);
}

/** A customer has written; our answer is to go out on Thursday. */
async function waiting(name: string) {
  const id = await counter.mail({ from: `${name}@post.example`, text: 'When is the book back in stock?' });
  await deliver();
  const { case_id: caseId, conversation_id: conversationId } = (await counter.message(id))!;
  const answer = await shops.lantern.call('POST', '/messages', { caseId, text: 'It is back now.', sendAt: thursday });
  expect(answer).toMatchObject({
    status: 201,
    body: { state: 'held', seq: null, sendAt: thursday, releaseAt: thursday, heldBack: null },
  });
  return { caseId, conversationId, messageId: answer.body.id as string, email: `${name}@post.example` };
}
const messageOf = async (id: string) => (await shops.lantern.call('GET', `/messages/${id}`)).body;

test('a reply for Thursday goes out on Thursday, and not a minute before', async () => {
  const { messageId, email } = await waiting('ada');
  at(tuesdayAt + 48 * hourMs - minuteMs);
  expect(await deliver()).toEqual([]);
  at(tuesdayAt + 48 * hourMs);
  expect(await deliver()).toEqual([email]);
  expect(await messageOf(messageId)).toMatchObject({ state: 'stored', seq: 3, heldBack: null, deliveries: [{ state: 'sent' }] });
});

test('when Ben writes before, the reply is held back, seen as such, and goes out when somebody says so', async () => {
  const { messageId, email, caseId } = await waiting('ben');
  at(tuesdayAt + hourMs);
  await counter.mail({ from: email, text: 'Forget it, I bought it elsewhere.' });
  expect(await messageOf(messageId)).toMatchObject({ state: 'held', heldBack: 'customer_wrote', releaseAt: null, sendAt: thursday });
  expect(await lastEvent(shops.lantern, 'message.held')).toMatchObject({ subject_id: messageId });
  at(tuesdayAt + 49 * hourMs);
  expect(await deliver()).toEqual([]);
  const thread = await shops.lantern.call('GET', `/cases/${caseId}/thread`);
  expect(thread.body.messages.some((one: { id: string }) => one.id === messageId)).toBe(true);
  expect(await shops.lantern.call('PATCH', `/messages/${messageId}`, { sendAt: null, seenSeq: 1 })).toMatchObject({ status: 409 });
  expect(await shops.lantern.call('PATCH', `/messages/${messageId}`, { sendAt: null })).toMatchObject({ body: { state: 'stored' } });
  expect(await deliver()).toEqual([email]);
});

test('words that come in the very moment the time is up hold the reply back as well', async () => {
  const { messageId, conversationId } = await waiting('cleo');
  await shops.lantern.inside((tx) =>
    tx.run(sql`
    insert into tenant.message (workspace_id, id, conversation_id, case_id, seq, state, author_kind, channel_id, text, received_at, audience)
    select workspace_id, ${shops.web.base.platform.clock.newId<'message'>()}, conversation_id, case_id, 99, 'stored', 'customer', channel_id, 'Wait!', ${iso(tuesdayAt + 47 * hourMs)}, 'everyone'
    from tenant.message where conversation_id = ${conversationId} and author_kind = 'customer'`),
  );
  at(tuesdayAt + 48 * hourMs);
  expect(await deliver()).toEqual([]);
  expect(await messageOf(messageId)).toMatchObject({ heldBack: 'customer_wrote' });
});

test('a colleague moves it, or cancels it and has its text; within the undo time only its writer may', async () => {
  const { web, lantern } = shops;
  const { messageId, caseId, email } = await waiting('dan');
  const noor = await web.join(lantern.owner, { name: 'Noor', email: 'noor@lantern.example', role: 'agent' });
  const soon = iso(tuesdayAt + 2 * hourMs);
  expect(await callAs(noor.visitor, 'PATCH', `/messages/${messageId}`, { sendAt: soon })).toMatchObject({ body: { releaseAt: soon } });
  expect(await callAs(noor.visitor, 'DELETE', `/messages/${messageId}`)).toEqual(
    expect.objectContaining({ status: 200, body: { text: 'It is back now.', html: null, attachmentIds: [], inlineAttachmentIds: [] } }),
  );
  at(tuesdayAt + 49 * hourMs);
  expect(await deliver()).toEqual([]);
  const held = await lantern.call('POST', '/messages', { caseId, text: 'It is back.', undoMs: 10_000 });
  expect((await callAs(noor.visitor, 'DELETE', `/messages/${held.body.id}`)).status).toBe(404);
  expect((await lantern.call('PATCH', `/messages/${held.body.id}`, { sendAt: soon })).body.code).toBe('not_scheduled');
  at(tuesdayAt + 50 * hourMs);
  expect(await deliver()).toEqual([email]);
  expect((await lantern.call('PATCH', `/messages/${held.body.id}`, { sendAt: null })).body.code).toBe('not_scheduled');
});

test.each([
  ['an hour ago', iso(tuesdayAt - hourMs)],
  ['in two years', iso(tuesdayAt + 2 * 366 * 24 * hourMs)],
])('a reply cannot be sent %s', async (_, sendAt) => {
  const asked = await counter.message(await counter.mail({ from: 'eve@post.example', text: 'Hello?' }));
  const caseId = asked!.case_id;
  expect((await shops.lantern.call('POST', '/messages', { caseId, text: 'Yes.', sendAt })).body.code).toBe('send_at_invalid');
});

test('a formatted answer goes out as text and as HTML with its picture inside; somebody else’s picture is refused', async () => {
  const { lantern, web } = shops;
  const { platform } = web.base;
  const id = await counter.mail({ from: 'fay@post.example', text: 'How does it look?' });
  await deliver();
  const caseId = (await counter.message(id))!.case_id;
  const stored = await platform.blobs.write(Buffer.from('a picture'));
  const upload = async (uploader: string, mediaType: string): Promise<string> => {
    const file = platform.clock.newId<'attachment'>();
    await lantern.inside((tx) =>
      tx.run(sql`insert into tenant.attachment (workspace_id, id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, scan_state, created_at)
        values (${lantern.id}, ${file}, ${uploader}, 'cover.png', ${mediaType}, ${stored.sizeBytes}, ${stored.sha256}, ${stored.key}, false, 'none', ${iso(tuesdayAt)})`),
    );
    return file;
  };
  const [own, others, page] = [
    await upload(`member:${lantern.ownerId}`, 'image/png'),
    await upload('member:somebody', 'image/png'),
    await upload(`member:${lantern.ownerId}`, 'text/html'),
  ];
  const withPicture = (file: string) => ({
    caseId,
    html: `<p>Like <b>this</b>:<script>x()</script></p><p><img data-cid="${file}" alt="the cover"></p>`,
    inlineAttachmentIds: [file],
  });
  expect((await lantern.call('POST', '/messages', withPicture(others))).body.code).toBe('not_found');
  expect((await lantern.call('POST', '/messages', withPicture(page))).body.code).toBe('file_refused');
  expect((await lantern.call('POST', '/messages', { ...withPicture(own), text: 'Something else' })).body.code).toBe('text_disagrees');
  const draft = await lantern.call('PUT', `/cases/${caseId}/draft`, {
    html: withPicture(own).html,
    inlineAttachmentIds: [own],
    revision: 0,
  });
  expect(draft.body).toMatchObject({ text: 'Like this:', html: expect.stringContaining('<b>this</b>'), inlineAttachmentIds: [own] });
  const answer = await lantern.call('POST', '/messages', withPicture(own));
  expect(answer.body).toMatchObject({
    text: 'Like this:',
    html: `<p>Like <b>this</b>:</p><p><img alt="the cover" data-cid="${own}" /></p>`,
    attachments: [{ id: own, inline: true, contentId: own }],
  });
  await deliver();
  const mail = world.sent.find((one) => one.to === 'fay@post.example')!.text;
  expect(mail).toContain('multipart/alternative');
  expect(mail).toMatch(/^Content-Id: <[\w.@-]+>$/im);
  expect(mail).toContain('Like this:');
});
