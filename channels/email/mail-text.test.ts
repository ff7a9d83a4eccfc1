/** A mail's words as its sender saw them: character sets of four decades, flowed lines, signatures and answers between quoted lines. */
import { describe, expect, it } from 'vitest';
import { unflow } from './flowed-text.ts';
import { readMail } from './read-mail.ts';
import { visibleText } from './visible-text.ts';

const head = 'From: Maria <maria@example.com>\r\nTo: hello@flora.example\r\nMIME-Version: 1.0\r\n';

async function textOf(type: string, body: Buffer | string, encoding = '8bit'): Promise<string> {
  const start = Buffer.from(`${head}Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`);
  const mail = await readMail(Buffer.concat([start, typeof body === 'string' ? Buffer.from(body) : body]));
  return (mail.text ?? '').replaceAll('\r\n', '\n').trimEnd();
}

describe('words are read in', () => {
  it.each([
    ['windows-1252', '47 72 fc df 65 20 80', 'Grüße €'],
    ['iso-8859-15', '47 72 fc df 65 20 a4', 'Grüße €'],
    ['iso-8859-2', 'b3 f3 64 bc', 'łódź'],
    ['koi8-r', 'f0 d2 c9 d7 c5 d4', 'Привет'],
    ['windows-1251', 'cf f0 e8 e2 e5 f2', 'Привет'],
    ['iso-8859-7', 'ca e1 eb e7 ec dd f1 e1', 'Καλημέρα'],
    ['windows-1255', 'f9 ec e5 ed', 'שלום'],
    ['windows-1256', 'e3 d1 cd c8 c7', 'مرحبا'],
    ['shift_jis', '82 b1 82 f1 82 c9 82 bf 82 cd', 'こんにちは'],
    ['euc-jp', 'a4 b3 a4 f3 a4 cb a4 c1 a4 cf', 'こんにちは'],
    ['iso-2022-jp', '1b 24 42 24 33 24 73 24 4b 24 41 24 4f 1b 28 42', 'こんにちは'],
    ['gb2312', 'c4 e3 ba c3', '你好'],
    ['gb18030', 'c4 e3 ba c3', '你好'],
    ['big5', 'a7 41 a6 6e', '你好'],
    ['euc-kr', 'be c8 b3 e7', '안녕'],
    ['ks_c_5601-1987', 'be c8 b3 e7', '안녕'],
    ['tis-620', 'ca c7 d1 ca b4 d5', 'สวัสดี'],
    ['utf-16be', '00 48 00 69', 'Hi'],
    ['"UTF8"', '47 72 c3 bc c3 9f 65', 'Grüße'],
  ])('%s', async (charset, hex, words) => {
    const body = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    expect(await textOf(`text/plain; charset=${charset}`, body.toString('base64'), 'base64')).toBe(words);
  });

  it('headers of the same sets, and raw UTF-8 in them', async () => {
    const mail = await readMail(
      Buffer.from(`From: =?koi8-r?B?8NLJ18XU?= <maria@example.com>\r\nSubject: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?= Grüße\r\n\r\nHi`),
    );
    expect(mail.from?.name).toBe('Привет');
    expect(mail.subject).toBe('こんにちは Grüße');
  });
});

describe('flowed lines', () => {
  const flowed = 'This is one \r\nsentence.\r\n\r\n> quoted \r\n> on\r\n-- \r\nMaria';

  it('are joined, quotations and the signature mark stay', async () => {
    expect(await textOf('text/plain; format=flowed', flowed)).toBe('This is one sentence.\n\n> quoted on\n-- \nMaria');
  });

  it('never take an answer into the quotation above it', async () => {
    expect(await textOf('text/plain; format=flowed', '> When may we come? \r\nTuesday, \r\nplease.\r\n>> deeper \r\n> less')).toBe(
      '> When may we come? \nTuesday, please.\n>> deeper \n> less',
    );
  });

  it('in great number are joined in bounded time', () => {
    for (const line of ['a \n', '> a \n', '>'.repeat(200) + ' \n', ' \n'])
      expect(unflow(line.repeat(100_000), true).length).toBeGreaterThan(0);
  }, 5_000);

  it('are joined without a blank where the sender says so', async () => {
    expect(await textOf('text/plain; format=flowed; delsp=yes', 'こん \r\nにちは')).toBe('こんにちは');
  });
});

describe('the agent sees', () => {
  it.each([
    ['Yes.\n\n-- \nMaria Lindqvist\nLake Road 4', 'Yes.', 'signature'],
    ['Ja.\n\nVon meinem iPhone gesendet', 'Ja.', 'signature'],
    ['Yes.\n\nOn Tue, 3 Nov 2026 at 10:12, Flora <h@flora.example> wrote:\n> When?', 'Yes.', 'quotation'],
    ['Oui.\n\nLe mar. 3 nov. 2026 à 10:12, Flora <h@flora.example> a écrit :\n> Quand ?', 'Oui.', 'quotation'],
  ])('of %j only the words, with the rest folded', (text, visible, why) => {
    const seen = visibleText(text);
    expect(seen.visible).toBe(visible);
    expect(seen.folded.map((part) => part.why)).toEqual([why]);
    const last = seen.folded.at(-1);
    expect(last?.to).toBe(text.split('\n').length);
  });

  it('answers between quoted lines, with the questions they answer', () => {
    const text =
      'See below.\n\nOn Tue, 3 Nov 2026 at 10:12, Flora <h@flora.example> wrote:\n> When may we come?\nTuesday.\n> And where?\nLake Road 4.\n> Thanks\n> Flora';
    const { visible } = visibleText(text);
    for (const line of ['See below.', 'When may we come?', 'Tuesday.', 'And where?', 'Lake Road 4.']) expect(visible).toContain(line);
    expect(visible).not.toContain('Thanks');
  });
});
