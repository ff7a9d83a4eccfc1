/** Our SMTP receiver says 250 only for what is kept; attack 34's smuggling tricks yield one mail. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailReceiver } from './mail-receiver.ts';
import { createMailSender } from './send-mail.ts';
import type { MailReceiver, MailReceiverOptions, ReceivedMail } from './mail-receiver.ts';

const log = { info() {}, warn() {} };
let receiver: MailReceiver | null = null;
afterEach(async () => {
  await receiver?.close();
  receiver = null;
});

async function start(over: Partial<MailReceiverOptions> = {}) {
  const stored: ReceivedMail[] = [];
  const options: MailReceiverOptions = {
    accept: async (recipient) => (recipient.endsWith('@flora.example') ? 'ok' : 'unknown'),
    store: async (mail) => {
      stored.push(mail);
      return 'stored';
    },
    clock: { nowAt: () => 1_000_000 },
    log,
    hostName: 'mx.flora.example',
    ...over,
  };
  receiver = createMailReceiver(options);
  return { port: await receiver.listen(0, '127.0.0.1'), stored };
}

/** Speaks raw SMTP: sends each piece after the server's previous answer, and gives all answers. */
function say(port: number, pieces: readonly (string | Uint8Array)[]): Promise<string[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answers: string[] = [];
    const queue = [...pieces];
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      const text = String(chunk);
      answers.push(
        ...text
          .trim()
          .split('\r\n')
          .filter((line) => !/^\d{3}-/.test(line)),
      );
      const next = queue.shift();
      if (next === undefined) socket.end('QUIT\r\n');
      else socket.write(next);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answers));
  });
}

const opening = ['EHLO shop.example\r\n', 'MAIL FROM:<maria@example.com>\r\n', 'RCPT TO:<hello@flora.example>\r\n', 'DATA\r\n'];
const body = 'From: maria@example.com\r\nSubject: Roses\r\n\r\nTuesday.\r\n..dot\r\n.\r\n';

describe('a mail for us', () => {
  it('is kept with its envelope before it is answered with 250', async () => {
    const { promise: kept, resolve: release } = Promise.withResolvers<'stored'>();
    const { port } = await start({ store: () => kept });
    const answers = say(port, [...opening, body]);
    const early = await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, 150, 'still waiting'))]);
    expect(early).toBe('still waiting');
    release('stored');
    expect((await answers).some((line) => /^250 .*queued/i.test(line))).toBe(true);
  });

  it('arrives byte for byte, dots undone', async () => {
    const { port, stored } = await start();
    await say(port, [...opening, body]);
    expect(stored).toMatchObject([
      { envelope: { mailFrom: 'maria@example.com', rcptTo: ['hello@flora.example'] }, remoteAddress: '127.0.0.1', helo: 'shop.example' },
    ]);
    expect(new TextDecoder().decode(stored[0]?.raw)).toBe('From: maria@example.com\r\nSubject: Roses\r\n\r\nTuesday.\r\n.dot\r\n');
  });

  it('may come from the null sender', async () => {
    const { port, stored } = await start();
    await say(port, ['EHLO x\r\n', 'MAIL FROM:<>\r\n', ...opening.slice(2), body]);
    expect(stored[0]?.envelope.mailFrom).toBe('');
  });

  it('is what our own sender sends', async () => {
    const { port, stored } = await start();
    const raw = new TextEncoder().encode(`Subject: big\r\n\r\n${'.line\r\n'.repeat(100_000)}`);
    const outcome = await createMailSender({ smtpUrl: `smtp://127.0.0.1:${port}`, heloName: 'x.example', log }).send({
      envelope: { from: 'a@b.example', to: ['hello@flora.example'] },
      raw,
    });
    expect(outcome.outcome).toBe('accepted');
    expect(Buffer.from(stored[0]?.raw ?? []).equals(Buffer.from(raw))).toBe(true);
  });
});

describe('a mail is not taken', () => {
  const last = (answers: string[]) => answers.filter((line) => !line.startsWith('221')).at(-1) ?? '';

  it.each([
    ['when keeping it is not possible now', { store: async () => 'busy' as const }, '451'],
    ['when keeping it fails', { store: () => Promise.reject(new Error('disk full')) }, '451'],
    ['when it is too large for its account', { store: async () => 'too-large' as const }, '552'],
    ['when it is larger than the receiver takes', { limits: { mailBytes: 20 } }, '552'],
    ['when too much is under way', { limits: { bytesInFlight: 20 } }, '451'],
  ])('%s', async (_title, over, code) => {
    const { port } = await start(over);
    expect(last(await say(port, [...opening, body])).slice(0, 3)).toBe(code);
  });

  it('for an address that is not ours, and we relay nothing', async () => {
    const { port, stored } = await start();
    expect(last(await say(port, ['EHLO x\r\n', 'MAIL FROM:<a@b.example>\r\n', 'RCPT TO:<victim@elsewhere.example>\r\n']))).toMatch(
      /^550 5\.1\.1/,
    );
    expect(stored).toEqual([]);
  });

  it('when we cannot tell whose address it is', async () => {
    const { port } = await start({ accept: () => Promise.reject(new Error('database away')) });
    expect(last(await say(port, opening.slice(0, 3)))).toMatch(/^451/);
  });

  it('for more recipients than a mail may have', async () => {
    const { port } = await start({ limits: { recipientsPerMail: 2 } });
    const answers = await say(port, [
      'EHLO x\r\n',
      'MAIL FROM:<a@b.example>\r\n',
      ...['a', 'b', 'c'].map((name) => `RCPT TO:<${name}@flora.example>\r\n`),
    ]);
    expect(last(answers)).toMatch(/^452/);
  });

  it('from a source that sends too many in a minute', async () => {
    const { port, stored } = await start({ limits: { mailsPerMinutePerSource: 2 } });
    for (let mail = 0; mail < 2; mail++) await say(port, [...opening, body]);
    expect(last(await say(port, opening.slice(0, 2)))).toMatch(/^451 4\.7\.1/);
    expect(stored.length).toBe(2);
  });

  it('when its connection ends before the final dot', async () => {
    const { port, stored } = await start();
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('close', () => resolve());
      socket.on('error', () => socket.destroy());
      socket.write(opening.join(''));
      setTimeout(() => socket.write('Subject: half\r\n\r\nhal'), 50);
      setTimeout(() => socket.destroy(), 120);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stored).toEqual([]);
  });
});

describe('a second mail hidden in the first', () => {
  it.each(['\n.\r\n', '\n.\n', '\r\n.\n', '\r.\r', '\r.\r\n', '\r\n.\r', '\r\n\u0000.\r\n'])('behind %j stays one mail', async (ending) => {
    const { port, stored } = await start();
    const smuggled = `Subject: outer\r\n\r\nhello${ending}MAIL FROM:<admin@flora.example>\r\nRCPT TO:<hello@flora.example>\r\nDATA\r\nSubject: inner\r\n\r\nevil\r\n.\r\n`;
    await say(port, [...opening, smuggled]);
    expect(stored.length).toBe(1);
    expect(new TextDecoder('latin1').decode(stored[0]?.raw)).toContain('Subject: inner');
  });
});
