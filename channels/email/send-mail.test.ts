/** The answers a mail server can give, each in its class, against a server that misbehaves; after the dot, silence means unknown. */
import { describe, expect, it } from 'vitest';
import { classifySmtpTrouble, createMailSender } from './send-mail.ts';
import { startSink } from './smtp-sink.fixture.ts';
import type { Misbehaviour } from './smtp-sink.fixture.ts';

const log = { info() {}, warn() {} };
const raw = new TextEncoder().encode('From: hello@flora.example\r\nSubject: Roses\r\n\r\nTuesday.\r\n.\r\n..dot\r\n');

async function sendTo(misbehave?: Misbehaviour, mail = { envelope: { from: 'hello@flora.example', to: ['maria@example.com'] }, raw }) {
  const sink = await startSink(misbehave);
  const outcome = await createMailSender({
    smtpUrl: sink.url,
    heloName: 'reply.flora.example',
    log,
    connectTimeoutMs: 300,
    idleTimeoutMs: 300,
  }).send(mail);
  await sink.close();
  return { outcome, sink };
}

const on =
  (command: string, said: string): Misbehaviour =>
  (given) =>
    given === command ? said : null;

describe('a mail handed to the next server', () => {
  it('is accepted, byte for byte', async () => {
    const { outcome, sink } = await sendTo();
    expect(outcome).toMatchObject({ outcome: 'accepted', detail: expect.stringContaining('ABC123') });
    expect(sink.mails).toEqual([
      { from: 'hello@flora.example', to: ['maria@example.com'], raw: new TextDecoder().decode(raw).replace(/\r\n$/, '') },
    ]);
  });

  it('may have the null sender', async () => {
    const { outcome, sink } = await sendTo(undefined, { envelope: { from: '', to: ['maria@example.com'] }, raw });
    expect(outcome.outcome).toBe('accepted');
    expect(sink.mails[0]?.from).toBe('');
  });

  it.each([
    ['is unknown when the line is cut after the final dot', on('DOT', 'cut'), { outcome: 'unknown' }],
    ['is unknown when nothing comes after the final dot', on('DOT', 'silence'), { outcome: 'unknown' }],
    ['is tried again when the line is cut before the body', on('DATA', 'cut'), { outcome: 'retry' }],
    ['is tried again when the line is cut at the greeting', on('GREETING', 'cut'), { outcome: 'retry' }],
    ['is tried again when nobody greets', on('GREETING', 'silence'), { outcome: 'retry' }],
    ['is tried again when the server is greylisting', on('RCPT', '450 4.2.0 Greylisted, come back'), { outcome: 'retry', code: '450' }],
    ['is tried again when the server is shutting down', on('MAIL', '421 4.3.2 Shutting down'), { outcome: 'retry', code: '421' }],
    ['is tried again when the server refuses the dot for now', on('DOT', '451 4.3.0 Try later'), { outcome: 'retry', code: '451' }],
    ['is tried again when the mailbox is full', on('RCPT', '552 5.2.2 Mailbox full'), { outcome: 'retry' }],
    [
      'is refused for an unknown recipient',
      on('RCPT', '550 5.1.1 User unknown'),
      { outcome: 'rejected', class: 'permanentRecipient', code: '550' },
    ],
    ['is refused for its content', on('DOT', '554 5.6.0 Content refused'), { outcome: 'rejected', class: 'permanentContent' }],
    [
      'is refused as spam without blaming the recipient',
      on('DOT', '550 5.7.1 Looks like spam'),
      { outcome: 'rejected', class: 'permanentContent' },
    ],
    ['is refused because we may not relay', on('RCPT', '554 5.7.1 Relay access denied'), { outcome: 'rejected', class: 'configuration' }],
    ['is refused because we must sign in', on('MAIL', '530 5.7.0 Authentication required'), { outcome: 'rejected', class: 'authBroken' }],
    ['is refused because of its size', on('MAIL', '552 5.3.4 Message too big'), { outcome: 'rejected', class: 'permanentContent' }],
  ])('%s', async (_title, misbehave, expected) => {
    expect((await sendTo(misbehave)).outcome).toMatchObject(expected);
  });

  it('is tried again when there is no server', async () => {
    const sink = await startSink();
    await sink.close();
    expect(
      await createMailSender({ smtpUrl: sink.url, heloName: 'x.example', log, connectTimeoutMs: 1_000 }).send({
        envelope: { from: '', to: ['maria@example.com'] },
        raw,
      }),
    ).toMatchObject({ outcome: 'retry' });
  });

  it('is handed over once, whatever the answer', async () => {
    for (const said of ['cut', 'silence', '451 4.3.0 later']) expect((await sendTo(on('DOT', said))).sink.connections()).toBe(1);
  });
});

describe('a failed exchange is classed', () => {
  const trouble = { code: 'EENVELOPE', responseCode: 550, response: '550 no', command: 'RCPT TO', dotSent: false };
  it.each([
    [{ ...trouble }, 'rejected'],
    [{ ...trouble, responseCode: 450, response: '450 later' }, 'retry'],
    [{ ...trouble, code: 'ECONNECTION', responseCode: 0, response: '', command: 'CONN' }, 'retry'],
    [{ ...trouble, code: 'ECONNECTION', responseCode: 0, response: '', command: 'CONN', dotSent: true }, 'unknown'],
    [{ ...trouble, code: 'ETIMEDOUT', responseCode: 0, response: '', command: 'CONN', dotSent: true }, 'unknown'],
    [{ ...trouble, code: 'EPROTOCOL', responseCode: 200, response: '200 hm', command: 'DATA', dotSent: true }, 'unknown'],
    [{ ...trouble, code: 'EMESSAGE', responseCode: 451, response: '451 later', command: 'DATA', dotSent: true }, 'retry'],
    [{ ...trouble, code: 'EAUTH', responseCode: 535, response: '535 5.7.8 bad', command: 'AUTH PLAIN' }, 'rejected'],
    [{ ...trouble, code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later', command: 'AUTH PLAIN' }, 'retry'],
    [{ ...trouble, code: 'ETLS', responseCode: 0, response: '', command: 'STARTTLS' }, 'retry'],
    [{ ...trouble, code: 'EMESSAGE', responseCode: 0, response: '', command: 'MAIL FROM' }, 'rejected'],
  ])('%j as %s', (given, outcome) => {
    expect(classifySmtpTrouble(given).outcome).toBe(outcome);
  });
});
