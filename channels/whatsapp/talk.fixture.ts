/** With what does the adapter talk to the Graph API on this machine? Its account, what it may touch, and an answer to Jonas. For tests only. */
import { answerTo, callAtDoor, depsAt } from '../conformance/talk-kit.fixture.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import { fakeSecret, fakeToken, ids, type GraphFake } from './graph-fake.fixture.ts';
import { jonas, signatureOf } from './webhook.fixture.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

export const nowAt = 1_700_000_000_000;

export const accountAt = ({ url }: Pick<GraphFake, 'url'>, over: Partial<WhatsappAccount> = {}): WhatsappAccount => ({
  phoneNumberId: ids.phone,
  businessAccountId: ids.account,
  accessToken: fakeToken,
  appSecrets: [fakeSecret],
  verifyTokens: ['a-word-of-ours'],
  webhookUrl: null,
  apiRoot: url,
  ...over,
});

/** Rejects for a file that is not among these. */
export const depsWith = (files: ReadonlyMap<string, Uint8Array>): ChannelDeps => depsAt(nowAt, files);

export const toJonas = answerTo({ scheme: 'whatsapp', value: jonas.wa_id!, display: 'Jonas' });

export { storedFile as file } from '../conformance/talk-kit.fixture.ts';

/** As it comes to the door, signed with this secret; null: not signed. */
export function atDoor(body: object | string, secret: string | null = fakeSecret): RawInbound {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return callAtDoor(bytes, secret === null ? {} : { 'x-hub-signature-256': signatureOf(bytes, secret) });
}
