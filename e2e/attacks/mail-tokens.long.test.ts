/** Can a reply address be guessed? A million random and bent ones against the verifier itself, beside the one that is right. */
import { randomBytes, randomUUID } from 'node:crypto';
import { makeReplyToken, readReplyToken, verifyReplyToken } from '@meanwhile/channels/email/thread-token.ts';
import { expect, test } from 'vitest';

test('attack 16: of a million guessed reply addresses none is accepted', () => {
  const key = { id: 1, secret: randomBytes(32) };
  const target = { workspaceId: randomUUID(), conversationId: randomUUID(), audienceId: randomUUID() };
  const candidates = { workspaceId: target.workspaceId, audienceIds: [target.audienceId, randomUUID()] };
  const accepts = (local: string): boolean => {
    const token = readReplyToken(local);
    return token !== null && verifyReplyToken(token, candidates, [key]) !== null;
  };
  const good = makeReplyToken(target, key);
  expect(accepts(good)).toBe(true);
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  let read = 0;
  let accepted = 0;
  const offer = (local: string): void => {
    const token = readReplyToken(local);
    if (token === null) return;
    read += 1;
    if (verifyReplyToken(token, candidates, [key]) !== null) accepted += 1;
  };
  for (let guess = 0; guess < 1_000_000; guess += 1) {
    // Half keep key id and conversation, which an attacker knows, and guess the proof alone; the last character carries one bit.
    const known = guess % 2 === 0 ? good.slice(0, 6 + 28) : 'reply+';
    const letters = Array.from(randomBytes(6 + 52 - known.length), (byte) => alphabet[byte & 31]).join('');
    offer(known + letters + 'aq'[(guess >> 1) & 1]!);
  }
  expect(read).toBeGreaterThan(400_000);
  expect(accepted).toBe(0);
  for (let length = 0; length < good.length; length += 1) offer(good.slice(0, length));
  expect(accepted).toBe(0);
  const elsewhere = [
    { ...target, workspaceId: randomUUID() },
    { ...target, audienceId: randomUUID() },
  ];
  for (const other of elsewhere) offer(makeReplyToken(other, key));
  offer(makeReplyToken(target, { id: 1, secret: randomBytes(32) }));
  expect(accepted).toBe(0);
});
