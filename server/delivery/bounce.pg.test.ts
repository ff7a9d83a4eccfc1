/** A mail of ours comes back: what changes, and what does a forged report change? Nothing (attacks 26 and 46). */
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tuesdayAt, twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { openCounter, type Counter } from '../intake/path.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerDeliveryRoutes } from './delivery.routes.ts';
import { deliverDue } from './delivery.ts';
import { outside, type Sent } from './outside.fixture.ts';

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
const deliver = async (): Promise<void> => {
  while ((await deliverDue(shops.web.base.platform, world.deps)) > 0);
};

/** Somebody wrote, and has our answer, which resolved the matter. */
async function answered(name: string) {
  later();
  const row = (await counter.message(await counter.mail({ from: `${name}@post.example`, text: 'Where is my lamp?' })))!;
  await deliver();
  later();
  const sent = await shops.lantern.call('POST', '/messages', { caseId: row.case_id, text: 'Sent today.', then: 'resolve' });
  world.sent.length = 0;
  await deliver();
  const mail = world.sent.find((one) => one.to === `${name}@post.example`)!;
  expect(await counter.caseRow(row.case_id)).toMatchObject({ state: 'resolved' });
  return { caseId: row.case_id, messageId: sent.body.id as string, mail, address: `${name}@post.example` };
}

interface Dsn {
  readonly to: string;
  readonly about: string;
  readonly action?: string;
  readonly status?: string;
  readonly words?: string;
  readonly mailMessageId?: string | null;
}
/** As a mail server reports it (RFC 3464); taken, and not yet read. */
function take({ to, about, action = 'failed', status = '5.1.1', words = '550 5.1.1 no such user', mailMessageId = null }: Dsn) {
  return counter.takeMail({
    from: 'mailer-daemon@mx.post.example',
    isProved: false,
    to,
    subject: 'Undelivered Mail Returned to Sender',
    headers: ['Content-Type: multipart/report; report-type=delivery-status; boundary=b', 'Auto-Submitted: auto-replied'],
    text: [
      '--b',
      'Content-Type: text/plain',
      '',
      'It did not work.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.post.example',
      '',
      `Final-Recipient: rfc822; ${about}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${words}`,
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${mailMessageId ?? '<lost@mx.post.example>'}`,
      'Subject: Re: lamp',
      '--b--',
    ].join('\r\n'),
  });
}
async function report(dsn: Dsn): Promise<void> {
  later();
  await take(dsn);
  await counter.process();
}
const deliveryOf = async (id: string) => (await shops.lantern.call('GET', `/messages/${id}`)).body.deliveries[0];
const counts = () =>
  shops.lantern.inside((tx) =>
    tx.row(
      sql<{
        cases: number;
        messages: number;
      }>`select (select count(*)::int from tenant."case") as cases, (select count(*)::int from tenant.message) as messages`,
    ),
  );

test('an address that does not exist: the answer failed, the case is ours again, and we write there no more until told so', async () => {
  const { caseId, messageId, mail, address } = await answered('ada');
  const before = await counts();
  await report({ to: mail.returnPath, about: address });
  expect(await deliveryOf(messageId)).toMatchObject({
    state: 'failed',
    cause: 'noSuchAddress',
    reason: expect.stringContaining('no such user'),
  });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'open', ball: 'us', unanswered_text: 'Where is my lamp?' });
  expect(await counts()).toEqual(before);
  world.sent.length = 0;
  await deliver();
  expect(world.sent).toEqual([]);
  const again = { caseId, text: 'Once more.' };
  expect(await shops.lantern.call('POST', '/messages', again)).toMatchObject({ status: 409, body: { code: 'address_suppressed' } });
  expect((await shops.lantern.call('GET', '/suppressions')).body.items).toMatchObject([{ address, why: 'bounced' }]);
  expect((await shops.harbour.call('POST', '/suppressions/lift', { address })).status).toBe(404);
  expect((await shops.lantern.call('POST', '/suppressions/lift', { address })).status).toBe(200);
  expect((await shops.lantern.call('POST', '/messages', again)).status).toBe(201);
});

test.each([
  ['full', '5.2.2', '552 5.2.2 mailbox full', 'mailboxFull'],
  ['strict', '5.7.1', '550 5.7.1 blocked by policy', 'policy'],
])('a mailbox that is %s fails the answer and stops nothing', async (name, status, words, cause) => {
  const { caseId, messageId, mail, address } = await answered(name);
  await report({ to: mail.returnPath, about: address, status, words });
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'failed', cause });
  expect((await shops.lantern.call('POST', '/messages', { caseId, text: 'Once more.' })).status).toBe(201);
});

test('a delay is shown and changes nothing else; our Message-ID alone is proof enough', async () => {
  const { caseId, messageId, mail, address } = await answered('ben');
  await report({ to: counter.address, about: address, action: 'delayed', status: '4.4.1', mailMessageId: mail.messageId });
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'sent', cause: 'delayed' });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'resolved' });
  await report({ to: counter.address, about: address, status: '4.4.7', words: 'expired', mailMessageId: mail.messageId });
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'failed' });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'open', ball: 'us' });
});

test('forged reports change nothing: an invented return path, another shop’s, and the id of a mail we never sent', async () => {
  const { caseId, messageId, mail, address } = await answered('cleo');
  const [local = '', domain = ''] = mail.returnPath.split('@');
  const forged = [
    { to: `${local.slice(0, -4)}aaaa@${domain}` },
    { to: `bounce+${'a'.repeat(53)}@${domain}` },
    { to: counter.address, mailMessageId: `<m.${'a'.repeat(53)}.${'a'.repeat(13)}@${domain}>` },
    { to: counter.address, mailMessageId: mail.messageId.replace(/\.[a-z2-7]{4}/, '.aaaa') },
    { to: counter.address },
  ];
  for (const one of forged) await report({ about: address, ...one });
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'sent', cause: null });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'resolved' });
  expect((await shops.lantern.call('GET', '/suppressions')).body.items).toEqual([]);
});

test('attack 46: reports twenty times at once, in any order and eight days late, end where the furthest of them says', async () => {
  const { caseId, messageId, mail, address } = await answered('nora');
  const of = (action: string, status: string) => ({ to: mail.returnPath, about: address, action, status, words: action });
  await report(of('delivered', '2.0.0'));
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'delivered' });
  // Older news: it was delayed before it arrived.
  await report(of('delayed', '4.4.1'));
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'delivered', cause: null });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'resolved' });
  clockAt += 8 * dayMs;
  later();
  const before = await shops.lantern.inside((tx) => tx.rows(sql`select 1 from tenant.event where type = 'delivery.changed'`));
  await Promise.all(Array.from({ length: 20 }, () => take(of('failed', '5.2.2'))));
  await counter.process();
  for (const late of [of('delayed', '4.4.1'), of('delivered', '2.0.0')]) await report(late);
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'failed', cause: 'mailboxFull' });
  expect(await counter.caseRow(caseId)).toMatchObject({ state: 'open', ball: 'us' });
  const after = await shops.lantern.inside((tx) => tx.rows(sql`select 1 from tenant.event where type = 'delivery.changed'`));
  expect(after.length - before.length).toBe(1);
});

test('our own server refuses the recipient: the same, without waiting for a report', async () => {
  world.answer = { outcome: 'rejected', class: 'permanentRecipient', code: '550', detail: '550 5.1.1 unknown' };
  later();
  const row = (await counter.message(await counter.mail({ from: 'dan@post.example', text: 'Hello?' })))!;
  const sent = await shops.lantern.call('POST', '/messages', { caseId: row.case_id, text: 'Hello.', then: 'resolve' });
  await deliver();
  expect(await deliveryOf(sent.body.id)).toMatchObject({ state: 'failed', cause: 'noSuchAddress' });
  expect(await counter.caseRow(row.case_id)).toMatchObject({ state: 'open', ball: 'us' });
  expect((await shops.lantern.call('GET', '/suppressions')).body.items).toMatchObject([{ address: 'dan@post.example' }]);
  world.answer = { outcome: 'accepted', providerId: 'taken' };
});

test('a machine that answers each confirmation gets five in ten minutes at the most, and a person answers it all the same', async () => {
  const { platform } = shops.web.base;
  world.sent.length = 0;
  later();
  const row = (await counter.message(await counter.mail({ from: 'loop@post.example', text: 'Is it there?' })))!;
  for (let n = 0; n < 8; n += 1) {
    const id = platform.clock.newId<'delivery'>();
    await shops.lantern.inside(async (tx) => {
      await tx.run(sql`insert into tenant.delivery (workspace_id, id, message_id, conversation_id, channel_id, kind, recipient, state, epoch, created_at)
        values (${shops.lantern.id}, ${id}, ${row.id}, ${row.conversation_id}, ${counter.mailId}, 'acknowledgement', 'loop@post.example', 'queued', ${platform.epoch}, ${new Date(clockAt + n).toISOString()})`);
      await tx.run(
        sql`insert into work.item (kind, workspace_id, row_id, due_at) values ('delivery', ${shops.lantern.id}, ${id}, ${new Date(clockAt).toISOString()})`,
      );
    });
    later();
    await deliver();
  }
  const toLoop = (): Sent[] => world.sent.filter((mail) => mail.to === 'loop@post.example');
  expect(toLoop()).toHaveLength(5);
  expect((await shops.lantern.call('POST', '/messages', { caseId: row.case_id, text: 'It is.' })).status).toBe(201);
  await deliver();
  expect(toLoop()).toHaveLength(6);
});
