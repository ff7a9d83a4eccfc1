/**
 * LINE’s Messaging API as a channel: events by webhook, answers pushed one text at a time, files fetched when they come. It knows people who write to one
 * Official Account; it marks nothing as read, shows no typing, and there are no receipts.
 */
import { createHmac } from 'node:crypto';
import type { ChannelAdapter, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { connect, health, identify } from './connect-account.ts';
import { fetchFile } from './fetch-file.ts';
import { accountTroubles, type LineAccount } from './line-account.ts';
import { lineDescription } from './line-description.ts';
import { planPush, type LineDelivery } from './plan-push.ts';
import { pushMessage } from './push-message.ts';
import { readEvents } from './read-events.ts';

/** As it is written by LINE; another way to write the same bytes is none of LINE’s. */
const signatureShape = /^[A-Za-z0-9+/]{43}=$/;

function isSigned({ headers, bytes }: RawInbound, secrets: readonly string[]): boolean {
  const given = headers['x-line-signature'];
  if (typeof given !== 'string' || !signatureShape.test(given)) return false;
  return isOneOf(
    given,
    secrets.map((secret) => createHmac('sha256', secret).update(bytes).digest('base64')),
  );
}

export const line: ChannelAdapter<LineAccount, LineDelivery> = {
  description: lineDescription,
  inbound: {
    async verify(raw, { channelSecrets }) {
      if (!isSigned(raw, channelSecrets)) return { ok: false, reason: 'the signature is missing or made with another channel secret' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      return readEvents(raw, account, authentication);
    },
    fetchFile,
  },
  outbound: {
    plan: (message, _account, thread) => planPush(message, thread),
    send: pushMessage,
    /** LINE tells nobody what a bot has sent; pushing again under the same key would tell, and is sending. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: {
    checkAccount: accountTroubles,
    health,
    identify,
    connect,
    // There is no way to make LINE call nobody: an address can be set, not taken away.
  },
};
