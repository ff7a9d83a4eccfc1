/**
 * Our mail among real servers: signed and believed, put off, refused, and come back from an address that does not exist; and the answers of
 * five mail programs find their thread.
 */
import { verifySender } from '@meanwhile/channels/email/verify-sender.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerOf, mailDomain, textOf, type Letter } from './customer-mail.ts';
import { freePort, openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const shopAddress = 'hello@kettle.test';
const petra = 'petra@customer.test';

describe.skipIf(!hasMailServers)(`mail from Mia’s bike shop among real servers${mailServersReason}`, () => {
  const domain = mailDomain('customer.test');
  const records = new Map([
    ['kettle.test', 'v=spf1 ip4:127.0.0.1 -all'],
    ['_dmarc.kettle.test', 'v=DMARC1; p=reject; adkim=s; aspf=s'],
  ]);
  const resolveDns = (name: string, type: string): Promise<string[][]> => {
    const ours = type === 'TXT' ? records.get(name) : undefined;
    return ours === undefined ? domain.resolveDns(name, type) : Promise.resolve([ours.match(/.{1,255}/g)!]);
  };
  let isLate = true;
  const policy = (recipient: string): string | null => {
    if (recipient.startsWith('greta@') && isLate) return '450 4.2.0 greylisted, come back later';
    return recipient.startsWith('strict@') ? '550 5.7.1 not from you' : null;
  };
  let shop: Shop;
  let post: MailServers;

  beforeAll(async () => {
    const smtpPort = await freePort();
    // What is for gone.test goes to our receiver as well, which knows nobody there.
    const shopDomains = ['kettle.test', 'gone.test'];
    post = await startMailServers({ customerDomain: 'customer.test', shopDomains, shopPort: smtpPort, policy, tls: true });
    const smtpUrl = `smtp://127.0.0.1:${post.smtpPort}?requireTLS=true&tls.rejectUnauthorized=false`;
    shop = await openShop({ settings: { smtpPort, smtpUrl }, resolveDns });
    const settings = { address: shopAddress, senderName: 'Kettle & Co', replyDomain: 'kettle.test', history: 'last' };
    expect((await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings })).status).toBe(200);
    expect((await shop.api('POST', `/channels/${shop.mailChannelId}/open`)).status).toBe(200);
    const key = (await shop.api('POST', '/signing-keys', { domain: 'kettle.test' })).body;
    records.set(key.record.name, key.record.value);
    expect((await shop.api('POST', `/signing-keys/${key.id}/check`)).body.state).toBe('found');
  });
  afterAll(async () => {
    await shop?.close();
    await post?.stop();
  });

  /** Somebody writes; gives their case once it is there. */
  async function written(from: string, text: string): Promise<string> {
    const letter: Letter = { from, fromName: 'Somebody', to: shopAddress, subject: `About ${from}`, text };
    await (from.endsWith('customer.test') ? domain : mailDomain(from.split('@')[1]!)).send(letter, shop.smtpPort);
    return until(`the mail of ${from} is there`, async () => {
      const { items } = (await shop.api('GET', '/cases?view=all')).body;
      return items.find((row: { customer: { address: string } }) => row.customer.address === from)?.id ?? null;
    });
  }
  async function answered(caseId: string, text: string): Promise<string> {
    const sent = await shop.api('POST', '/messages', { caseId, text, then: 'resolve' });
    expect(sent.status).toBe(201);
    return sent.body.id;
  }
  const deliveryOf = async (messageId: string) => (await shop.api('GET', `/messages/${messageId}`)).body.deliveries[0];
  const reached = (messageId: string, state: string, cause: string | null) =>
    until(`the mail is ${state}`, async () => {
      const one = await deliveryOf(messageId);
      return one.state === state && one.cause === cause ? one : null;
    });

  it('passes SPF, DKIM and DMARC at the customer’s server, over TLS, in text and HTML', async () => {
    const caseId = await written(petra, 'Does the chain fit?');
    await answered(caseId, 'It does. Grüße!');
    const mail = await until('the answer is in her mailbox', async () =>
      (await post.mailbox(petra)).find((one) => headerOf(one, 'Auto-Submitted') === null),
    );
    const mailFrom = headerOf(mail, 'Return-Path')!.slice(1, -1);
    expect(mail.slice(0, mail.indexOf('DKIM-Signature'))).toMatch(/using TLSv1\.[23]/);
    // As her server put it down, from where it came in: its own lines stand in front.
    const asSent = Buffer.from(mail.slice(mail.indexOf('DKIM-Signature')));
    const verdict = await verifySender(asSent, { mailFrom, rcptTo: [petra], remoteAddress: '127.0.0.1', helo: 'localhost' }, resolveDns);
    expect(verdict).toMatchObject({
      spf: 'pass',
      dkim: [{ domain: 'kettle.test', result: 'pass', aligned: true }],
      dmarc: 'pass',
      alignedDomain: 'kettle.test',
    });
    expect(textOf(mail)).toMatch(/^It does\. Grüße!\s+On .*wrote:\s+> Does the chain fit\?/);
    expect(mail).toContain('text/html');
    expect(mail).not.toMatch(/^List-/m);
  });

  it('is put off by a greylist and arrives with the same Message-ID at the next attempt', async () => {
    const caseId = await written('greta@customer.test', 'Open on Saturday?');
    const messageId = await answered(caseId, 'From ten to two.');
    const waiting = await until('it was put off', async () => {
      const one = await deliveryOf(messageId);
      return one.state === 'queued' && one.attemptCount > 0 ? one : null;
    });
    expect(waiting.reason).toContain('greylisted');
    const [{ mail_message_id: first }] = (await shop.behind<{ mail_message_id: string }>(
      `select mail_message_id from tenant.message where id = $1`,
      [messageId],
    )) as [{ mail_message_id: string }];
    isLate = false;
    await shop.behind(`update work.item set due_at = now() - interval '1 second' where kind = 'delivery' and row_id = $1`, [waiting.id]);
    await reached(messageId, 'sent', null);
    const found = await until('it is in her mailbox', async () =>
      (await post.mailbox('greta@customer.test')).find((one) => headerOf(one, 'Auto-Submitted') === null),
    );
    expect(headerOf(found, 'Message-ID')).toBe(first);
  });

  it('is refused by policy: failed, the case is ours again, and nobody is blamed', async () => {
    const caseId = await written('strict@customer.test', 'Hello?');
    const messageId = await answered(caseId, 'Hello.');
    const failed = await until('it is refused', async () => {
      const one = await deliveryOf(messageId);
      return one.state === 'failed' ? one : null;
    });
    expect(failed.reason).toContain('not from you');
    expect((await shop.api('GET', `/cases/${caseId}/thread`)).body.case).toMatchObject({ state: 'open', ball: 'us' });
    expect((await shop.api('GET', '/suppressions')).body.items).toEqual([]);
  });

  it('comes back from an address that does not exist: failed, ours again, no case of its own, no answer, no second try', async () => {
    const gone = 'ada@gone.test';
    const caseId = await written(gone, 'Where is my order?');
    const before = (await shop.api('GET', '/cases?view=all')).body.items.length;
    const messageId = await answered(caseId, 'It is on its way.');
    const failed = await reached(messageId, 'failed', 'noSuchAddress');
    expect(failed.reason).toMatch(/550/);
    const { body } = await shop.api('GET', `/cases/${caseId}/thread`);
    expect(body.case).toMatchObject({ state: 'open', ball: 'us' });
    expect((await shop.api('GET', '/cases?view=all')).body.items).toHaveLength(before);
    expect((await shop.api('GET', '/suppressions')).body.items).toMatchObject([{ address: gone, why: 'bounced' }]);
    expect((await shop.api('POST', '/messages', { caseId, text: 'Again.' })).body.code).toBe('address_suppressed');
    expect((await shop.api('GET', '/inbound?state=quarantined')).body.items).toEqual([]);
  });

  it.each<[string, string, (our: { id: string; thread: string }) => Partial<Letter>]>([
    [
      'Outlook',
      'Tuesday suits me.',
      ({ id, thread }) => ({
        subject: 'RE: About rider',
        headers: [
          'Thread-Topic: About rider',
          'Thread-Index: AQHb0Zk1t2b3c4d5e6f7',
          'X-Mailer: Microsoft Outlook 16.0',
          'Accept-Language: de-DE',
        ],
        inReplyTo: id,
        references: `${thread} ${id}`,
        text: 'Tuesday suits me.\n\n-----Original Message-----\nFrom: Kettle & Co <hello@kettle.test>\nSent: Tuesday, 24 November 2026 10:00\nTo: Rider <rider@customer.test>\nSubject: Re: About rider\n\nWhich day?',
      }),
    ],
    [
      'Apple Mail',
      'Wednesday, please.',
      ({ id, thread }) => ({
        headers: [
          'X-Mailer: Apple Mail (2.3826.200)',
          'X-Universally-Unique-Identifier: 5A1B',
          'Content-Type: text/plain; charset=utf-8; delsp=yes; format=flowed',
        ],
        inReplyTo: id,
        references: `${thread}\r\n ${id}`,
        text: 'Wednesday, please.\n\n> On 24. Nov 2026, at 10:00, Kettle & Co <hello@kettle.test> wrote:\n> \n> Which day?\n> ',
      }),
    ],
    [
      'Gmail',
      'Thursday works.',
      ({ id, thread }) => ({
        headers: ['X-Received: by 2002:a05:6402:1 with SMTP id x'],
        inReplyTo: id,
        references: `${thread} ${id}`,
        text: 'Thursday works.\n\nOn Tue, 24 Nov 2026 at 10:00, Kettle & Co <hello@kettle.test> wrote:\n\n> Which day?\n>',
      }),
    ],
    [
      'Thunderbird',
      'Friday, if that is possible.',
      ({ id, thread }) => ({
        headers: ['User-Agent: Mozilla Thunderbird', 'Content-Language: en-GB', 'Content-Type: text/plain; charset=UTF-8; format=flowed'],
        inReplyTo: id,
        references: `${thread} ${id}`,
        text: 'On 24/11/2026 10:00, Kettle & Co wrote:\n> Which day?\n\nFriday, if that is possible.',
      }),
    ],
    [
      'a phone',
      'Saturday!',
      ({ id }) => ({
        subject: 'AW: About rider',
        inReplyTo: id,
        text: 'Saturday!\n\nVon meinem Telefon gesendet\n\n-------- Ursprüngliche Nachricht --------\nVon: Kettle & Co <hello@kettle.test>\nDatum: 24.11.26 10:00 (GMT+01:00)\nAn: rider@customer.test\nBetreff: Re: About rider\n\nWhich day?',
      }),
    ],
  ])('an answer from %s lands in its thread, with what is new in front', async (program, said, style) => {
    const rider = `rider-${program.toLowerCase().replace(/\W/g, '')}@customer.test`;
    const caseId = await written(rider, `Can I come by? (${program})`);
    await answered(caseId, 'Which day?');
    const ours = await until('our answer is there', async () =>
      (await post.mailbox(rider)).find((one) => headerOf(one, 'Auto-Submitted') === null),
    );
    const id = headerOf(ours, 'Message-ID')!;
    const thread = headerOf(ours, 'References')!;
    // Outlook and the phone write to the address in their book, the others to the one we ask for.
    const to = /Outlook|phone/.test(program) ? shopAddress : /reply\+[^>\s]+/.exec(headerOf(ours, 'Reply-To')!)![0];
    const letter = { from: rider, fromName: 'Rider', to, subject: 'Re: About rider', text: '', ...style({ id, thread }) };
    await domain.send(letter, post.smtpPort);
    const message = await until('the answer is in the thread', async () => {
      const { messages } = (await shop.api('GET', `/cases/${caseId}/thread`)).body;
      return messages.find((one: { text: string }) => one.text.includes(said)) ?? null;
    });
    expect(message.caseId).toBe(caseId);
    expect(['reply_address', 'message_id']).toContain(message.matchReason);
    expect(message.visibleText ?? message.text).toContain(said);
  });
});
