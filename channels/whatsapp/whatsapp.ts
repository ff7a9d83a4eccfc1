/**
 * WhatsApp's Cloud API as a channel: messages and receipts by webhook, signed; answers by one call each, within 24 hours of somebody's last
 * message; files fetched when they come. It knows one number. It shows no typing and marks nothing as read.
 */
import { createHmac } from 'node:crypto';
import type { ChannelAdapter, DoorAnswer, Handshake, RawInbound } from '../contract/channel-adapter.ts';
import { notAuthenticated } from '../contract/normalised-event.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { health, identify } from './ask-account.ts';
import { fetchFile } from './fetch-file.ts';
import { planMessage, type WhatsappDelivery } from './plan-message.ts';
import { readWebhook } from './read-webhook.ts';
import { sendMessage } from './send-message.ts';
import { fallSilent, listen } from './subscription.ts';
import { accountTroubles, type WhatsappAccount } from './whatsapp-account.ts';
import { whatsappDescription } from './whatsapp-description.ts';

export type { WhatsappAccount } from './whatsapp-account.ts';
export type { WhatsappDelivery } from './plan-message.ts';

function isSigned({ bytes, headers }: RawInbound, appSecrets: readonly string[]): boolean {
  const given = headers['x-hub-signature-256'];
  if (typeof given !== 'string') return false;
  return isOneOf(
    given,
    appSecrets.map((secret) => `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`),
  );
}

/** Asked when the address is set, and again whenever Meta likes. Only whoever shows our secret hears their word again. */
function answerAtDoor({ method, query }: Handshake, { verifyTokens }: WhatsappAccount): DoorAnswer | null {
  if (method !== 'GET' || query['hub.mode'] === undefined) return null;
  const { 'hub.mode': mode, 'hub.verify_token': token = '', 'hub.challenge': challenge = '' } = query;
  const isOurs = mode === 'subscribe' && isOneOf(token, verifyTokens);
  return { status: isOurs ? 200 : 403, contentType: 'text/plain; charset=utf-8', body: isOurs ? challenge : '' };
}

export const whatsapp: ChannelAdapter<WhatsappAccount, WhatsappDelivery> = {
  description: whatsappDescription,
  inbound: {
    async verify(raw, { appSecrets }) {
      if (!isSigned(raw, appSecrets)) return { ok: false, reason: 'the signature is missing, or not made with the secret of the app' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    parse: async (raw, account, { authentication }) => readWebhook(raw, account, authentication),
    handshake: answerAtDoor,
    fetchFile,
  },
  outbound: {
    plan: planMessage,
    send: sendMessage,
    /** What was sent cannot be asked for; statuses name it, where they come. */
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: {
    checkAccount: accountTroubles,
    health,
    identify,
    connect: listen,
    disconnect: fallSilent,
  },
};
