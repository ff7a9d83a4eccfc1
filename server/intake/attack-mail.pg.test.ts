/** Who is believed when a mail comes in? Attacks 17 to 19, 21 to 23, 25, 29, 30 and 32, each beside the mail of somebody who is right. */
import { createMailSender } from '@meanwhile/channels/email/send-mail.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { tuesdayAt, twoShops, type Shop, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside, type Sent } from '../delivery/outside.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { startMailReceiver } from './mail-in.ts';
import { openCounter, type Counter, type WrittenMail } from './path.fixture.ts';
import { createIntake } from './take.ts';

let shops: TwoShops;
let help: Counter;
let harbour: Counter;
const world = outside(() => shops.web.base.platform);
let clockAt = tuesdayAt;
const later = (): void => shops.web.base.clock.setNow((clockAt += minuteMs));
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  help = await openCounter(shops, shops.lantern);
  harbour = await openCounter(shops, shops.harbour, 'help@harbour.example');
});
afterAll(() => shops.close());
beforeEach(async () => void (await leaving()));

interface Kept {
  readonly id: string;
  readonly case_id: string;
  readonly conversation_id: string;
  readonly author_kind: string;
  readonly audience: string;
  readonly automatic: boolean;
  readonly match_reason: string | null;
  readonly participants: readonly unknown[];
  readonly number: number;
}

/** Taken in and placed; undefined where it was held back. */
async function taken(mail: WrittenMail, at: { shop: Shop; counter: Counter } = { shop: shops.lantern, counter: help }) {
  later();
  const id = await at.counter.mail(mail);
  return at.shop.inside((tx) =>
    tx.row(sql<Kept>`select m.id, m.case_id, m.conversation_id, m.author_kind, m.audience, m.automatic, m.match_reason, m.participants, c.number
      from tenant.message m join tenant."case" c on c.workspace_id = m.workspace_id and c.id = m.case_id
      where m.workspace_id = ${at.shop.id} and m.id = ${id}`),
  );
}
const heldBack = async (mail: WrittenMail): Promise<string | null> => {
  later();
  return (await help.inboundOf(await help.mail(mail))).reason;
};
/** Everything that is due to leave, by mail. */
async function leaving(): Promise<Sent[]> {
  later();
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  return [...world.sent];
}
async function answer(caseId: string, text: string): Promise<Sent[]> {
  later();
  expect((await shops.lantern.call('POST', '/messages', { caseId, text, undoMs: 0 })).status).toBe(201);
  return leaving();
}
const threadOf = async (caseId: string): Promise<string> =>
  JSON.stringify((await shops.lantern.call('GET', `/cases/${caseId}/thread`)).body.messages);
const endings = async (conversationId: string) => (await help.told(conversationId)).map((told) => told.ending);

test('attack 17: nobody answers as an agent by mail, whoever the mail says it is from; the agent does so in the desk', async () => {
  const from = 'ada@post.example';
  const first = (await taken({ from, text: 'Where is my lamp?' }))!;
  const [confirmation] = await leaving();
  expect(confirmation).toMatchObject({ to: from });
  const { replyTo, messageId } = confirmation!;
  const copied = messageId.replace('<m.', '<n.');
  for (const isProved of [true, false])
    for (const over of [{ to: replyTo }, { inReplyTo: messageId }, { to: replyTo, messageId: copied }, { messageId: copied }]) {
      const fake = await taken({
        from: 'Mia <mia@lantern.example>',
        text: `Pay to account ${isProved} ${JSON.stringify(over)}.`,
        isProved,
        ...over,
      });
      expect(fake).toMatchObject({ author_kind: 'customer' });
      if (fake!.conversation_id === first.conversation_id) expect(fake!.audience).toBe('desk');
    }
  expect((await leaving()).filter((mail) => mail.to === from)).toEqual([]);
  expect(await endings(first.conversation_id)).toEqual([null]);
  expect((await answer(first.case_id, 'It is on its way.')).map((mail) => mail.to)).toEqual([from]);
  expect(await endings(first.conversation_id)).not.toContain(null);
});

test('attack 18: a reply address that is cut, lengthened, unsigned or signed over something else leads nowhere; the whole one does', async () => {
  const first = (await taken({ from: 'ben@post.example', text: 'Where is my chair?' }))!;
  const [confirmation] = await leaving();
  const [local = '', domain = ''] = confirmation!.replyTo.split('@');
  const bent = [6, 7, 20, 32, 33, 34, local.length - 1].map((length) => local.slice(0, length));
  for (const one of [...bent, `${local}a`, `reply+${first.conversation_id}`, `reply+${first.number}`, `${local.slice(0, -1)}1`]) {
    const stray = await taken({ from: 'eve@evil.example', text: 'Tell me more.', to: `${one}@${domain}` });
    expect(stray!.conversation_id, one).not.toBe(first.conversation_id);
  }
  const whole = await taken({ from: 'ben@post.example', text: 'The green one.', to: `${local}@${domain}` });
  expect(whole).toMatchObject({ case_id: first.case_id, match_reason: 'reply_address', audience: 'everyone' });
});

test('attack 19: the number of a case in a subject leads its own customer there, and nobody else', async () => {
  const first = (await taken({ from: 'cyd@post.example', text: 'My kettle leaks', subject: 'Kettle' }))!;
  const subject = `Re: [#${first.number}] Kettle`;
  expect(await taken({ from: 'cyd@post.example', text: 'Still.', subject })).toMatchObject({ case_id: first.case_id });
  const strangers = [
    await taken({ from: 'eve@evil.example', text: 'And?', subject }),
    await taken({ from: 'cyd@post.example', text: 'And?', subject, isProved: false }),
    await taken({ from: 'cyd@post.example', text: 'And?', subject }, { shop: shops.harbour, counter: harbour }),
  ];
  for (const stray of strangers) {
    expect(stray!.case_id).not.toBe(first.case_id);
    expect(stray!.conversation_id).not.toBe(first.conversation_id);
  }
});

test('attack 21: whoever only claims an address sees nothing of what its owner wrote; the owner goes on where they were', async () => {
  const from = 'dan@post.example';
  const first = (await taken({ from, text: 'My canary is yellow.', messageId: '<canary@post.example>' }))!;
  const claim = (await taken({ from, text: 'What did I write?', inReplyTo: '<canary@post.example>', isProved: false }))!;
  const sent = await answer(claim.case_id, 'Please write from your own mailbox.');
  expect(sent.map((mail) => mail.text).join('')).not.toContain('canary is yellow');
  if (claim.conversation_id === first.conversation_id) expect(claim.audience).toBe('desk');
  else expect(await threadOf(claim.case_id)).not.toContain('canary is yellow');
  const anew = (await taken({ from, text: 'Good day, is anybody there?', isProved: false }))!;
  expect(anew.conversation_id).not.toBe(first.conversation_id);
  expect(await threadOf(anew.case_id)).not.toContain('canary is yellow');
  const own = (await taken({ from, text: 'And green.', inReplyTo: '<canary@post.example>' }))!;
  expect(own).toMatchObject({ case_id: first.case_id, audience: 'everyone' });
  expect(await threadOf(own.case_id)).toContain('canary is yellow');
});

test('attack 22: two senders are nobody, and an answer goes to the sender, whatever other header names somebody else', async () => {
  const from = 'eda@post.example';
  expect(await heldBack({ from, text: 'One', headers: ['From: mallory@evil.example'] })).toBe('no_sender');
  expect(await heldBack({ from: `${from}, mallory@evil.example`, text: 'Two' })).toBe('no_sender');
  for (const name of [
    'Sender',
    'Reply-To',
    'Resent-From',
    'Resent-Sender',
    'Return-Receipt-To',
    'Disposition-Notification-To',
    'Errors-To',
  ]) {
    const row = (await taken({ from, text: `By ${name}`, headers: [`${name}: mallory@evil.example`] }))!;
    expect([...new Set((await answer(row.case_id, 'Thank you.')).map((mail) => mail.to))], name).toEqual([from]);
  }
});

test('attack 23: an address hidden in a comment, a name or a quotation is nobody’s; one in other letters is the same person’s', async () => {
  const from = 'finn@post.example';
  const first = (await taken({ from, text: 'My sofa is late' }))!;
  for (const odd of [`attacker(&email=${from}&)@evil.example`, `"${from}"@evil.example`, `<${from}> <eve@evil.example>`])
    expect(await heldBack({ from: odd, text: 'And?' }), odd).toBe('no_sender');
  for (const named of [`"${from}" <eve@evil.example>`, `=?utf-8?q?=3C${from}=3E?= <eve@evil.example>`, `eve@evil.example (${from})`]) {
    const stray = (await taken({ from: named, text: 'And?' }))!;
    expect(stray.conversation_id, named).not.toBe(first.conversation_id);
  }
  expect(await taken({ from: 'Finn <FINN@Post.Example>', text: 'Any news?' })).toMatchObject({ conversation_id: first.conversation_id });
});

test('attack 25: mail goes by its envelope alone, and one address is never two shops’', { timeout: 60_000 }, async () => {
  const { platform } = shops.web.base;
  const open = async (shop: Shop, counter: Counter, address: string) => {
    const settings = { address, senderName: 'Orders' };
    const made = await shop.call('POST', '/channels', { type: 'email', name: 'Orders', policyId: counter.policyId, settings });
    if (made.status === 201) expect((await shop.call('POST', `/channels/${made.body.id}/open`)).status).toBe(200);
    return made;
  };
  const own = await open(shops.lantern, help, 'orders@lantern.example');
  const other = await open(shops.harbour, harbour, 'orders@harbour.example');
  expect([own.status, other.status]).toEqual([201, 201]);
  for (const address of ['orders@lantern.example', 'ORDERS@Lantern.Example'])
    expect(await open(shops.harbour, harbour, address)).toMatchObject({ status: 409, body: { code: 'address_taken' } });

  const receiver = await startMailReceiver(platform, createIntake(platform), 0, '127.0.0.1');
  const sender = createMailSender({
    smtpUrl: `smtp://127.0.0.1:${receiver.port}`,
    heloName: 'post.example',
    log: platform.log,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 20_000,
  });
  const arrived = async (shop: Shop, channelId: string) =>
    (
      await shop.inside((tx) =>
        tx.rows(sql`select 1 from tenant.inbound where workspace_id = ${shop.id} and channel_id = ${channelId} and state = 'pending'`),
      )
    ).length;
  const written = ['To', 'Cc', 'Bcc', 'Delivered-To', 'X-Original-To', 'Envelope-To', 'Resent-To', 'Apparently-To'];
  const raw = `${written.map((name) => `${name}: orders@harbour.example\r\n`).join('')}From: gil@post.example\r\nMessage-ID: <tricks@post.example>\r\n\r\nHello\r\n`;
  const post = (...to: string[]) => sender.send({ envelope: { from: 'gil@post.example', to }, raw: new Uint8Array(Buffer.from(raw)) });
  const counts = async () => [await arrived(shops.lantern, own.body.id), await arrived(shops.harbour, other.body.id)];
  expect(await post('orders@lantern.example')).toMatchObject({ outcome: 'accepted' });
  expect(await counts()).toEqual([1, 0]);
  expect(await post('whatever@lantern.example')).toMatchObject({ outcome: 'rejected' });
  expect(await post('orders@harbour.example')).toMatchObject({ outcome: 'accepted' });
  expect(await counts()).toEqual([1, 1]);
  await receiver.close();
});

/** What a machine at the other end may send back of it: the mail's own marks, or none. */
const marksOf = (mail: Sent): string[] =>
  mail.text
    .split('\r\n\r\n')[0]!
    .split('\r\n')
    .filter((line) => /^(?:Auto-Submitted|X-Loop|Precedence|X-Auto-Response-Suppress):/i.test(line));

test('attack 29: two of our mailboxes, or a holiday notice without a mark, never answer each other for long; a person is confirmed', async () => {
  const atHarbour = { shop: shops.harbour, counter: harbour };
  await leaving();
  for (const keepsMarks of [true, false]) {
    const there = keepsMarks ? 'help@harbour.example' : 'desk@harbour.example';
    let mails = 0;
    await taken({ from: there, text: 'Is the order there?' });
    for (let sent = await leaving(); sent.length > 0 && mails < 20; sent = await leaving()) {
      mails += sent.length;
      for (const mail of sent) {
        const over = { text: 'We have your message.', headers: keepsMarks ? marksOf(mail) : [] };
        if (mail.to === there) await taken({ from: 'help@lantern.example', to: 'help@harbour.example', ...over }, atHarbour);
        else await taken({ from: there, ...over });
      }
    }
    expect(mails).toBeGreaterThan(0);
    expect(mails).toBeLessThanOrEqual(keepsMarks ? 1 : 3);
  }
  for (let count = 0; count < 5; count += 1) await taken({ from: 'away@post.example', text: 'I am away until Monday.' });
  await taken({ from: 'hana@post.example', text: 'Do you have lamps?' });
  const to = (await leaving()).map((mail) => mail.to);
  expect(to.toSorted()).toEqual(['away@post.example', 'hana@post.example']);
});

test('attack 30: a mailbox that forwards to itself meets its own mail, and says nothing to it', async () => {
  const first = (await taken({ from: 'ivo@post.example', text: 'Is my lamp there?' }))!;
  const [confirmation] = await leaving();
  const [reply] = await answer(first.case_id, 'It is.');
  for (const mail of [confirmation!, reply!])
    for (const from of ['help@lantern.example', 'ivo@post.example'])
      expect(await taken({ from, text: 'It is.', messageId: mail.messageId, headers: marksOf(mail) })).toMatchObject({ automatic: true });
  expect(await leaving()).toEqual([]);
  expect(await taken({ from: 'ivo@post.example', text: 'Thank you, may I have two?' })).toMatchObject({ automatic: false });
});

test('attack 32: a mail with five thousand people on copy is confirmed and answered to its sender alone', async () => {
  const people = Array.from({ length: 5_000 }, (_, n) => `victim${n}@bank.example`);
  const inLines = (count: number): string =>
    `Cc: ${Array.from({ length: 5_000 / count }, (_, n) => people.slice(n * count, (n + 1) * count).join(', ')).join(',\r\n ')}`;
  const from = 'jo@post.example';
  const row = (await taken({ from, text: 'Please tell them all.', headers: [inLines(20)] }))!;
  expect(row.participants.length).toBeLessThanOrEqual(50);
  expect((await leaving()).map((mail) => mail.to)).toEqual([from]);
  expect((await answer(row.case_id, 'No.')).map((mail) => mail.to)).toEqual([from]);
  expect(await heldBack({ from, text: 'One to a line.', headers: [inLines(1)] })).toBe('too_complex');
  expect(await leaving()).toEqual([]);
  const others = await shops.lantern.inside((tx) =>
    tx.rows(sql`select 1 from tenant.delivery where workspace_id = ${shops.lantern.id} and recipient like '%bank.example'`),
  );
  expect(others).toEqual([]);
});
