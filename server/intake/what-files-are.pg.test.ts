/** What came with a mail is kept as what it is: an invitation with its time, a mail in the mail, and a signature that proves nothing. */
import { createMailSender } from '@meanwhile/channels/email/send-mail.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerChannelRoutes } from '../channel/channel.routes.ts';
import { twoShops, type TwoShops } from '../channel/two-shops.fixture.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { startMailReceiver } from './mail-in.ts';
import { createMailReader, type MailReader } from './mail-reader.ts';
import { openCounter, type Counter } from './path.fixture.ts';
import { processInbound } from './process.ts';
import { readWaitingMail } from './read-mail.ts';
import { createIntake } from './take.ts';

const address = 'visits@lantern.example';
let shops: TwoShops;
let counter: Counter;
let reader: MailReader;
let receiver: { port: number; close(): Promise<void> };

beforeAll(async () => {
  shops = await twoShops((web, http) => {
    registerChannelRoutes(web.app, http);
    registerReplyRoutes(web.app, http);
  });
  const { platform } = shops.web.base;
  counter = await openCounter(shops, shops.lantern);
  reader = createMailReader(platform, { resolveDns: () => Promise.reject(Object.assign(new Error('nothing'), { code: 'ENOTFOUND' })) });
  receiver = await startMailReceiver(platform, createIntake(platform), 0, '127.0.0.1');
  const settings = { address, senderName: 'Lantern Books', trustedSealers: ['Lists.Example'] };
  const made = await shops.lantern.call('POST', '/channels', { type: 'email', name: 'Visits', policyId: counter.policyId, settings });
  expect(made.body.settings.trustedSealers).toEqual(['lists.example']);
  await shops.lantern.call('POST', `/channels/${made.body.id}/open`);
});
afterAll(async () => {
  await receiver.close();
  await reader.close();
  await shops.close();
});

const event =
  'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@post.example\r\nSUMMARY:Fitting\r\nDTSTART:20261103T090000Z\r\nDTEND:20261103T093000Z\r\nORGANIZER;CN=Ada:mailto:ada@post.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const parts = [
  '\r\nPlease come.',
  `Content-Type: text/calendar; method=REQUEST\r\n\r\n${event}`,
  'Content-Type: message/rfc822\r\n\r\nFrom: Bob <bob@post.example>\r\nSubject: Lamp\r\n\r\nIt flickers.',
  'Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx',
];

test('an invitation, a mail in the mail and a signature reach the thread as what they are', { timeout: 60_000 }, async () => {
  const { platform } = shops.web.base;
  const sender = createMailSender({
    smtpUrl: `smtp://127.0.0.1:${receiver.port}`,
    heloName: 'post.example',
    log: platform.log,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 20_000,
  });
  const body = parts.map((part) => `--b\r\n${part}\r\n`).join('');
  const raw = `From: ada@post.example\r\nTo: ${address}\r\nSubject: Fitting\r\nMessage-ID: <1@post.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}--b--\r\n`;
  await sender.send({ envelope: { from: 'ada@post.example', to: [address] }, raw: new Uint8Array(Buffer.from(raw)) });
  while ((await readWaitingMail(platform, reader)) > 0);
  while ((await processInbound(platform)) > 0);
  const message = await shops.lantern.inside((tx) =>
    tx.row(sql<{ case_id: string }>`select case_id from tenant.message where subject = 'Fitting'`),
  );
  const thread = await shops.lantern.call('GET', `/cases/${message!.case_id}/thread`);
  expect(thread.body.messages[0].attachments.map((file: { about: unknown }) => file.about)).toMatchObject([
    {
      kind: 'invitation',
      method: 'request',
      title: 'Fitting',
      startAt: '2026-11-03T09:00:00.000Z',
      endAt: '2026-11-03T09:30:00.000Z',
      organiser: { address: 'ada@post.example', name: 'Ada' },
    },
    { kind: 'mail', from: 'Bob <bob@post.example>', subject: 'Lamp', sentAt: null, text: 'It flickers.' },
    { kind: 'signed', by: 'smime' },
  ]);
  expect(thread.body.messages[0]).toMatchObject({ senderProof: 'claimed' });
});
