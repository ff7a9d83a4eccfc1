/**
 * The smallest honest adapter: an invented provider, Pigeon Post, with signed batches, receipts, short messages and a rate limit.
 * It exists so that the suite has something to pass and the adapters in `broken/` something to differ from by one fault each.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { notAuthenticated, notAutomatic } from '../contract/normalised-event.ts';
import { splitText } from '../contract/split-text.ts';
import type { ChannelAdapter, RawInbound } from '../contract/channel-adapter.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';
import type { NormalisedEvent } from '../contract/normalised-event.ts';
import type { Outcome } from '../contract/outcome.ts';

export interface PigeonAccount {
  readonly baseUrl: string;
  readonly secrets: readonly string[];
}

export interface PigeonDelivery {
  readonly to: string;
  readonly text: string;
}

export const pigeonDescription: ChannelDescription = {
  id: 'pigeon',
  kind: 'private',
  title: 'Pigeon Post',
  icon: 'send',
  inbound: 'webhook',
  accountFields: [
    { name: 'secret', label: { en: 'Signing secret', de: 'Geheimnis der Unterschrift' }, hint: null, secret: true, required: true },
  ],
  account: { kind: { en: 'Pigeon loft', de: 'Taubenschlag' }, steps: [{ en: 'Open the window.', de: 'Öffnen Sie das Fenster.' }] },
  capabilities: {
    text: { max: 40, unit: 'utf16', formatting: 'none' },
    attachments: { maxBytes: 0, maxCount: 0, types: [], by: 'none' },
    subject: false,
    quote: false,
    receipts: { sent: true, delivered: true, read: true },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'yes',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  rates: [{ scope: 'account', count: 10, perMs: 1_000 }],
  ackDeadlineMs: 3_000,
  retryPromise: 'Pigeons come back until they are fed.',
};

/** The signature Pigeon Post puts on a body. */
export function pigeonSignature(bytes: Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(bytes).digest('hex');
}

function isSigned(raw: RawInbound, secrets: readonly string[]): boolean {
  const given = raw.headers['x-pigeon-signature'];
  if (typeof given !== 'string') return false;
  return secrets.some((secret) => {
    const expected = Buffer.from(pigeonSignature(raw.bytes, secret));
    const claimed = Buffer.from(given);
    return expected.length === claimed.length && timingSafeEqual(expected, claimed);
  });
}

function eventOf(item: unknown, index: number, raw: RawInbound): NormalisedEvent {
  const fields = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
  const { id, from, text, status, message } = fields;
  const base = {
    providerAt: null,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: typeof from === 'string' ? from : null,
  };
  const dedupeKey = typeof id === 'string' && id !== '' ? `pigeon:${id}` : `pigeon:${pigeonSignature(raw.bytes, 'digest')}:${index}`;
  if (
    typeof id === 'string' &&
    typeof message === 'string' &&
    (status === 'sent' || status === 'delivered' || status === 'read' || status === 'failed')
  )
    return { ...base, dedupeKey, type: 'status', providerId: message, status, code: null };
  if (typeof id !== 'string' || typeof from !== 'string' || typeof text !== 'string')
    return { ...base, dedupeKey, type: 'unknown', hint: 'not a pigeon’s message' };
  return {
    ...base,
    dedupeKey,
    type: 'message',
    sender: { scheme: 'pigeon', value: from, display: null, proof: 'verified' },
    text,
    html: null,
    subject: null,
    attachments: [],
    storedAttachmentIds: [],
    replyTo: null,
    audience: { to: [], cc: [] },
    automation: notAutomatic,
    deliveryReport: null,
    authentication: { ...notAuthenticated, provider: 'pass' },
    evidence: { tokens: [], messageIdsInOrder: [], ownMessageId: id },
    joinKey: null,
    truncated: false,
    tooComplex: null,
  };
}

function itemsOf(bytes: Uint8Array): readonly unknown[] {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(body) ? body : [body];
  } catch (notJson) {
    if (notJson instanceof SyntaxError) return [null];
    throw notJson;
  }
}

async function outcomeOf(response: Response): Promise<Outcome> {
  if (response.ok) return { outcome: 'accepted', providerId: response.headers.get('x-pigeon-id') ?? '' };
  const code = String(response.status);
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { outcome: 'retry', code, retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : null };
  }
  if (response.status >= 500) return { outcome: 'retry', code, retryAfterMs: null };
  const classes = { 401: 'authBroken', 403: 'windowClosed', 404: 'permanentRecipient' } as const;
  return { outcome: 'rejected', class: classes[response.status as keyof typeof classes] ?? 'permanentContent', code };
}

export const pigeon: ChannelAdapter<PigeonAccount, PigeonDelivery> = {
  description: pigeonDescription,
  inbound: {
    async verify(raw, account) {
      if (!isSigned(raw, account.secrets)) return { ok: false, reason: 'wrong signature' };
      return { ok: true, authentication: { ...notAuthenticated, provider: 'pass' }, sender: null };
    },
    async parse(raw) {
      return itemsOf(raw.bytes).map((item, index) => eventOf(item, index, raw));
    },
  },
  outbound: {
    plan(message) {
      const texts = splitText(message.text, pigeonDescription.capabilities.text.max, pigeonDescription.capabilities.text.unit);
      if (texts === null) return { blocked: 'tooLong', detail: 'one sign is longer than a message', alternatives: [] };
      return {
        parts: texts.map((text, index) => ({ partKey: `${message.messageId}:${index}`, index, payload: { to: message.to.value, text } })),
      };
    },
    async send(part, account, deps) {
      let response: Response;
      try {
        response = await deps.fetch(`${account.baseUrl}/messages`, { method: 'POST', body: JSON.stringify(part.payload) });
      } catch (lost) {
        return { outcome: 'unknown', code: lost instanceof Error ? lost.name : 'lost' };
      }
      return outcomeOf(response);
    },
    async reconcile() {
      return { found: 'cannotTell' };
    },
  },
  lifecycle: {
    checkAccount: (account) => (account.secrets.length === 0 ? ['there is no signing secret'] : []),
    async health(account) {
      const problems = pigeon.lifecycle.checkAccount(account);
      return { ok: problems.length === 0, problems };
    },
  },
};
