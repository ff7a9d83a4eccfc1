/** What our own messenger hands over: the sender comes from our server, never from the browser. */
import { describe, expect, it } from 'vitest';
import { messenger } from './messenger.ts';
import { writeMessengerRecord } from './messenger-record.ts';
import type { RawInbound, VerifiedSender } from '../contract/channel-adapter.ts';

const account = { allowedOrigins: ['https://flora.example'] };
const visitor: VerifiedSender = { scheme: 'visitor', value: 'v-17', display: null, proof: 'anonymous' };
const clientId = '01932f00-0000-7000-8000-000000000001';
const fileId = '01932f00-0000-7000-8000-0000000000f1';

async function take(payload: unknown, sender = visitor) {
  const raw: RawInbound = {
    bytes: writeMessengerRecord(sender, payload),
    receivedAt: 1_000,
    accountKey: 'channel-1',
    headers: {},
    url: null,
    envelope: null,
  };
  const verified = await messenger.inbound.verify(raw, account, {} as never);
  if (!verified.ok) return null;
  return (await messenger.inbound.parse(raw, account, verified))[0] ?? null;
}

describe('a messenger message', () => {
  it('arrives with its sender, words and files', async () => {
    expect(await take({ clientId, text: 'Tuesday?', attachmentIds: [fileId] })).toMatchObject({
      type: 'message',
      sender: visitor,
      text: 'Tuesday?',
      storedAttachmentIds: [fileId],
      authentication: { provider: 'none' },
    });
  });

  it('of a proved customer says so', async () => {
    expect(
      await take({ clientId, text: 'Hi' }, { scheme: 'external', value: 'customer-17', display: 'Maria', proof: 'verified' }),
    ).toMatchObject({ sender: { proof: 'verified' }, authentication: { provider: 'pass' } });
  });

  it('cannot name its own sender', async () => {
    expect(await take({ clientId, text: 'Hi', sender: { scheme: 'email', value: 'maria@example.com', proof: 'verified' } })).toMatchObject({
      sender: visitor,
    });
  });

  it('is another message when another visitor copies its id', async () => {
    const mine = await take({ clientId, text: 'Hi' });
    const theirs = await take({ clientId, text: 'Hi' }, { ...visitor, value: 'v-18' });
    expect(theirs?.dedupeKey).not.toBe(mine?.dedupeKey);
  });

  it.each([
    {},
    { clientId: 'x', text: 'Hi' },
    { clientId, text: '   ' },
    { clientId, text: 'x'.repeat(100_001) },
    { clientId, text: 'Hi', attachmentIds: ['../../etc'] },
    null,
    'Hi',
    [],
  ])('that is none is kept as unknown: %j', async (payload) => {
    expect(await take(payload)).toMatchObject({ type: 'unknown' });
  });

  it('loses NUL and half characters, which the database refuses', async () => {
    expect(await take({ clientId, text: 'a\u0000b\ud800c' })).toMatchObject({ text: 'abc' });
  });
});

it('only origins may be allowed', () => {
  expect(messenger.lifecycle.checkAccount(account)).toEqual([]);
  expect(messenger.lifecycle.checkAccount({ allowedOrigins: ['flora.example', 'https://flora.example/shop'] }).length).toBe(2);
});
