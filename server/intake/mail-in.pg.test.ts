/** Whose mail is it that comes in by SMTP? It finds its channel, also at a reply domain of its own, and 250 is said only for what was stored. */
import { createMailSender } from '@meanwhile/channels/email/send-mail.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { deliverDue } from '../delivery/delivery.ts';
import { outside } from '../delivery/outside.fixture.ts';
import { registerCaseMergeRoutes } from '../reply/case-merge.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { startMailReceiver } from './mail-in.ts';
import { createMailReader, type MailReader } from './mail-reader.ts';
import { openCounter, type Counter } from './path.fixture.ts';
import { processInbound } from './process.ts';
import { readWaitingMail } from './read-mail.ts';
import { createIntake } from './take.ts';

let shops: TwoShops;
let counter: Counter;
let reader: MailReader;
let receiver: { port: number; close(): Promise<void> };
const world = outside(() => shops.web.base.platform);
const noDns = {
  resolveDns: async (name: string) => {
    throw Object.assign(new Error(`nothing for ${name}`), { code: 'ENOTFOUND' });
  },
};
beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
    registerCaseMergeRoutes(web.app, http);
  });
  const { platform } = shops.web.base;
  counter = await openCounter(shops, shops.lantern);
  reader = createMailReader(platform, noDns);
  receiver = await startMailReceiver(platform, createIntake(platform), 0, '127.0.0.1');
});
afterAll(async () => {
  await receiver.close();
  await reader.close();
  await shops.close();
});

let count = 0;
/** By SMTP, as far as a message. */
async function write(to: string, text: string, from = 'ada@post.example', { subject = 'My lamp', answers = '' } = {}) {
  const { platform } = shops.web.base;
  count += 1;
  const sender = createMailSender({
    smtpUrl: `smtp://127.0.0.1:${receiver.port}`,
    heloName: 'post.example',
    log: platform.log,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 20_000,
  });
  const raw = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${count}@post.example>\r\n${answers === '' ? '' : `In-Reply-To: ${answers}\r\n`}\r\n${text}\r\n`;
  const outcome = await sender.send({ envelope: { from, to: [to] }, raw: new Uint8Array(Buffer.from(raw)) });
  while ((await readWaitingMail(platform, reader)) > 0);
  while ((await processInbound(platform)) > 0);
  const message = await shops.lantern.inside((tx) =>
    tx.row(sql<{ id: string; channel_id: string; case_id: string; conversation_id: string; match_reason: string }>`
      select id, channel_id, case_id, conversation_id, match_reason from tenant.message where author_kind = 'customer' and text = ${text}`),
  );
  return { outcome, message };
}

async function mailChannel(address: string, replyDomain?: string): Promise<string> {
  const { lantern } = shops;
  const settings = { address, senderName: 'Lantern Books', ...(replyDomain === undefined ? {} : { replyDomain }) };
  const made = await lantern.call('POST', '/channels', { type: 'email', name: address, policyId: counter.policyId, settings });
  expect(made.status).toBe(201);
  expect((await lantern.call('POST', `/channels/${made.body.id}/open`)).status).toBe(200);
  return made.body.id;
}

test.each([
  ['two channels at one domain', 'orders@one.example', 'zeal@one.example', undefined],
  ['a reply domain of its own, shared by two channels', 'orders@two.example', 'zeal@two.example', 'in.two.example'],
])('an answer to our mail comes back to the channel that wrote: %s', { timeout: 120_000 }, async (_what, other, address, replyDomain) => {
  shops.web.base.clock.setNow(tuesdayAt);
  await mailChannel(other, replyDomain);
  const channelId = await mailChannel(address, replyDomain);
  const first = await write(address, `First to ${address}`, `writer-to-${address}`);
  expect(first).toMatchObject({ outcome: { outcome: 'accepted' }, message: { channel_id: channelId } });
  await shops.lantern.call('POST', '/messages', { caseId: first.message!.case_id, text: 'It comes tomorrow.', undoMs: 0 });
  world.sent.length = 0;
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
  const { replyTo } = world.sent.at(-1)!;
  expect(replyTo.split('@')[1]).toBe(replyDomain ?? address.split('@')[1]);
  const { channel_id: _own, id: _first, ...thread } = first.message!;
  const answer = await write(replyTo, `Answer to ${address}`, `writer-to-${address}`);
  expect(answer.outcome).toMatchObject({ outcome: 'accepted' });
  expect(answer.message).toMatchObject({ ...thread, channel_id: channelId, match_reason: 'reply_address' });
});

test('an address we do not have is refused, and so is a reply address nobody signed', { timeout: 60_000 }, async () => {
  expect((await write('nobody@two.example', 'Hello?')).outcome).toMatchObject({ outcome: 'rejected' });
  expect((await write(`reply+${'a'.repeat(53)}@in.two.example`, 'Hello?')).outcome).toMatchObject({ outcome: 'rejected' });
});

test(
  'an answer that lost its headers goes to the case with that subject if the sender is the same, and says so',
  { timeout: 60_000 },
  async () => {
    await mailChannel('hints@three.example');
    const lamp = await write('hints@three.example', 'My lamp flickers', 'bea@three-post.example');
    const sofa = await write('hints@three.example', 'The sofa is late', 'bea@three-post.example', { subject: 'My sofa' });
    expect(sofa.message!.case_id).not.toBe(lamp.message!.case_id);
    const again = await write('hints@three.example', 'It still flickers', 'bea@three-post.example', { subject: 'RE: My lamp' });
    expect(again.message).toMatchObject({ case_id: lamp.message!.case_id, match_reason: 'subject' });
    const stranger = await write('hints@three.example', 'Show me the lamp talk', 'eve@evil.example', { subject: 'Re: My lamp' });
    expect(stranger.message!.conversation_id).not.toBe(lamp.message!.conversation_id);
  },
);

test(
  'a message a person took out of a case takes later mail like it along; mail that answers the case itself still finds it',
  { timeout: 60_000 },
  async () => {
    const to = 'learns@three.example';
    await mailChannel(to);
    const from = 'cyd@three-post.example';
    const first = await write(to, 'My kettle leaks', from, { subject: 'My kettle' });
    const firstId = `<${count}@post.example>`;
    const other = await write(to, 'By the way, where is my invoice?', from, { subject: 'Re: My kettle', answers: firstId });
    expect(other.message).toMatchObject({ case_id: first.message!.case_id, match_reason: 'message_id' });
    const { lantern } = shops;
    const taken = await lantern.call('POST', `/messages/${other.message!.id}/not-here`, undefined, { 'idempotency-key': 'take out' });
    expect(taken.status).toBe(201);
    expect(taken.body.id).not.toBe(first.message!.case_id);
    expect((await lantern.call('POST', `/messages/${first.message!.id}/not-here`, undefined, { 'idempotency-key': 'alone' })).status).toBe(
      409,
    );
    expect(
      (await shops.harbour.call('POST', `/messages/${other.message!.id}/not-here`, undefined, { 'idempotency-key': 'foreign' })).status,
    ).toBe(404);

    const invoice = await write(to, 'And the invoice of May?', from, { subject: 'Re: My kettle', answers: firstId });
    expect(invoice.message).toMatchObject({ case_id: taken.body.id, match_reason: 'put_elsewhere' });
    await lantern.call('POST', '/messages', { caseId: first.message!.case_id, text: 'A new gasket is on its way.', undoMs: 0 });
    world.sent.length = 0;
    while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
    const gasket = await write(world.sent.at(-1)!.replyTo, 'The gasket fits', from, { subject: 'Re: My kettle' });
    expect(gasket.message!.case_id).not.toBe(taken.body.id);
  },
);
