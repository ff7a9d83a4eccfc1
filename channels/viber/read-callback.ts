/**
 * What does a call of Viber say? One call is one event: a message somebody wrote, or what became of one of ours. What nobody said is none of our business;
 * everything else is kept as unknown, by name.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import { boundedText } from '../contract/bounded-text.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import {
  type AuthenticationVerdict,
  type DeliveryStatus,
  type MessageEvent,
  type NormalisedEvent,
  type StatusEvent,
} from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { exactJson, messageToken } from './exact-json.ts';
import { userIdShape } from './plan-text.ts';
import { readMessage, viberMessage, type Said } from './read-message.ts';
import type { ViberAccount } from './viber-account.ts';

const callback = z.looseObject({
  event: z.string(),
  timestamp: z.int().nonnegative().nullable().catch(null),
  message_token: messageToken.nullable().catch(null),
  sender: z.unknown().optional(),
  message: z.unknown().optional(),
  desc: z.string().optional().catch(undefined),
});
type Callback = z.output<typeof callback>;
const person = z.looseObject({
  id: z.string().regex(userIdShape),
  name: z.string().nullish().catch(null),
  language: z.string().nullish().catch(null),
});
type Person = z.output<typeof person>;

/**
 * Nobody says anything by these. `unsubscribed` among them: they want no messages of the bot, Viber keeps to it by itself and refuses ours by name (status 6);
 * a line of it in a conversation would open a case that nobody wrote. `webhook` is Viber trying our address.
 */
const silent: ReadonlySet<string> = new Set(['webhook', 'subscribed', 'unsubscribed', 'conversation_started']);

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ['delivered', 'delivered'],
  ['seen', 'read'],
  ['failed', 'failed'],
]);

/** Null: nothing that concerns us. */
export function readCallback(raw: RawInbound, account: ViberAccount, authentication: AuthenticationVerdict): NormalisedEvent | null {
  const read = callback.safeParse(exactJson(raw.bytes));
  if (!read.success) return unknown(raw, null, 'not a call of Viber');
  const { event, message_token: token } = read.data;
  if (silent.has(event)) return null;
  const isNamed = /^[a-z_]{1,40}$/.test(event);
  const status = statuses.get(event);
  if (status !== undefined && token !== null) return statusEvent(raw, { token, status, said: read.data });
  if (event !== 'message') {
    const key = token === null || !isNamed ? null : `viber:${token}:${event}`;
    return unknown(raw, key, isNamed ? event : 'an event of a kind we do not know');
  }
  if (token === null) return unknown(raw, null, 'a message in a shape we do not know');
  const keep = (hint: string): NormalisedEvent => unknown(raw, `viber:${token}`, hint);
  const from = person.safeParse(read.data.sender);
  const message = viberMessage.safeParse(read.data.message);
  if (!from.success || !message.success) return keep('a message in a shape we do not know');
  const said = readMessage(message.data, { account, receivedAt: raw.receivedAt });
  if (said === null) return keep('a message of a kind we do not know');
  if (said.text === '' && said.attachments.length === 0) return keep('a message without words or files');
  return messageEvent(raw, { token, said, from: from.data, at: read.data.timestamp, authentication });
}

/** Each of their devices says “delivered”: that is one event. */
function statusEvent(
  raw: RawInbound,
  { token, status, said }: { readonly token: string; readonly status: DeliveryStatus; readonly said: Callback },
): StatusEvent {
  const event: StatusEvent = {
    type: 'status',
    dedupeKey: `viber:${token}:${said.event}`,
    providerAt: said.timestamp,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: null,
    providerId: token,
    status,
    code: null,
  };
  if (status !== 'failed') return event;
  // In words alone, and what they mean for the next message they do not say.
  const detail = boundedText(oneLine(said.desc ?? ''), limits.reportDiagnosticChars);
  return { ...event, code: 'failed', class: null, detail: detail === '' ? null : detail };
}

function messageEvent(
  raw: RawInbound,
  {
    token,
    said: { text, attachments },
    from,
    at,
    authentication,
  }: {
    readonly token: string;
    readonly said: Said;
    readonly from: Person;
    readonly at: number | null;
    readonly authentication: AuthenticationVerdict;
  },
): MessageEvent {
  return appMessage(raw, authentication, {
    dedupeKey: `viber:${token}`,
    providerAt: at,
    threadKey: from.id,
    sender: { scheme: 'viber', value: from.id, display: displayOf(from.name), proof: 'verified' },
    locale: localeOf(from.language),
    text,
    attachments,
    evidence: { messageIdsInOrder: [], ownMessageId: token },
  });
}

/** What Viber puts in the place of a name that it does not tell. */
const nobodysName = 'Subscriber';

function displayOf(name: string | null | undefined): string | null {
  const display = boundedText(oneLine(name ?? ''), limits.displayNameChars);
  return display === '' || display === nobodysName ? null : display;
}

/** As their device says it; anything else is none. */
function localeOf(language: string | null | undefined): string | null {
  const code = (language ?? '').replaceAll('_', '-');
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/.test(code) ? code : null;
}

const unknown = (raw: RawInbound, key: string | null, hint: string): NormalisedEvent => unknownEvent(raw, { prefix: 'viber', key, hint });
