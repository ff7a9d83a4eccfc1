/** To whom did a fetched mail go, and who sent it on its way? */
import { expect, test } from 'vitest';
import { envelopeFromHeaders } from './arrival.ts';

const mail = (...lines: string[]): Uint8Array => Buffer.from(`${lines.join('\r\n')}\r\n\r\nHello\r\nDelivered-To: body@shop.example\r\n`);

test.each([
  [
    'the mailbox’s own server says it',
    ['Delivered-To: help@shop.example', 'To: list@other.example'],
    ['help@shop.example', 'list@other.example'],
  ],
  [
    'the first header that is there counts',
    ['X-Forwarded-To: old@shop.example', 'X-Original-To: sales@shop.example'],
    ['sales@shop.example'],
  ],
  ['without any, To and Cc do', ['To: Help <help@shop.example>', 'Cc: ada@post.example'], ['help@shop.example', 'ada@post.example']],
  ['a folded line is one line', ['Delivered-To:', ' help@shop.example'], ['help@shop.example']],
  ['a mail to nobody has no recipient', ['Subject: Hello'], []],
])('recipients of a fetched mail: %s', (_what, lines, expected) => {
  expect(envelopeFromHeaders(mail(...lines)).rcptTo).toEqual(expected);
});

test.each([
  ['as the last server noted it', ['Return-Path: <bounce@post.example>', 'From: ada@post.example'], 'bounce@post.example'],
  ['empty for a bounce', ['Return-Path: <>', 'From: daemon@post.example'], ''],
  ['by the From where no server noted it', ['From: Ada <ada@post.example>'], 'ada@post.example'],
])('the sender of a fetched mail: %s', (_what, lines, expected) => {
  expect(envelopeFromHeaders(mail(...lines))).toMatchObject({ mailFrom: expected, remoteAddress: '', helo: '' });
});
