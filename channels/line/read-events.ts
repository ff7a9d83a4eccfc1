/**
 * What does a call of LINE say? One body holds any number of events of any number of people. What people say to our bot is understood; groups, what is
 * meant for another bot, and what nobody said are none of our business; everything else is kept as unknown, by name.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import type { AuthenticationVerdict, MessageEvent, NormalisedEvent } from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { messageIdShape } from './fetch-file.ts';
import type { LineAccount } from './line-account.ts';
import { userIdShape } from './plan-push.ts';
import { lineMessage, readMessage, type Said } from './read-message.ts';

const body = z.looseObject({ destination: z.string(), events: z.array(z.unknown()) });
/** Enough to see that an event is none of our business, whatever else it holds. */
const about = z.looseObject({
  type: z.string().optional().catch(undefined),
  mode: z.string().optional().catch(undefined),
  source: z.looseObject({ type: z.string() }).optional().catch(undefined),
});
/** The number alone: all that a broken event may still have. */
const numbered = z.looseObject({ webhookEventId: z.string().min(1).max(limits.providerIdChars) });
const event = z.looseObject({
  type: z.string(),
  timestamp: z.int().nonnegative(),
  webhookEventId: numbered.shape.webhookEventId,
  source: z.looseObject({ userId: z.string().regex(userIdShape) }).optional(),
  message: z.unknown().optional(),
  postback: z.unknown().optional(),
});
const postback = z.looseObject({
  displayText: z.string().optional(),
  params: z
    .looseObject({
      datetime: z.string().optional(),
      date: z.string().optional(),
      time: z.string().optional(),
      /** Of a button that only shows another menu. */
      status: z.string().optional(),
    })
    .optional(),
});

/**
 * Nobody says anything by these. `unfollow` among them: they have blocked the account, and LINE keeps to it by itself, takes what we push and shows it to
 * nobody; a line of it in a conversation would open a case that nobody wrote.
 */
const silent: ReadonlySet<string> = new Set([
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
  'module',
  'activated',
  'deactivated',
  'botSuspended',
  'botResumed',
  'delivery',
]);

/** Empty: nothing that concerns us, or LINE asking whether we are there. */
export function readEvents(raw: RawInbound, { botUserId }: LineAccount, authentication: AuthenticationVerdict): NormalisedEvent[] {
  const read = body.safeParse(jsonIn(raw.bytes));
  if (!read.success) return [unknown(raw, null, 'not a call of LINE')];
  const { destination, events } = read.data;
  if (botUserId !== '' && destination !== botUserId) return [];
  return events.flatMap((one, part) => readEvent({ raw, part, authentication }, one));
}

interface Where {
  readonly raw: RawInbound;
  /** Its place in the body. */
  readonly part: number;
  readonly authentication: AuthenticationVerdict;
}

function readEvent({ raw, part, authentication }: Where, one: unknown): NormalisedEvent[] {
  if (isNoMatterOfOurs(one)) return [];
  const number = numbered.safeParse(one);
  const key = number.success ? `line:${number.data.webhookEventId}` : null;
  const keep = (hint: string): NormalisedEvent[] => [unknown(raw, key, hint, part)];
  const read = event.safeParse(one);
  if (!read.success || key === null) return keep('an event in a shape we do not know');
  const { type, source, timestamp } = read.data;
  const from = { raw, key, authentication, timestamp, userId: source?.userId ?? null };
  if (type === 'postback') return fromButton(read.data.postback, from, keep);
  // They took a message back. Whether it goes is for people to say.
  if (type === 'unsend') return keep('a message was taken back');
  if (type !== 'message') return keep(/^[A-Za-z]{1,40}$/.test(type) ? type : 'an event of a kind we do not know');
  const message = lineMessage.safeParse(read.data.message);
  if (!message.success || !isOfSomebody(from)) return keep('a message in a shape we do not know');
  const said = readMessage(message.data);
  if (said === null) return keep('a message of a kind we do not know');
  if (said.text === '' && said.attachments.length === 0) return keep('a message without words or files');
  return [messageEvent(from, { ...said, id: message.data.id, quotes: message.data.quotedMessageId })];
}

/** Said by nobody; in a group or a room, to which anybody can invite a bot; or in a chat that another program is busy with. */
function isNoMatterOfOurs(one: unknown): boolean {
  const read = about.safeParse(one);
  if (!read.success) return false;
  const { type, mode, source } = read.data;
  return (type !== undefined && silent.has(type)) || mode === 'standby' || (source !== undefined && source.type !== 'user');
}

interface From {
  readonly raw: RawInbound;
  readonly key: string;
  readonly authentication: AuthenticationVerdict;
  readonly timestamp: number;
  readonly userId: string | null;
}
type FromSomebody = From & { readonly userId: string };
const isOfSomebody = (from: From): from is FromSomebody => from.userId !== null;

/** A button of a menu that was made elsewhere: what it makes them say, or the day they picked. Its data is for the program that made it. */
function fromButton(pressed: unknown, from: From, keep: (hint: string) => NormalisedEvent[]): NormalisedEvent[] {
  const read = postback.safeParse(pressed);
  if (!read.success || !isOfSomebody(from)) return keep('a button in a shape we do not know');
  const { displayText, params } = read.data;
  const text = displayText ?? params?.datetime ?? params?.date ?? params?.time ?? '';
  if (text !== '') return [messageEvent(from, { text, attachments: [], id: null, quotes: undefined })];
  return params?.status === undefined ? keep('a button that says nothing to us') : [];
}

function messageEvent(
  { raw, key, authentication, timestamp, userId }: FromSomebody,
  { text, attachments, id, quotes }: Said & { readonly id: string | null; readonly quotes: string | undefined },
): MessageEvent {
  return appMessage(raw, authentication, {
    dedupeKey: key,
    providerAt: timestamp,
    threadKey: userId,
    // What they call themselves, LINE says only when asked for each.
    sender: { scheme: 'line', value: userId, display: null, proof: 'verified' },
    locale: null,
    text,
    attachments,
    evidence: {
      messageIdsInOrder: quotes !== undefined && messageIdShape.test(quotes) ? [quotes] : [],
      ownMessageId: id !== null && messageIdShape.test(id) ? id : null,
    },
  });
}

const unknown = (raw: RawInbound, key: string | null, hint: string, part = 0): NormalisedEvent =>
  unknownEvent(raw, { prefix: 'line', key, hint, part });
