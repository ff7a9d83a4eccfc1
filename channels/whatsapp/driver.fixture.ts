/** How does WhatsApp's Cloud API speak? For the conformance suite. */
import { local, outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { fakeSecret, graphError } from './graph-fake.fixture.ts';
import { accountAt, atDoor } from './talk.fixture.ts';
import { jonas, messageOf, messagesCall, statusCall, textCall } from './webhook.fixture.ts';
import { whatsapp, type WhatsappAccount, type WhatsappDelivery } from './whatsapp.ts';

interface Refused extends ProviderAnswer {
  readonly status: number;
  readonly body: object;
}
const refused = (title: string, code: number, status: number, expected: ProviderAnswer['expected']): Refused => ({
  title,
  expected,
  status,
  body: graphError(code, title),
});
const rejected = (as: string): ProviderAnswer['expected'] => ({ outcome: 'rejected', class: as });

const answers: readonly Refused[] = [
  refused('throughput reached', 130_429, 400, { outcome: 'retry' }),
  refused('too much for this person', 131_056, 400, { outcome: 'retry' }),
  refused('account’s limit', 80_007, 400, { outcome: 'retry' }),
  refused('token revoked', 190, 401, rejected('authBroken')),
  refused('permission taken away', 200, 403, rejected('authBroken')),
  refused('account locked', 131_031, 403, rejected('configuration')),
  refused('undeliverable', 131_026, 400, rejected('permanentRecipient')),
  refused('window closed', 131_047, 400, rejected('windowClosed')),
  refused('text refused', 100, 400, rejected('permanentContent')),
  refused('broken after taking it', 131_000, 500, { outcome: 'unknown' }),
  refused('unavailable', 131_016, 500, { outcome: 'unknown' }),
];

function graphFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url, init) => {
    const isMessage = new URL(url instanceof Request ? url.url : url).pathname.endsWith('/messages');
    const isRead = typeof init?.body === 'string' && init.body.includes('"status":"read"');
    calls.push(isMessage ? (isRead ? 'read' : 'message') : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (behaviour === 'accept') return Response.json({ messaging_product: 'whatsapp', messages: [{ id: 'wamid.sent' }] });
    const { status, body } = answers.find(({ title }) => title === behaviour.title)!;
    return Response.json(body, { status });
  };
}

export function driver(): Driver<WhatsappAccount, WhatsappDelivery, ChannelDeps> {
  const shown = (body: object, secret: string | null = fakeSecret) => ({
    ...atDoor(body, secret),
    accountKey: local(new Uint8Array()).accountKey,
  });
  return {
    adapter: whatsapp,
    // What comes is signed with the older of two live secrets.
    account: accountAt({ url: 'https://graph.example' }, { appSecrets: ['a newer secret of the app', fakeSecret] }),
    incoming: (text, eventId) => shown(textCall(eventId, text)),
    forged: { raw: shown(textCall('forged', 'Hello'), 'a guessed secret of the app'), answer: 'refused' },
    unknownInbound: () => shown(messagesCall([messageOf('strange', { type: 'hologram', hologram: { beams: 3 } })])),
    status: (status) => shown(statusCall('wamid.sent', status)),
    batch: (text) =>
      shown(messagesCall([messageOf('good', { type: 'text', text: { body: text } }), { ...messageOf('bad', { type: 'text' }), text: 7 }])),
    outgoing: outgoing('whatsapp', jonas.wa_id!),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: graphFetch(behaviour, calls) }, calls: () => calls };
    },
    answers,
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
  };
}
