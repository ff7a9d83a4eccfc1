/** Who gets into whose thread by mail? Attacks 13, 15, 16 and 46, raw SMTP in; then what agents, customers and outgoing mail see. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import {
  expectNoCanaryCrossed,
  messagesOf,
  messageWith,
  openAttackShop,
  quarantineOf,
  rawMail,
  signed,
  type AttackShop,
  type Workspace,
} from './set-up.ts';

let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop();
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

interface Thread {
  readonly conversationId: string;
  readonly caseId: string;
  /** From our answer as it reached the customer's mailbox. */
  readonly replyTo: string;
  readonly messageId: string;
}

const header = (raw: string, name: string): string =>
  new RegExp(`^${name}:((?:.|\\r\\n[ \\t])*)`, 'im').exec(raw)?.[1]!.replace(/\r\n/g, '').trim() ?? '';

/** A proved customer wrote and was answered. */
async function openThread(from: string, word: string, place: Workspace = shop.lantern): Promise<Thread> {
  await shop.mail(await signed(rawMail({ from, to: place.mailAddress, text: `${word} asks` })), { from, to: [place.mailAddress] });
  const { caseId, conversationId } = await messageWith(place, `${word} asks`);
  expect((await place.call('POST', '/messages', { caseId, text: `${word} answer` })).status).toBe(201);
  const sent = await until('our answer left', async () => shop.sink.mails.find((mail) => mail.raw.includes(`${word} answer`)));
  return { conversationId, caseId, replyTo: /<(.+)>/.exec(header(sent.raw, 'Reply-To'))![1]!, messageId: header(sent.raw, 'Message-ID') };
}

const afterSettling = async (): Promise<void> => {
  await until(
    'nothing waits',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
  );
};
/** The recipients the mail server was told, once the agent’s answer has left. */
async function answerLeaves(caseId: string, text: string): Promise<string[]> {
  expect((await shop.api('POST', '/messages', { caseId, text })).status).toBe(201);
  await until('the answer left', async () => shop.sink.mails.some((mail) => visible(mail.raw).includes(text)));
  await afterSettling();
  return shop.sink.mails.filter((mail) => visible(mail.raw).includes(text)).flatMap((mail) => mail.to);
}
/** Header and body as read: soft line breaks and encoded parts undone. */
const visible = (raw: string): string =>
  raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') +
  [...raw.matchAll(/^(?:[A-Za-z0-9+/]{4,}={0,2}\r\n)+/gm)].map(([block]) => Buffer.from(block, 'base64').toString()).join('\n');
const mailsTo = (address: string) => shop.sink.mails.filter((mail) => mail.to.includes(address));

test('attack 13: a forged sender does not speak as the customer in her thread', async () => {
  const anna = 'anna@post.example';
  const thread = await openThread(anna, 'anna13');
  await shop.mail(await signed(rawMail({ from: anna, to: thread.replyTo, text: 'anna13 again' })), { from: anna, to: [thread.replyTo] });
  expect(await messageWith(shop.lantern, 'anna13 again')).toMatchObject({
    conversationId: thread.conversationId,
    audience: 'everyone',
    matchReason: 'reply_address',
    senderProof: 'channel',
  });

  // Her domain asks for such mail to be refused: it waits for a person and is nobody's message.
  const waiting = (await quarantineOf(shop, shop.lantern.id)).length;
  const sentBefore = shop.sink.mails.length;
  const forged = rawMail({
    from: anna,
    to: thread.replyTo,
    text: 'send it to my new address',
    headers: [`References: ${thread.messageId}`, 'Cc: eve@evil.example', 'Authentication-Results: lantern.example; dmarc=pass'],
  });
  expect((await shop.mail(forged, { from: 'eve@evil.example', to: [thread.replyTo] })).data).toMatch(/^250/);
  await until('quarantined', async () => (await quarantineOf(shop, shop.lantern.id)).length === waiting + 1);
  expect((await quarantineOf(shop, shop.lantern.id)).at(-1)).toMatchObject({ reason: 'failed_authentication' });
  expect((await messagesOf(shop.lantern)).some((message) => message.text.includes('my new address'))).toBe(false);

  // A domain without a policy: seen by agents as a claim, never by the customer, and never answered with the thread.
  const ben = 'ben@plain.example';
  await shop.mail(rawMail({ from: ben, text: 'ben13 asks' }), { from: ben });
  const own = await messageWith(shop.lantern, 'ben13 asks');
  expect(own).toMatchObject({ senderProof: 'claimed' });
  await shop.mail(rawMail({ from: ben, to: thread.replyTo, text: 'ben13 forges', headers: [`In-Reply-To: ${thread.messageId}`] }), {
    from: 'eve@evil.example',
    to: [thread.replyTo],
  });
  const claimed = await messageWith(shop.lantern, 'ben13 forges');
  expect(claimed).toMatchObject({ audience: 'desk', senderProof: 'claimed', matchReason: 'stranger_reply_address' });
  await afterSettling();
  expect(shop.sink.mails.slice(sentBefore).filter((mail) => /anna13/.test(mail.raw) && !mail.to.includes(anna))).toEqual([]);
  expect(mailsTo('eve@evil.example')).toEqual([]);
});

test('attack 15: a stranger with a forwarded mail stands beside the customer, is flagged, and is told nothing', async () => {
  const cleo = 'cleo@post.example';
  const thread = await openThread(cleo, 'cleo15');
  await shop.mail(
    await signed(rawMail({ from: cleo, to: thread.replyTo, text: 'cleo15 herself', headers: [`In-Reply-To: ${thread.messageId}`] })),
    { from: cleo, to: [thread.replyTo] },
  );
  expect(await messageWith(shop.lantern, 'cleo15 herself')).toMatchObject({ conversationId: thread.conversationId, audience: 'everyone' });

  const stranger = 'sol@ferry.example';
  const before = shop.sink.mails.length;
  const mail = await signed(
    rawMail({ from: stranger, to: thread.replyTo, text: 'sol15 has the forwarded mail', headers: [`References: ${thread.messageId}`] }),
    'ferry.example',
  );
  await shop.mail(mail, { from: stranger, to: [thread.replyTo] });
  const found = await messageWith(shop.lantern, 'sol15 has');
  expect(found).toMatchObject({ conversationId: thread.conversationId, audience: 'desk', matchReason: 'stranger_reply_address' });
  expect(found.participants[0]).toMatchObject({ address: stranger, known: false });
  // With the Message-ID alone, without the signed address, it is a conversation of the stranger's own.
  await shop.mail(
    await signed(
      rawMail({ from: stranger, text: 'sol15 by id', headers: [`References: ${thread.messageId}`, `In-Reply-To: ${thread.messageId}`] }),
      'ferry.example',
    ),
    { from: stranger },
  );
  const alone = await messageWith(shop.lantern, 'sol15 by id');
  expect(alone.conversationId).not.toBe(thread.conversationId);
  // Agents answer in both places after the stranger came: the first is for the customer alone, the second for the stranger alone.
  await afterSettling();
  expect(await answerLeaves(thread.caseId, 'second-answer-15')).toEqual([cleo]);
  expect(await answerLeaves(alone.caseId, 'to-the-stranger-15')).toEqual([stranger]);
  const sent = shop.sink.mails.slice(before);
  const words = (to: string): string => sent.flatMap((one) => (one.to.includes(to) ? [visible(one.raw)] : [])).join('\n');
  expect(words(cleo)).toContain('second-answer-15');
  expect(words(cleo)).not.toMatch(/sol15|sol@ferry|to-the-stranger-15/);
  expect(words(stranger)).toContain('to-the-stranger-15');
  expect(words(stranger)).not.toMatch(/cleo15|cleo@post|second-answer-15/);
  expect(sent.filter((one) => ![cleo, stranger].includes(one.to[0]!))).toEqual([]);
});

test('attack 16: guessed, bent and foreign reply addresses are refused at the door or prove nothing', async () => {
  const dora = 'dora@post.example';
  const thread = await openThread(dora, 'dora16');
  const [local, domain] = thread.replyTo.split('@') as [string, string];
  expect(
    (
      await shop.mail(rawMail({ from: 'x@plain.example', to: thread.replyTo, text: 'control' }), {
        from: 'x@plain.example',
        to: [thread.replyTo.toUpperCase().replace(domain.toUpperCase(), domain)],
      })
    ).data,
  ).toMatch(/^250/);
  const mine = await messageWith(shop.lantern, 'control');
  expect(mine.conversationId).toBe(thread.conversationId);

  const foreign = await openThread('rune@post.example', 'rune16', shop.harbour);
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const token = local.slice('reply+'.length);
  const flip = (at: number): string => token.slice(0, at) + alphabet[(alphabet.indexOf(token[at]!) + 1) % 32] + token.slice(at + 1);
  const random = (): string => Array.from({ length: 53 }, () => alphabet[Math.floor(Math.random() * 32)]).join('');
  const bent = [
    ...Array.from({ length: 53 }, (_, at) => flip(at)),
    ...Array.from({ length: 53 }, (_, length) => token.slice(0, length)),
    `${token}a`,
    `${token}${token}`,
    // The right conversation with another thread's proof, and the other way round.
    token.slice(0, 28) + foreign.replyTo.slice(6 + 28, 6 + 53),
    ...Array.from({ length: 890 }, random),
  ].map((one) => `reply+${one}@${domain}`);
  expect(bent.length).toBeGreaterThanOrEqual(999);
  // Whatever the door let through (a known conversation with a wrong proof) must land in no thread.
  const doors: string[] = [];
  for (let at = 0; at < bent.length; at += 50) {
    const talk = await shop.mail(rawMail({ from: 'eve@plain.example', to: 'reply@lantern.example', text: `guess16 ${at}` }), {
      from: 'eve@plain.example',
      to: bent.slice(at, at + 50),
    });
    doors.push(...talk.recipients.map((reply) => reply.slice(0, 3)));
  }
  expect(new Set(doors.filter((door) => door !== '250'))).toEqual(new Set(['550']));
  // The other workspace's valid address at this workspace's door names a conversation that is not here.
  const across = `${foreign.replyTo.split('@')[0]}@${domain}`;
  const crossed = await shop.mail(rawMail({ from: 'rune@plain.example', to: across, text: 'cross16' }), {
    from: 'rune@plain.example',
    to: [across],
  });
  expect(crossed.recipients[0]).toMatch(/^550/);
  await afterSettling();
  const landed = [...(await messagesOf(shop.lantern)), ...(await messagesOf(shop.harbour))].filter((message) =>
    /guess16|cross16/.test(message.text),
  );
  expect(
    landed.filter(
      (message) =>
        [thread.conversationId, foreign.conversationId].includes(message.conversationId) || /reply_address/.test(message.matchReason),
    ),
  ).toEqual([]);
});

test('attack 46: the same mail a hundred times at once, and answers before their question, are each one message', async () => {
  const finn = 'finn@post.example';
  const thread = await openThread(finn, 'finn46');
  const mail = await signed(rawMail({ from: finn, to: thread.replyTo, text: 'finn46 once' }));
  const answers = await Promise.all(Array.from({ length: 100 }, () => shop.mail(mail, { from: finn, to: [thread.replyTo] })));
  // Each is either kept or asked to come back; none is refused for good.
  expect(answers.filter((one) => !/^(?:250|451)/.test(one.data ?? one.recipients[0] ?? ''))).toEqual([]);
  await messageWith(shop.lantern, 'finn46 once');
  // The same mail by another road: further trace headers, another order of recipients, both addresses at once.
  await shop.mail(`Received: from relay.example by mx.lantern.example; Tue, 24 Nov 2026 10:00:05 +0000\r\n${mail}`, {
    from: finn,
    to: [thread.replyTo, shop.lantern.mailAddress],
  });
  await afterSettling();
  expect((await messagesOf(shop.lantern)).filter((message) => message.text.includes('finn46 once')).length).toBe(1);
  // The later mail first: order of arrival, both in the thread, once each.
  const later = await signed(
    rawMail({
      from: finn,
      to: thread.replyTo,
      text: 'finn46 second',
      messageId: '<second@post.example>',
      headers: ['In-Reply-To: <first@post.example>'],
    }),
  );
  const first = await signed(rawMail({ from: finn, to: thread.replyTo, text: 'finn46 first', messageId: '<first@post.example>' }));
  for (const one of [later, first, later, first]) await shop.mail(one, { from: finn, to: [thread.replyTo] });
  await messageWith(shop.lantern, 'finn46 first');
  await afterSettling();
  const own = (await messagesOf(shop.lantern)).filter((message) => message.conversationId === thread.conversationId);
  expect(
    own
      .filter((message) => /finn46 (?:first|second)/.test(message.text))
      .map((message) => message.text.trim())
      .toReversed(),
  ).toEqual(['finn46 second', 'finn46 first']);
  const numbers = own.map((message) => message.seq).toSorted((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  // Attack 28 at its root: the same Message-ID with other words is another mail, never swallowed.
  await shop.mail(
    await signed(rawMail({ from: finn, to: thread.replyTo, text: 'finn46 other words', messageId: '<first@post.example>' })),
    { from: finn, to: [thread.replyTo] },
  );
  await messageWith(shop.lantern, 'finn46 other words');
});
