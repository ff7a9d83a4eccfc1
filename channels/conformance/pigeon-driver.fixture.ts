/** How does Pigeon Post speak? For tests of the suite itself. */
import type { ChannelAdapter, ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import { bytes, local, outgoing, quietDeps, type Kind } from './driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from './driver.ts';
import { pigeon, pigeonSignature, type PigeonAccount, type PigeonDelivery } from './pigeon.ts';

const pigeonStatus: Record<string, number> = {
  'rate limit': 429,
  'token revoked': 401,
  'window closed': 403,
  'recipient gone': 404,
  'content refused': 422,
  'pigeonry down': 503,
};

function pigeonFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const path = new URL(url instanceof Request ? url.url : url).pathname.slice(1);
    calls.push(path === 'messages' ? 'message' : path === 'typing' || path === 'presence' || path === 'read' ? path : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    if (behaviour === 'accept') return new Response(null, { status: 201, headers: { 'x-pigeon-id': 'p-1' } });
    return new Response(null, { status: pigeonStatus[behaviour.title] ?? 500 });
  };
}

export function pigeonDriver(
  adapter: ChannelAdapter<PigeonAccount, PigeonDelivery> = pigeon,
): Driver<PigeonAccount, PigeonDelivery, ChannelDeps> {
  const signed = (body: unknown): RawInbound => ({
    ...local(bytes(body)),
    headers: { 'x-pigeon-signature': pigeonSignature(bytes(body), 'older secret') },
  });
  const message = (text: string, id: string) => ({ id, from: 'maria', text });
  return {
    adapter,
    account: { baseUrl: 'https://pigeon.example', secrets: ['newer secret', 'older secret'] },
    incoming: (text, eventId) => signed(message(text, eventId)),
    forged: { raw: { ...signed(message('Hello', 'event-9')), headers: { 'x-pigeon-signature': '00'.repeat(32) } }, answer: 'refused' },
    unknownInbound: () => signed({ id: 'event-8', birdsong: true }),
    status: (status, eventId) => signed({ id: eventId, message: 'p-1', status }),
    batch: (text) => signed([message(text, 'event-1'), { broken: text }]),
    outgoing: outgoing('pigeon', 'maria'),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: pigeonFetch(behaviour, calls) }, calls: () => calls };
    },
    answers: [
      { title: 'rate limit', expected: { outcome: 'retry' } },
      { title: 'pigeonry down', expected: { outcome: 'retry' } },
      { title: 'token revoked', expected: { outcome: 'rejected', class: 'authBroken' } },
      { title: 'window closed', expected: { outcome: 'rejected', class: 'windowClosed' } },
      { title: 'recipient gone', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'content refused', expected: { outcome: 'rejected', class: 'permanentContent' } },
    ],
    textOf: (payload) => payload.text,
  };
}
