/**
 * A Viber bot as a channel: messages and what became of ours come to one door, answers go by one call each, files are fetched when they come and cannot be
 * sent. It marks nothing as read, shows no typing and sends no welcome.
 */
import { createHmac } from 'node:crypto';
import type { ChannelAdapter, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { connect, disconnect, health, identify } from './connect-account.ts';
import { fetchMedia } from './fetch-media.ts';
import { planText, type ViberDelivery } from './plan-text.ts';
import { readCallback } from './read-callback.ts';
import { sendText } from './send-text.ts';
import { accountTroubles, type ViberAccount } from './viber-account.ts';
import { viberDescription } from './viber-description.ts';

/** As it is written by Viber; another way to write the same bytes is none of Viber’s. */
const signatureShape = /^[0-9a-f]{64}$/;

function isSigned({ headers, bytes }: RawInbound, tokens: readonly string[]): boolean {
  const given = headers['x-viber-content-signature'];
  if (typeof given !== 'string' || !signatureShape.test(given)) return false;
  return isOneOf(
    given,
    tokens.map((token) => createHmac('sha256', token).update(bytes).digest('hex')),
  );
}

export const viber: ChannelAdapter<ViberAccount, ViberDelivery> = {
  description: viberDescription,
  inbound: {
    async verify(raw, { authTokens }) {
      if (!isSigned(raw, authTokens)) return { ok: false, reason: 'the signature is missing or made with another authentication token' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw, account, { authentication }) {
      const event = readCallback(raw, account, authentication);
      return event === null ? [] : [event];
    },
    // Nothing: what stands in the answer to “conversation_started” is taken for a message to whoever opened the chat.
    stored: { status: 200, contentType: 'text/plain; charset=utf-8', body: '' },
    fetchFile: fetchMedia,
  },
  outbound: {
    plan: (message, _account, thread) => planText(message, thread),
    send: sendText,
    /** Viber tells nobody what a bot has sent. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: { checkAccount: accountTroubles, health, identify, connect, disconnect },
};
