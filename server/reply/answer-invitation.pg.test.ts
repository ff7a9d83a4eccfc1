/** An invitation a customer sent is answered to its organiser, with undo, and only by the way of any answer. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
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

/** A mail of Ada's with this calendar file, as the reader leaves it. */
async function invited(organiser: string, method: 'request' | 'cancel' = 'request') {
  const { platform } = shops.web.base;
  shops.web.base.clock.setNow(tuesdayAt);
  const lines = [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:t-1',
    'SUMMARY:Tasting',
    `ORGANIZER:mailto:${organiser}`,
    'DTSTART:20261201T150000Z',
  ];
  const file = await platform.blobs.write(
    Buffer.from([...lines, 'ATTENDEE:mailto:help@lantern.example', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')),
  );
  const messageId = await counter.mail({ from: 'ada@post.example', text: `Come, asks ${organiser} by ${method}` });
  const attachmentId: string = platform.clock.newId<'attachment'>();
  const { conversation_id: conversationId } = (await counter.message(messageId))!;
  await shops.lantern.inside((tx) =>
    tx.run(sql`insert into tenant.attachment (workspace_id, id, conversation_id, message_id, uploader, name, media_type, size_bytes, sha256, blob_key, inline, about, scan_state, created_at)
      values (${shops.lantern.id}, ${attachmentId}, ${conversationId}, ${messageId}, 'inbound', 'invite.ics', 'text/calendar', ${file.sizeBytes}, ${file.sha256}, ${file.key}, false,
        ${JSON.stringify({ kind: 'invitation', method })}::jsonb, 'none', ${iso(tuesdayAt)})`),
  );
  return { messageId, attachmentId };
}

let asked = 0;
const answer = (shop: TwoShops['lantern'], messageId: string, body: object) =>
  shop.call(
    'POST',
    `/messages/${messageId}/invitation-answers`,
    { text: 'Declined: Tasting', undoMs: 0, ...body },
    { 'idempotency-key': `a${(asked += 1)}` },
  );

test('declining sends one mail to the organiser, with the calendar file that says so', async () => {
  const { messageId, attachmentId } = await invited('ada@post.example');
  const made = await answer(shops.lantern, messageId, { attachmentId, as: 'declined' });
  expect(made).toMatchObject({
    status: 201,
    body: { text: 'Declined: Tasting', attachments: [{ about: { kind: 'invitation', method: 'reply', title: 'Tasting' } }] },
  });
  expect(made.body.attachments[0].about.attendees).toMatchObject([{ address: 'help@lantern.example', answer: 'declined' }]);
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  const mails = world.sent.filter((mail) => mail.text.includes('Declined: Tasting'));
  expect(mails.map((mail) => mail.to)).toEqual(['ada@post.example']);
  expect(mails[0]!.text).toMatch(/^Content-Type: text\/calendar;.*method=REPLY/m);
});

test('nothing is sent to an organiser who is somebody else, for a cancelled event, for another file, or by a neighbour', async () => {
  const stranger = await invited('boss@elsewhere.example');
  expect((await answer(shops.lantern, stranger.messageId, { ...stranger, messageId: undefined, as: 'accepted' })).body.code).toBe(
    'no_way_to_reach',
  );
  const off = await invited('ada@post.example', 'cancel');
  expect((await answer(shops.lantern, off.messageId, { attachmentId: off.attachmentId, as: 'accepted' })).status).toBe(404);
  const own = await invited('ada@post.example');
  expect((await answer(shops.lantern, own.messageId, { attachmentId: stranger.attachmentId, as: 'accepted' })).status).toBe(404);
  expect((await answer(shops.harbour, own.messageId, { attachmentId: own.attachmentId, as: 'accepted' })).status).toBe(404);
  expect((await answer(shops.lantern, own.messageId, { attachmentId: own.attachmentId, as: 'perhaps' })).status).toBe(400);
});
