/** Attacks 16–18: what we did not sign for exactly this conversation and audience is no evidence. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  makeMessageId,
  makeReplyToken,
  messageIdNonce,
  readMessageId,
  readReplyToken,
  verifyMessageId,
  verifyReplyToken,
} from './thread-token.ts';

const key = { id: 3, secret: createHash('sha256').update('flora').digest() };
const otherKey = { id: 3, secret: createHash('sha256').update('other workshop').digest() };
const target = {
  workspaceId: '01932f00-0000-7000-8000-000000000001',
  conversationId: '01932f00-0000-7000-8000-0000000000c1',
  audienceId: '01932f00-0000-7000-8000-0000000000a1',
  messageId: '01932f00-0000-7000-8000-0000000000d1',
};
const candidates = { workspaceId: target.workspaceId, audienceIds: [randomUUID(), target.audienceId] };
const token = makeReplyToken(target, key);

function believed(local: string, over: Partial<typeof candidates> = {}, keys = [key]): string | null {
  const read = readReplyToken(local);
  return read === null ? null : verifyReplyToken(read, { ...candidates, ...over }, keys);
}

describe('our reply address', () => {
  it('fits a local part and leads back to its conversation and audience', () => {
    expect(token.length).toBeLessThanOrEqual(64);
    expect(readReplyToken(token)?.conversationId).toBe(target.conversationId);
    expect(believed(token)).toBe(target.audienceId);
  });

  it('survives relays that change its case', () => {
    expect(believed(token.toUpperCase())).toBe(target.audienceId);
  });

  it('is believed with the older of two keys while one is being replaced, and not after', () => {
    const newer = { id: 4, secret: createHash('sha256').update('next').digest() };
    expect(believed(token, {}, [newer, key])).toBe(target.audienceId);
    expect(believed(token, {}, [newer])).toBeNull();
  });

  it('is nothing in another workspace, for another audience or under another key', () => {
    expect(believed(token, { workspaceId: randomUUID() })).toBeNull();
    expect(believed(token, { audienceIds: [randomUUID()] })).toBeNull();
    expect(believed(token, { audienceIds: [] })).toBeNull();
    expect(believed(token, {}, [otherKey])).toBeNull();
  });

  it('cannot be carried to another conversation', () => {
    const other = makeReplyToken({ ...target, conversationId: randomUUID() }, key);
    expect(believed(other.slice(0, 33) + token.slice(33))).toBeNull();
  });

  it('is refused at every other length and with any one character changed', () => {
    for (let length = 0; length < token.length; length++) expect(believed(token.slice(0, length))).toBeNull();
    expect(believed(`${token}a`)).toBeNull();
    for (let at = 6; at < token.length; at++)
      for (const char of 'ab7')
        if (token[at] !== char) expect(believed(token.slice(0, at) + char + token.slice(at + 1)), String(at)).toBeNull();
  });

  it('is not guessed in ten thousand tries', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
    const guesses = Array.from(
      { length: 10_000 },
      () => token.slice(0, 33) + Array.from(randomBytes(26), (byte) => alphabet[byte & 31]).join(''),
    );
    expect(guesses.filter((guess) => guess !== token && believed(guess) !== null)).toEqual([]);
  }, 60_000);
});

describe('our Message-ID', () => {
  const nonce = messageIdNonce(target, key);
  const id = makeMessageId(target, 'reply.flora.example', key, nonce);

  it('is the same for every attempt at one mail and names the message', () => {
    expect(makeMessageId(target, 'reply.flora.example', key, messageIdNonce(target, key))).toBe(id);
    expect(readMessageId(id, 'reply.flora.example')?.messageId).toBe(target.messageId);
  });

  it('is believed for its own message, conversation and audience only', () => {
    const read = readMessageId(id.toUpperCase(), 'reply.flora.example');
    if (read === null) throw new Error('unreadable');
    expect(verifyMessageId(read, target, [key])).toBe(true);
    for (const over of [{ workspaceId: randomUUID() }, { conversationId: randomUUID() }, { audienceId: randomUUID() }])
      expect(verifyMessageId(read, { ...target, ...over }, [key])).toBe(false);
    expect(verifyMessageId(read, target, [otherKey])).toBe(false);
    expect(verifyMessageId({ ...read, nonce: new Uint8Array(8) }, target, [key])).toBe(false);
    expect(verifyMessageId({ ...read, messageId: randomUUID() }, target, [key])).toBe(false);
    for (let length = 0; length < 16; length++)
      expect(verifyMessageId({ ...read, mac: read.mac.slice(0, length) }, target, [key])).toBe(false);
  });

  it('is not read from another domain or a copied shape', () => {
    for (const text of ['', '<>', '<m.@reply.flora.example>', id.replace('flora', 'evil'), id.slice(1, 40), `<x${id.slice(1)}`])
      expect(readMessageId(text, 'reply.flora.example')).toBeNull();
  });
});
