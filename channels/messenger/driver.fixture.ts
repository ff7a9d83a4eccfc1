/** How does our own messenger speak? For the conformance suite. */
import { bytes, local, outgoing, quietDeps, uuidOf, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver } from '../conformance/driver.ts';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import { writeMessengerRecord } from './messenger-record.ts';
import { messenger, type MessengerAccount, type MessengerDelivery } from './messenger.ts';

export function driver(): Driver<MessengerAccount, MessengerDelivery, ChannelDeps> {
  const visitor = { scheme: 'visitor', value: 'v-17', display: null, proof: 'anonymous' as const };
  return {
    adapter: messenger,
    account: { allowedOrigins: ['https://flora.example'] },
    incoming: (text, eventId) => local(writeMessengerRecord(visitor, { clientId: uuidOf(eventId), text })),
    forged: {
      raw: local(bytes({ clientId: uuidOf('x'), text: 'Hello', sender: 'maria@example.com', proof: 'verified' })),
      answer: 'refused',
    },
    unknownInbound: () => local(writeMessengerRecord(visitor, { dance: true })),
    outgoing: outgoing('visitor', 'v-17'),
    deps: () => {
      const calls: Kind[] = [];
      return { deps: quietDeps(calls), calls: () => calls };
    },
    notThere: { batchIsSplit: 'one message per call', statusesOnlyMoveForward: 'read on our own page' },
    answers: [],
    textOf: (payload) => payload.text,
  };
}
