/**
 * Mail that lies in a mailbox, fetched from a real Dovecot: nothing lost, nothing doubled, nothing touched, whatever happens to the mailbox
 * or to us between keeping a mail and ticking it off (F36).
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSink } from '@meanwhile/channels/email/smtp-sink.fixture.ts';
import { mailDomain } from './customer-mail.ts';
import { openShop, until, type Shop } from './harness.ts';
import { hasMailServers, mailboxPassword, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const help = 'help@kettle.test';
const sales = 'sales@kettle.test';
const petra = 'petra@customer.test';

describe.skipIf(!hasMailServers)(`a mailbox of the kettle shop at Dovecot${mailServersReason}`, () => {
  const domain = mailDomain('customer.test');
  let shop: Shop;
  let post: MailServers;
  let mailboxId: string;
  /** Set by a test: what befalls us between the bytes being durable and the place moving on. */
  let afterStore: (() => Promise<void>) | null = null;

  beforeAll(async () => {
    // Dovecot has the mailboxes of the shop here: whoever writes to it reaches them by Postfix.
    post = await startMailServers({ customerDomain: 'kettle.test', shopDomains: [], shopPort: 1 });
    shop = await openShop({
      resolveDns: domain.resolveDns,
      mailboxes: { allowLoopback: true, listenMs: 1_500, afterStore: async () => afterStore?.() },
    });
    const changed = await shop.api('PATCH', `/channels/${shop.mailChannelId}`, {
      settings: { address: help, senderName: 'Kettle & Co', aliases: [sales] },
    });
    expect(changed.status).toBe(200);
    expect((await shop.api('POST', `/channels/${shop.mailChannelId}/open`)).status).toBe(200);
    mailboxId = await add(help);
  });
  afterAll(async () => {
    await shop?.close();
    await post?.stop();
  });

  const write = (text: string, to = help): Promise<string> =>
    domain.send({ from: petra, fromName: 'Petra Lind', to, subject: text, text }, post.smtpPort);
  const imap = () => ({ host: '127.0.0.1', port: post.imapPort, security: 'starttls' });
  const body = (address: string, over = {}) => ({
    channelId: shop.mailChannelId,
    address,
    user: address,
    password: mailboxPassword,
    imap: imap(),
    smtp: null,
    ...over,
  });
  async function add(address: string): Promise<string> {
    const made = await shop.api('POST', '/mailboxes', body(address));
    expect(made.status).toBe(201);
    await until('it is fetched', async () => (await shop.api('GET', `/mailboxes/${made.body.id}`)).body.fetchedAt);
    return made.body.id;
  }
  /** What customers wrote, without our confirmations. */
  const texts = async (): Promise<string[]> =>
    (await shop.api('GET', '/messages?limit=200')).body.items
      .filter((one: { author: { kind: string } }) => one.author.kind === 'customer')
      .map((one: { text: string }) => one.text);
  const arrived = (text: string): Promise<string[]> =>
    until(`“${text}” is here`, async () => {
      const found = (await texts()).filter((one) => one === text);
      return found.length > 0 ? found : null;
    });
  const flags = async (): Promise<string[]> => {
    const names = await Promise.all(['new', 'cur'].map((folder) => readdir(join(post.maildir(help), folder))));
    return names.flat().map((name) => name.split(':2,')[1] ?? '');
  };

  it('comes in within moments, from a proved sender, and stays unread in the mailbox', async () => {
    await write('Is the copper kettle back?');
    expect(await arrived('Is the copper kettle back?')).toHaveLength(1);
    const { body } = await shop.api('GET', '/messages?limit=200');
    expect(body.items.find((one: { text: string }) => one.text === 'Is the copper kettle back?')).toMatchObject({
      channelId: shop.mailChannelId,
      senderProof: 'channel',
      automatic: false,
    });
    expect(await flags()).toEqual(['']);
    const shown = await shop.api('GET', `/mailboxes/${mailboxId}`);
    expect(shown.body).toMatchObject({ address: help, state: 'on', trouble: null });
    expect(JSON.stringify(shown.body)).not.toContain(mailboxPassword);
  });

  it('is one message with two arrivals when the same mail lies in two of our mailboxes', async () => {
    const second = await add(sales);
    await write('To both of you', `${help},${sales}`);
    expect(await arrived('To both of you')).toHaveLength(1);
    const arrivals = await until('both have it', async () => {
      const rows = await shop.behind<{ mailbox_id: string; inbound_id: string }>(
        'select m.mailbox_id, m.inbound_id from tenant.mailbox_mail m join tenant.message t on t.id = m.inbound_id where t.text = $1',
        ['To both of you'],
      );
      return rows.length === 2 ? rows : null;
    });
    expect(new Set(arrivals.map((row) => row.mailbox_id))).toEqual(new Set([mailboxId, second]));
    expect(new Set(arrivals.map((row) => row.inbound_id)).size).toBe(1);
    expect(await texts()).toHaveLength(2);
  });

  it('is not fetched again when a phone marks it as read', async () => {
    const cur = join(post.maildir(help), 'cur');
    const fresh = join(post.maildir(help), 'new');
    for (const name of await readdir(fresh)) await rename(join(fresh, name), join(cur, `${name}:2,S`));
    for (const name of (await readdir(cur)).filter((one) => !one.endsWith('S'))) await rename(join(cur, name), join(cur, `${name}S`));
    await write('After the phone');
    expect(await arrived('After the phone')).toHaveLength(1);
    expect(await texts()).toHaveLength(3);
  });

  it('is not doubled when we are killed after keeping it and before ticking it off, and none after it is lost', async () => {
    let kills = 2;
    afterStore = async () => {
      if (kills-- > 0) throw new Error('killed here');
    };
    await write('Kept, not ticked off');
    await write('The one behind it');
    await until('it was killed', async () => kills <= 0);
    afterStore = null;
    expect((await shop.api('GET', `/mailboxes/${mailboxId}`)).body.trouble).toBe('fault');
    await arrived('The one behind it');
    await until('the mailbox is well again', async () => (await shop.api('GET', `/mailboxes/${mailboxId}`)).body.trouble === null, 60_000);
    expect((await texts()).filter((text) => text === 'Kept, not ticked off')).toHaveLength(1);
    expect((await texts()).filter((text) => text === 'The one behind it')).toHaveLength(1);
  });

  it('is not doubled when the mailbox is numbered anew, and what comes then is fetched', async () => {
    const before = await texts();
    const folder = post.maildir(help);
    for (const name of await readdir(folder))
      if (name.startsWith('dovecot')) await rm(join(folder, name), { recursive: true, force: true });
    await write('After the move to another server');
    expect(await arrived('After the move to another server')).toHaveLength(1);
    const [place] = await shop.behind<{ validities: number }>(
      'select count(distinct uid_validity)::int as validities from tenant.mailbox_mail where mailbox_id = $1',
      [mailboxId],
    );
    expect(place!.validities).toBe(2);
    expect((await texts()).toSorted()).toEqual([...before, 'After the move to another server'].toSorted());
  });

  it('is missed by the daily count when it was passed over, and then fetched', async () => {
    await shop.api('PATCH', `/mailboxes/${mailboxId}`, { state: 'off' });
    await write('Passed over');
    await until('it lies there', async () => (await flags()).length >= 7 || (await flags()).length);
    await until('Postfix delivered it', async () => (await post.mailbox(help)).some((mail) => mail.includes('Passed over')));
    // Played: something moved the place on without keeping the mail.
    await shop.behind('update tenant.mailbox set last_uid = last_uid + 1 where id = $1', [mailboxId]);
    await shop.api('PATCH', `/mailboxes/${mailboxId}`, { state: 'on' });
    expect(await arrived('Passed over')).toHaveLength(1);
    const counts = await until('the count is right again', async () => {
      const { body } = await shop.api('GET', `/mailboxes/${mailboxId}`);
      return body.counts[0]?.there === body.counts[0]?.here && body.counts;
    });
    expect(counts[0].there).toBe((await post.mailbox(help)).length);
    expect(await shop.behind("select 1 from work.item where kind = 'mailbox_short'")).toEqual([]);
  });

  it('carries the answers of its channel out through the mailbox’s own server, signed in as the mailbox', async () => {
    const signedIn: string[] = [];
    const out = await startSink((command) => {
      if (command === 'EHLO') return '250-sink\r\n250-AUTH PLAIN\r\n250 SIZE 40000000';
      return command === 'AUTH' ? (signedIn.push(command), '235 2.7.0 ok') : null;
    });
    try {
      const smtp = { host: '127.0.0.1', port: Number(new URL(out.url).port), security: 'starttls' };
      const { channelId: _channel, address: _address, ...typed } = body(help, { smtp });
      const count = (await post.mailbox(help)).length;
      expect((await shop.api('POST', '/mailboxes/test', typed)).body).toEqual({
        incoming: { trouble: null, mailCount: count },
        outgoing: { trouble: null },
      });
      expect((await shop.api('POST', '/mailboxes/test', { ...typed, password: 'wrong', smtp: null })).body).toEqual({
        incoming: { trouble: 'sign_in_refused', mailCount: null },
        outgoing: null,
      });
      expect((await shop.api('PATCH', `/mailboxes/${mailboxId}`, { smtp, password: mailboxPassword })).status).toBe(200);
      const { body: rows } = await shop.api('GET', '/cases?view=all');
      const sent = await shop.api('POST', '/messages', { caseId: rows.items[0].id, text: 'It is back on Thursday.', undoMs: 0 });
      expect(sent.status).toBe(201);
      const mail = await until('it left', async () => out.mails.find((one) => one.raw.includes('It is back on Thursday.')));
      expect(mail.to).toEqual([petra]);
      expect(mail.raw).toContain(`<${help}>`);
      expect(signedIn.length).toBeGreaterThanOrEqual(2);
    } finally {
      await out.close();
    }
  });

  it('tells what is wrong with a mailbox that cannot be read, and asks nobody inside our network', async () => {
    const wrong = await shop.api('POST', '/mailboxes', body('box@kettle.test', { password: 'not this one' }));
    const trouble = await until('it is refused', async () => (await shop.api('GET', `/mailboxes/${wrong.body.id}`)).body.trouble);
    expect(trouble).toBe('sign_in_refused');
    expect((await shop.behind("select 1 from work.item where kind = 'mailbox_trouble'")).length).toBe(1);
    expect((await shop.api('DELETE', `/mailboxes/${wrong.body.id}`)).status).toBe(200);
    expect((await shop.behind("select 1 from work.item where kind = 'mailbox_trouble'")).length).toBe(0);
    for (const host of ['10.0.0.5', '169.254.169.254', 'mail.internal', '192.168.1.1'])
      expect(await shop.api('POST', '/mailboxes', body(help, { imap: { host, port: 993, security: 'tls' } })), host).toMatchObject({
        status: 422,
        body: { code: 'url_refused' },
      });
    // A changed host would be told the password.
    expect((await shop.api('PATCH', `/mailboxes/${mailboxId}`, { imap: { ...imap(), host: 'mail.elsewhere.example' } })).status).toBe(400);
  });
});
