/** Can one mail stop the desk? Attacks 33 to 36: broken, endless and poisonous mail in by SMTP; neighbours are read, originals are kept, a person sees what was too much. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { sendSmtp } from './raw-smtp.ts';
import {
  expectNoCanaryCrossed,
  inside,
  messagesOf,
  messageWith,
  openAttackShop,
  quarantineOf,
  rawMail,
  resolveDns,
  type AttackShop,
} from './set-up.ts';

let shop: AttackShop;
beforeAll(async () => {
  shop = await openAttackShop({
    // The attacker's name servers take every question and never answer.
    resolveDns: (name, type) => (name.endsWith('tarpit.example') ? new Promise<never>(() => {}) : resolveDns(name, type)),
  });
});
afterAll(async () => {
  await expectNoCanaryCrossed(shop);
  await shop.close();
});

const settled = (): Promise<unknown> =>
  until(
    'nothing waits',
    async () => (await shop.server.platform.pool.query(`select 1 from work.item where kind = 'inbound' limit 1`)).rowCount === 0,
    90_000,
  );
let neighbours = 0;
/** An ordinary mail gets through now. */
async function neighbourIsRead(): Promise<void> {
  neighbours += 1;
  await shop.mail(rawMail({ from: `ned${neighbours}@plain.example`, text: `neighbour ${neighbours}.` }), {
    from: `ned${neighbours}@plain.example`,
  });
  await messageWith(shop.lantern, `neighbour ${neighbours}.`, 60_000);
}

/** Every byte that was answered with 250 is stored, and the mail is a message or waits for a person. */
async function expectKept(name: string, raw: string | Buffer): Promise<string> {
  const before = await inside<{ id: string }>(shop, shop.lantern.id, 'select id from tenant.inbound where workspace_id = $1');
  const talk = await shop.mail(raw, { from: 'eve@plain.example' });
  if (!talk.data?.startsWith('250')) {
    expect([name, /^(?:552|554|500|421|451|closed)/.test(talk.data ?? '')]).toEqual([name, true]);
    return 'refused';
  }
  await settled();
  const known = new Set(before.map((row) => row.id));
  const fresh = (
    await inside(
      shop,
      shop.lantern.id,
      `select id, state, reason, size_bytes, (raw is not null or blob_key is not null) as kept,
        exists (select 1 from tenant.message m where m.workspace_id = i.workspace_id and m.id = i.id) as is_message from tenant.inbound i where workspace_id = $1`,
    )
  ).filter((row) => !known.has(row.id));
  expect([name, fresh.length, fresh[0]?.kept, fresh[0]?.is_message === true || fresh[0]?.state === 'quarantined']).toEqual([
    name,
    1,
    true,
    true,
  ]);
  return fresh[0].is_message === true ? 'message' : fresh[0].reason;
}

test('attack 33: mails nested, parted and bounded beyond reason wait for a person, and the next mail is read', async () => {
  const boundary = 'b1';
  const fair = rawMail({
    from: 'eve@plain.example',
    contentType: `multipart/mixed; boundary=${boundary}`,
    text: `--${boundary}\r\nContent-Type: text/plain\r\n\r\nfair33\r\n--${boundary}--`,
  });
  expect(await expectKept('fair', fair)).toBe('message');
  let nested = 'Content-Type: text/plain\r\n\r\ndeep33\r\n';
  for (let depth = 0; depth < 1_000; depth += 1)
    nested = `Content-Type: multipart/mixed; boundary=n${depth}\r\n\r\n--n${depth}\r\n${nested}\r\n--n${depth}--\r\n`;
  const head = 'From: eve@plain.example\r\nTo: support@lantern.example\r\nMIME-Version: 1.0\r\n';
  expect(await expectKept('nesting', head + nested)).toBe('too_complex');
  expect(
    await expectKept(
      '100,000 parts',
      rawMail({ from: 'eve@plain.example', contentType: 'multipart/mixed; boundary=p', text: '--p\r\n\r\nx\r\n'.repeat(100_000) }),
    ),
  ).toBe('too_complex');
  expect(
    await expectKept(
      'boundary of 70 kB',
      rawMail({ from: 'eve@plain.example', contentType: `multipart/mixed; boundary="${'b'.repeat(70_000)}"` }),
    ),
  ).toBe('too_complex');
  expect(
    await expectKept(
      'no end',
      rawMail({
        from: 'eve@plain.example',
        contentType: 'multipart/mixed; boundary=open',
        text: '--open\r\nContent-Type: text/plain\r\n\r\nunfinished33',
      }),
    ),
  ).toBe('message');
  await neighbourIsRead();
});

test('attack 34: endless and odd headers are cut, refused or set aside, and a smuggled second mail stays text', async () => {
  const from = 'eve@plain.example';
  expect(await expectKept('fair', rawMail({ from, text: 'fair34', headers: ['References: <a@plain.example> <b@plain.example>'] }))).toBe(
    'message',
  );
  expect(await expectKept('10 MB header', rawMail({ from, headers: [`X-Long: ${'a '.repeat(5_000_000)}`] }))).toBe('too_complex');
  expect(await expectKept('100,000 Received', rawMail({ from, headers: Array.from({ length: 100_000 }, () => 'Received: from x') }))).toBe(
    'too_complex',
  );
  expect(await expectKept('a million references', rawMail({ from, headers: [`References: ${'<a@b.c> '.repeat(1_000_000)}`] }))).toBe(
    'too_complex',
  );
  expect(
    await expectKept('folded for ever', rawMail({ from, headers: [`X-Fold: a\r\n${' b\r\n'.repeat(60_000)} c`], text: 'fold34' })),
  ).toMatch(/message|too_complex/);
  expect(
    await expectKept(
      'NUL, 8 bit and bare line ends',
      Buffer.from(rawMail({ from, subject: 'odd\0\xff\x80 subject', text: 'odd34\0 \xff bare\rcr and\nlf' }), 'latin1'),
    ),
  ).toBe('message');
  // The end of a mail is CRLF dot CRLF and nothing else: what follows another dot is text of the same mail.
  for (const [index, dot] of ['\n.\r\n', '\n.\n', '\r\n.\n', '\r.\r\n', '\r.\r'].entries()) {
    const smuggled = `MAIL FROM:<admin@lantern.example>\r\nRCPT TO:<support@lantern.example>\r\nDATA\r\nFrom: admin@lantern.example\r\n\r\nsmuggled34-${index}`;
    const talk = await sendSmtp(shop.smtpPort, {
      from,
      to: ['support@lantern.example'],
      raw: `${rawMail({ from, text: `outer34-${index}` })}${dot}${smuggled}`,
      ending: '\r\n.\r\n',
    });
    expect([dot, talk.data?.slice(0, 3), talk.replies.filter((reply) => reply.startsWith('250')).length <= 4]).toEqual([dot, '250', true]);
    await settled();
    const found = (await messagesOf(shop.lantern)).filter((message) => message.text.includes(`34-${index}`));
    expect([dot, found.length, found[0]?.participants[0].address]).toEqual([dot, 1, from]);
  }
  await neighbourIsRead();
});

test('attack 35: no charset, byte or half character keeps a mail from being stored and shown', async () => {
  const from = 'eve@plain.example';
  const withCharset = (charset: string, body: Buffer, encoding = '8bit'): Buffer =>
    Buffer.concat([
      Buffer.from(
        rawMail({
          from,
          contentType: `text/plain; charset=${charset}`,
          headers: [`Content-Transfer-Encoding: ${encoding}`],
          text: '@',
        }).replace(/@\r\n$/, ''),
      ),
      body,
      Buffer.from('\r\n'),
    ]);
  expect(await expectKept('fair', withCharset('iso-8859-1', Buffer.from('fair35 gr\xfc\xdfe', 'latin1')))).toBe('message');
  expect((await messageWith(shop.lantern, 'fair35')).text.trim()).toBe('fair35 grüße');
  const bodies: [string, Buffer, string?][] = [
    ['x-unknown-9000', Buffer.from('a35 \xff\xfe', 'latin1')],
    ['utf-7', Buffer.from('b35 +ADw-script+AD4-alert(1)+ADw-/script+AD4-')],
    ['utf-8', Buffer.from('c35 \xc3\x28 \xed\xa0\x80 \xf8\x88\x80\x80\x80', 'latin1')],
    ['utf-16', Buffer.from('d35 \ud800 end', 'utf16le')],
    ['us-ascii', Buffer.from('e35 ü 漢字')],
    ['utf-8', Buffer.from('f35 zero \0 zero')],
    ['utf-8', Buffer.from('g35 =00=ED=A0=80=FF'), 'quoted-printable'],
    ['"utf-8\\" x', Buffer.from('h35')],
    ['utf-8', Buffer.from(Buffer.from('i35 \0\0').toString('base64')), 'base64'],
    ['utf-8', Buffer.from('j35 !!!not base64!!!'), 'base64'],
    ['shift_jis', Buffer.from('k35 \x82\xa0', 'latin1')],
  ];
  for (const [charset, body, encoding] of bodies)
    expect([charset, await expectKept(charset, withCharset(charset, body, encoding))]).toEqual([charset, 'message']);
  const texts = (await messagesOf(shop.lantern)).map((message) => message.text as string);
  expect(
    texts.filter((text) => /\0/.test(text) || /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)),
  ).toEqual([]);
  await neighbourIsRead();
});

test('attack 36: the heaviest mails let through, and one whose sender’s name servers never answer, hold nobody up', async () => {
  await neighbourIsRead();
  const from = 'eve@plain.example';
  const html = (body: string): string => rawMail({ from, contentType: 'text/html; charset=utf-8', text: body });
  const before = process.memoryUsage().heapUsed;
  const poison: [string, string][] = [
    ['deep tags', html(`<div>`.repeat(300_000))],
    ['attributes', html(`<p ${'a=b '.repeat(1_000_000)}>`)],
    ['entities', html('&amp;'.repeat(2_000_000))],
    ['open quotes', html(`<a href="${'x'.repeat(9_000_000)}`)],
    ['brackets', html('<'.repeat(3_900_000))],
    ['quotation', rawMail({ from, text: `${'> '.repeat(200)}x\r\n`.repeat(5_000) })],
    ['many small lines', rawMail({ from, text: 'a\r\n'.repeat(500_000) })],
    [
      'one long line',
      rawMail({
        from,
        text: 'word '.repeat(2_000_000),
        headers: ['DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=plain.example; s=s1; h=from; bh=eA==; b=eA=='],
      }),
    ],
    [
      'signatures',
      rawMail({
        from,
        headers: Array.from(
          { length: 500 },
          (_, count) => `DKIM-Signature: v=1; a=rsa-sha256; d=plain.example; s=s1; l=${count}; h=from; bh=eA==; b=eA==`,
        ),
      }),
    ],
    ['encoded words', rawMail({ from, subject: '=?utf-8?Q?=61?= '.repeat(10_000) })],
    ['nested comments', rawMail({ from: `${'('.repeat(20_000)}x <eve@plain.example>` })],
  ];
  for (const [name, raw] of poison)
    expect(['message', 'too_complex', 'unreadable', 'poison', 'no_sender']).toContain(await expectKept(name, raw));
  await neighbourIsRead();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(256 * 1024 * 1024);
  // Four at once fill every place of the reader; each gives up its questions after its time, and the neighbour's turn comes.
  for (let count = 0; count < 4; count += 1)
    await shop.mail(rawMail({ from: `x${count}@tarpit.example`, text: `tarpit36 ${count}` }), { from: `x${count}@tarpit.example` });
  await neighbourIsRead();
  await settled();
  expect(
    (await messagesOf(shop.lantern))
      .filter((message) => message.text.startsWith('tarpit36'))
      .every((message) => message.senderProof === 'claimed'),
  ).toBe(true);
  expect((await quarantineOf(shop, shop.lantern.id)).filter((row) => row.reason === 'fault')).toEqual([]);
});
