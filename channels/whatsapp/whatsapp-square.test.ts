/**
 * Could adapter and stand-in be wrong in the same way? Two others stand between them: Meta's own description of the API, for all that is sent in both
 * directions, with Meta's own examples of calls; and, since Meta offers no program that checks a signature, the web's cryptography instead of Node's.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated, type NormalisedEvent } from '../contract/normalised-event.ts';
import { fakeSecret, ids, openGraphFake } from './graph-fake.fixture.ts';
import { openFake } from './provider.fixture.ts';
import { accountAt, atDoor, depsWith, file, nowAt, toJonas } from './talk.fixture.ts';
import { jonas, messageOf, messagesCall, statusCall, textCall } from './webhook.fixture.ts';
import { whatsapp } from './whatsapp.ts';

const account = accountAt({ url: 'https://graph.example' });
const deps = depsWith(new Map([['a', new Uint8Array([1])]]));
const proved = { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null } as const;
const read = (body: object): Promise<readonly NormalisedEvent[]> => whatsapp.inbound.parse(atDoor(body), account, proved);

/** As Meta's page on webhooks says it: HMAC-SHA256 of the bytes with the app secret, in hexadecimal digits. */
async function judged(bytes: Uint8Array): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(fakeSecret), algorithm, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, new Uint8Array(bytes)));
  return `sha256=${Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

describe('the signature', () => {
  it('that another reckons is let in by us, and every change to it refused', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(textCall(1, 'Grüße, 花 👩‍👩‍👧')));
    const signature = await judged(bytes);
    const isIn = async (given: string): Promise<boolean> => {
      const raw: RawInbound = { ...atDoor(''), bytes, headers: { 'x-hub-signature-256': given } };
      return (await whatsapp.inbound.verify(raw, account, deps)).ok;
    };
    expect(await isIn(signature)).toBe(true);
    for (let at = 0; at < signature.length; at += 1)
      expect(await isIn(`${signature.slice(0, at)}${signature[at] === '0' ? '1' : '0'}${signature.slice(at + 1)}`)).toBe(false);
  });
  it('that our stand-in makes is the one that another reckons', async () => {
    const provider = await openFake();
    const door = 'https://desk.example/in/whatsapp/1';
    const made = [
      provider.incoming({ person: 1, text: 'Grüße 🙂', event: 1 }, door),
      provider.unknown(2, door),
      provider.status('wamid.x', 'read', door)!,
    ];
    await provider.close();
    for (const { headers, body } of made) expect(headers['x-hub-signature-256']).toBe(await judged(body));
    expect(provider.forged(made[0]!).headers['x-hub-signature-256']).not.toBe(await judged(made[0]!.body));
  });
});

const specs = new URL('../../../shared/fixtures/specs/whatsapp/', import.meta.url);
const specPath = new URL('business-messaging-api_v23.0.reduced.json', specs);
const hasSpec = existsSync(specPath);
const why = hasSpec ? '' : ' (skipped: ../shared/fixtures/specs/whatsapp is not here)';

function judge() {
  // Formats such as “float” are the description's own.
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, validateFormats: false });
  ajv.addSchema(JSON.parse(readFileSync(specPath, 'utf8')) as object, 'whatsapp');
  return (name: string, value: unknown): unknown =>
    ajv.validate({ $ref: `whatsapp#/components/schemas/${name}` }, value) ? null : ajv.errors;
}

describe.skipIf(!hasSpec)(`against Meta’s own description${why}`, () => {
  it('what we send has its shape, and so has what our stand-in answers', async () => {
    const troubles = judge();
    const graph = await openGraphFake();
    const own = accountAt(graph);
    const mimes = ['image/png', 'video/mp4', 'audio/ogg', 'application/pdf'];
    const message = toJonas({
      text: `Here. ${'x'.repeat(5_000)}`,
      attachments: mimes.map((mime) => ({ ...file('a', mime, 1), name: 'a.file' })),
      references: [`${ids.phone}:${jonas.wa_id}:wamid.one`],
    });
    const planned = whatsapp.outbound.plan(message, own, { lastCustomerMessageAt: nowAt, optedOut: false }, nowAt);
    for (const part of 'parts' in planned ? planned.parts : [])
      expect(await whatsapp.outbound.send(part, own, deps)).toMatchObject({ outcome: 'accepted' });
    const bodies = graph.taken().map(({ body }) => body);
    expect(bodies.map(({ type }) => String(type))).toEqual(['text', 'text', 'image', 'video', 'audio', 'document']);
    for (const body of bodies) expect([body['type'], troubles('Message', body)]).toEqual([body['type'], null]);
    const answer = await fetch(`${graph.url}/v24.0/${ids.phone}/messages?${await proof()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${own.accessToken}` },
      body: JSON.stringify(bodies[0]),
    });
    expect([answer.status, troubles('MessageResponsePayload', await answer.json())]).toEqual([200, null]);
    await graph.close();
    // A judge that lets everything through is none.
    expect(troubles('Message', { ...bodies[0], text: { body: 'x', previewUrl: false } })).not.toBeNull();
    expect(troubles('Message', { ...bodies[2], image: {} })).not.toBeNull();
  });
  it('what our stand-in calls us with has its shape', () => {
    const troubles = judge();
    const media = { id: '1', mime_type: 'image/jpeg', sha256: 'x' };
    const contents = [
      { type: 'text', text: { body: 'Hello' } },
      { type: 'image', image: { ...media, caption: 'Broken' } },
      { type: 'audio', audio: { ...media, voice: true } },
      { type: 'document', document: { ...media, filename: 'bill.pdf' } },
      { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
      { type: 'button', button: { payload: 'p', text: 'Yes' }, context: { from: '1', id: 'wamid.x' } },
    ];
    for (const content of contents)
      expect([content.type, troubles('WebhookPayload', messagesCall([messageOf(1, content)]))]).toEqual([content.type, null]);
    const error = { code: 131_026, title: 'Message undeliverable', message: 'Message undeliverable', error_data: { details: 'x' } };
    for (const status of ['sent', 'delivered', 'read', 'failed'])
      expect(troubles('WebhookPayload', statusCall('wamid.x', status, status === 'failed' ? { errors: [error] } : {}))).toBeNull();
    expect(troubles('WebhookPayload', statusCall('wamid.x', 'seen'))).not.toBeNull();
    expect(troubles('WebhookPayload', messagesCall([messageOf(1, { type: 'text', text: {} })]))).not.toBeNull();
  });
  it('Meta’s own examples of calls are read', async () => {
    const folder = new URL('inbound/', specs);
    const examples: Record<string, readonly NormalisedEvent[]> = {};
    for (const name of readdirSync(folder))
      examples[name.slice(0, 2)] = await read(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object);
    const sheena = { sender: { value: '16505551234', display: 'Sheena Nelson' } };
    expect(examples).toMatchObject({
      '01': [{ ...sheena, text: 'Does it come in another color?', providerAt: 1_749_416_383_000 }],
      '02': [
        {
          text: 'Is this still available?\n[about the product di9ozbzfi4]',
          evidence: { messageIdsInOrder: [expect.stringContaining('wamid.')] },
        },
      ],
      '03': [{ text: 'Hello! Can I get more info on this?\n[came by an advertisement: Chat with us, https://fb.me/3cr4Wqqkv]' }],
      '04': [{ text: '👍', evidence: { messageIdsInOrder: [expect.stringContaining('wamid.')] } }],
      '05': [{ text: 'Taj Mahal', attachments: [{ name: 'image.jpg', content: { providerRef: '1003383421387256' } }] }],
      '06': [{ text: 'Philz Coffee, 101 Forest Ave, Palo Alto, CA 94301\n37.44221496582, -122.16165924072\nhttps://philzcoffee.com/' }],
      '07': [{ text: 'Lucía Gómez, Google\n+1 (983) 555-2319' }],
      '08': [{ type: 'unknown', hint: 'a message that WhatsApp does not pass on: 131051 Message type unknown' }],
    });
    expect(Object.keys(examples).length).toBe(8);
  });
});

/** The proof that goes with a call, reckoned by the other. */
async function proof(): Promise<string> {
  return `appsecret_proof=${(await judged(new TextEncoder().encode(account.accessToken))).slice('sha256='.length)}`;
}
