/**
 * Messages to one Facebook Page as a channel (Messenger Platform): events by webhook, answers by one call each, files fetched when they come. It marks
 * nothing as read and shows no typing; comments are another channel.
 */
import { createHmac } from 'node:crypto';
import type { ChannelAdapter, DoorAnswer, Handshake, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { health } from './check-health.ts';
import { connect, disconnect, identify } from './connect-account.ts';
import { accountTroubles, type FacebookAccount } from './facebook-account.ts';
import { facebookDescription } from './facebook-description.ts';
import { fetchFile } from './fetch-file.ts';
import { planMessage, type FacebookDelivery } from './plan-message.ts';
import { readEvents } from './read-events.ts';
import { sendMessage } from './send-message.ts';

const signatureShape = /^sha256=[0-9a-f]{64}$/;
/** A number, as far as Meta says; nothing that a browser could take for a page. */
const challengeShape = /^[A-Za-z0-9_-]{1,200}$/;

function isSigned({ headers, bytes }: RawInbound, secrets: readonly string[]): boolean {
  const given = headers['x-hub-signature-256'];
  if (typeof given !== 'string' || !signatureShape.test(given)) return false;
  return isOneOf(
    given,
    secrets.map((secret) => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`),
  );
}

/** Asked while Meta is told our address, and whenever that is changed. Whoever does not show our secret gets no answer of ours. */
function shakeHands({ method, query }: Handshake, { verifyTokens }: FacebookAccount): DoorAnswer | null {
  const challenge = query['hub.challenge'] ?? '';
  if (method !== 'GET' || query['hub.mode'] !== 'subscribe' || !challengeShape.test(challenge)) return null;
  if (!isOneOf(query['hub.verify_token'] ?? '', verifyTokens)) return null;
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: challenge };
}

export const facebook: ChannelAdapter<FacebookAccount, FacebookDelivery> = {
  description: facebookDescription,
  inbound: {
    async verify(raw, { appSecrets }) {
      if (!isSigned(raw, appSecrets)) return { ok: false, reason: 'the signature is missing or made with another app secret' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      return readEvents(raw, account, authentication);
    },
    handshake: shakeHands,
    fetchFile,
  },
  outbound: {
    plan: (message, _account, thread, nowAt) => planMessage(message, thread, nowAt),
    send: sendMessage,
    /** A conversation can be read only with a permission that nothing else here needs, and what it shows has no key of ours. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: { checkAccount: accountTroubles, health, identify, connect, disconnect },
};
