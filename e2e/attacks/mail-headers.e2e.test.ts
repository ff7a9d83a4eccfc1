/** Can a mail's headers put words or recipients into our own mail, or make two readers see two senders? Attacks 10, 11, 12 and 14, asserted at the mail server that takes what we send. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { expectNoCanaryCrossed, messagesOf, messageWith, openAttackShop, rawMail, signed, type AttackShop } from './set-up.ts';

let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop();
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

let counter = 0;
/** A customer writes, an agent answers, and the answer as it left: what every attack of this file wants to bend. */
async function answeredTo(over: {
  from: (address: string) => string;
  subject?: string;
  headers?: string[];
}): Promise<{ rcpt: string[]; header: string; address: string; message: any } | null> {
  counter += 1;
  const address = `mara${counter}@post.example`;
  const word = `parcel-${counter}-asks`;
  const raw = await signed(
    rawMail({
      from: over.from(address),
      subject: over.subject ?? 'My order',
      text: word,
      ...(over.headers === undefined ? {} : { headers: over.headers }),
    }),
  );
  expect((await shop.mail(raw, { from: address })).data).toMatch(/^250/);
  await until(
    'it is settled',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
  );
  const found = (await messagesOf(shop.lantern)).find((message) => message.text.includes(word));
  // Waits for a person: nobody is answered.
  if (found === undefined) return null;
  const reply = `It left on Monday ${counter}.`;
  expect((await shop.lantern.call('POST', '/messages', { caseId: found.caseId, text: reply })).status).toBe(201);
  const sent = await until('the answer left', async () => shop.sink.mails.find((mail) => mail.raw.includes(reply)));
  return { rcpt: sent.to, header: sent.raw.slice(0, sent.raw.indexOf('\r\n\r\n')), address, message: found };
}

const names = (header: string): string[] =>
  header
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
const once = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'reply-to'];

function expectCleanHeader(header: string): void {
  const found = names(header);
  for (const name of once) expect([name, found.filter((one) => one === name).length]).toEqual([name, 1]);
  expect(found.filter((name) => ['bcc', 'cc', 'x-evil', 'sender'].includes(name))).toEqual([]);
  expect(new Set(found).size).toBe(found.length);
}

test('attack 10: a subject or name with line breaks adds no header to our answer', async () => {
  const fair = await answeredTo({ from: (address) => `Mara Lind <${address}>`, subject: 'Where is my book?' });
  expectCleanHeader(fair!.header);
  expect(fair!.header).toContain('Where is my book?');
  const breaks = ['\r', '\n', '\r\n', '\u2028', '\u0085'];
  const word = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  for (const end of breaks) {
    const evil = `Hello${end}Bcc: x@evil.example${end}X-Evil: yes`;
    const bent = await answeredTo({ from: (address) => `${word(evil)} <${address}>`, subject: word(evil) });
    expectCleanHeader(bent!.header);
    expect(bent!.rcpt).toEqual([bent!.address]);
  }
  for (const subject of [
    '=?utf-8?Q?Hello=0D=0ABcc:_x@evil.example?=',
    '=?utf-8?Q?Hello=0ABcc:_x@evil.example?=',
    'Hello\r\n\tBcc: x@evil.example',
  ]) {
    const bent = await answeredTo({ from: (address) => `Mara <${address}>`, subject, headers: ['X-Evil: yes', 'Bcc: x@evil.example'] });
    expectCleanHeader(bent!.header);
    expect(bent!.rcpt).toEqual([bent!.address]);
  }
});

test('attack 11: a display name full of addresses adds no recipient', async () => {
  const fair = await answeredTo({ from: (address) => `"Lind, Mara" <${address}>` });
  expect(fair!.rcpt).toEqual([fair!.address]);
  const forms: ((address: string) => string)[] = [
    (address) => `"a <x@evil.example>, b" <${address}>`,
    (address) => `"x@evil.example," <${address}>`,
    (address) => `=?utf-8?Q?a_=3Cx=40evil.example=3E=2C_b?= <${address}>`,
    (address) => `${address} (x@evil.example, <y@evil.example>)`,
    (address) => `"a\\" <x@evil.example>, \\"b" <${address}>`,
    (address) => `=?utf-8?Q?Team=3A_x=40evil.example=3B?= <${address}>`,
  ];
  for (const from of forms) {
    const bent = await answeredTo({ from });
    expect(bent!.rcpt).toEqual([bent!.address]);
    // What stands inside quotes is a name to every reader; outside them there is one address.
    const [to] = /^To:(?:.|\r\n[ \t])*/im.exec(bent!.header)!;
    expect(to.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/[\w.-]+@[\w.-]+/g)).toEqual([bent!.address]);
  }
});

test('attack 12: what two parsers could read as two senders is nobody, or the one address both read', async () => {
  const fair = await answeredTo({ from: (address) => `Mara <${address}>` });
  expect(fair!.rcpt).toEqual([fair!.address]);
  const twofold: ((address: string) => string)[] = [
    (address) => `"${address}"@evil.example`,
    (address) => `x@evil.example(${address})`,
    (address) => `<${address}> <x@evil.example>`,
    (address) => `<@evil.example:${address}>`,
    (address) => `${address}, x@evil.example`,
    (address) => `Team: ${address}, x@evil.example;`,
    (address) => `=?utf-8?Q?x=40evil.example?=`.concat(`, ${address}`),
    (address) => `x@evil.example\0 <${address}>`,
    (address) => `${address.replace('@', '@evil.example@')}`,
  ];
  for (const from of twofold) {
    const bent = await answeredTo({ from });
    if (bent === null) continue;
    // Read by us, written by the mail library and handed over as the envelope: three times the same, and nobody's proof but their own.
    const [, written] = /^To:(?:.|\r\n[ \t])*?([\w.-]+@[\w.-]+)>?\r\n(?![ \t])/im.exec(`${bent.header}\r\n`)!;
    expect([from('A'), bent.rcpt, written]).toEqual([
      from('A'),
      [bent.message.participants[0].address],
      bent.message.participants[0].address,
    ]);
    if (bent.rcpt[0] !== bent.address) expect(bent.message.senderProof).toBe('claimed');
  }
  // The domain in Unicode is one address with its ASCII form, whoever reads it.
  await shop.mail(rawMail({ from: 'Jo <jo@bücher.example>', text: 'unicode-domain' }), { from: 'jo@xn--bcher-kva.example' });
  expect((await messageWith(shop.lantern, 'unicode-domain')).participants[0].address).toBe('jo@xn--bcher-kva.example');
});

test('attack 14: whoever puts himself on copy is noted and gets nothing', async () => {
  const fair = await answeredTo({ from: (address) => `Mara <${address}>` });
  const copied = await answeredTo({ from: (address) => `Mara <${address}>`, headers: ['Cc: Eve <eve@evil.example>, eve2@evil.example'] });
  expect(copied!.rcpt).toEqual([copied!.address]);
  expect(copied!.message.participants.filter((one: any) => one.role === 'cc')).toEqual([
    { address: 'eve@evil.example', name: 'Eve', role: 'cc', known: false },
    { address: 'eve2@evil.example', name: null, role: 'cc', known: false },
  ]);
  // A genuine answer in the first thread, now with Eve on copy: her address opens nothing later either.
  const replyTo = /^Reply-To:(?:.|\r\n[ \t])*?<([^>]+)>/im.exec(fair!.header)![1]!;
  await shop.mail(await signed(rawMail({ from: fair!.address, to: replyTo, text: 'copied-later', headers: ['Cc: eve@evil.example'] })), {
    from: fair!.address,
    to: [replyTo],
  });
  const later = await messageWith(shop.lantern, 'copied-later');
  expect(later).toMatchObject({ conversationId: fair!.message.conversationId, audience: 'everyone' });
  await shop.mail(rawMail({ from: 'eve@evil.example', text: 'eve-writes', headers: ['References: <none@post.example>'] }), {
    from: 'eve@evil.example',
  });
  const eve = await messageWith(shop.lantern, 'eve-writes');
  expect(eve.conversationId).not.toBe(fair!.message.conversationId);
  // Answers after the copy came: Mara's go to Mara, Eve's to Eve, and neither names the other.
  const answered = async (caseId: string, text: string): Promise<{ to: readonly string[]; raw: string }[]> => {
    expect((await shop.api('POST', '/messages', { caseId, text })).status).toBe(201);
    await until('the answer left', async () => shop.sink.mails.some((mail) => mail.raw.includes(text)));
    return shop.sink.mails.filter((mail) => mail.raw.includes(text));
  };
  const forMara = await answered(later.caseId, 'answer-after-the-copy');
  expect(forMara.map((mail) => mail.to)).toEqual([[fair!.address]]);
  expect(forMara[0]!.raw).not.toMatch(/eve2?@evil|eve-writes/);
  const forEve = await answered(eve.caseId, 'answer-for-eve');
  expect(forEve.map((mail) => mail.to)).toEqual([['eve@evil.example']]);
  expect(forEve[0]!.raw).not.toMatch(/parcel-|left on Monday|copied-later|answer-after-the-copy/);
  expect(forEve[0]!.raw).not.toContain(fair!.address);
  const toEve = shop.sink.mails.filter((mail) => mail.to.some((to) => to.startsWith('eve')));
  // At most the plain confirmation of her own mail; never a word of Mara's thread.
  expect(toEve.filter((mail) => /parcel-|left on Monday|copied-later/.test(mail.raw))).toEqual([]);
});
