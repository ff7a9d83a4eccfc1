/**
 * What does a call of Meta say? One body holds any number of events of any number of people. What people say to our Page is understood, and which of our
 * messages were delivered; comments, other Pages and what nobody said are none of our business; everything else is kept as unknown, by name.
 */
import { z } from 'zod';
import { appMessage } from '../contract/app-message.ts';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import type { AuthenticationVerdict, MessageEvent, NormalisedEvent } from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { idShape, type FacebookAccount } from './facebook-account.ts';
import { facebookMessage, readMessage, type Said } from './read-message.ts';

const body = z.looseObject({ object: z.literal('page'), entry: z.array(z.unknown()) });
const entry = z.looseObject({ id: z.string(), messaging: z.array(z.unknown()).optional() });

const mid = facebookMessage.shape.mid;
const secondsEndBefore = 100_000_000_000;
/** In ms, and in seconds where one page of the documentation shows it so. */
const instant = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .transform((value) => (value < secondsEndBefore ? value * 1_000 : value));
const about = z.looseObject({
  /** Nobody we know: somebody whom Meta names by a reference alone. */
  sender: z
    .looseObject({ id: z.string().regex(idShape) })
    .optional()
    .catch(undefined),
  timestamp: instant.optional().catch(undefined),
});
const echo = z.looseObject({ message: z.looseObject({ is_echo: z.literal(true) }) });
const postback = z.looseObject({ mid: mid.optional(), title: z.string().nullish(), payload: z.string().nullish() });
const reaction = z.looseObject({
  mid,
  action: z.enum(['react', 'unreact']),
  emoji: z.string().nullish(),
  reaction: z.string().nullish(),
});
const delivery = z.looseObject({ mids: z.array(z.unknown()).optional() });
const edit = z.looseObject({ mid, num_edit: z.union([z.number(), z.string()]).optional().catch(undefined) });

/**
 * Nobody says anything by these. `read` among them: it names a time up to which all was read, and no message; whose they are, an adapter without a
 * memory cannot say.
 */
const silent: ReadonlySet<string> = new Set([
  'read',
  'optin',
  'referral',
  'account_linking',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
]);

/** Whatever else stands beside these, they are read. */
const spoken = ['message', 'message_edit', 'postback', 'reaction', 'delivery'] as const;

interface Here {
  readonly raw: RawInbound;
  readonly account: FacebookAccount;
  readonly authentication: AuthenticationVerdict;
}

export function readEvents(raw: RawInbound, account: FacebookAccount, authentication: AuthenticationVerdict): NormalisedEvent[] {
  const read = body.safeParse(jsonIn(raw.bytes));
  if (!read.success) return [unknown(raw, null, 'not a call about a Page')];
  const items = read.data.entry.flatMap((one) => itemsIn(one, account));
  return items.flatMap((item, part) => readItem({ raw, account, authentication, part }, item));
}

/** Undefined stands for an entry that we cannot read. What another app is busy with (`standby`) is its own, and so are comments (`changes`). */
function itemsIn(one: unknown, { pageId }: FacebookAccount): readonly unknown[] {
  const read = entry.safeParse(one);
  if (!read.success) return [undefined];
  const { id, messaging } = read.data;
  if (id !== pageId) return [];
  return messaging ?? ('standby' in read.data || 'changes' in read.data ? [] : [undefined]);
}

type At = Here & {
  /** Its place in the body. */
  readonly part: number;
};

interface From extends Here {
  readonly personId: string;
  readonly timestamp: number | null;
}

function readItem({ part, ...here }: At, item: unknown): NormalisedEvent[] {
  const keep = (hint: string, key: string | null = null): NormalisedEvent[] => [unknown(here.raw, key, hint, part)];
  const read = about.safeParse(item);
  if (!read.success) return keep('an event in a shape we do not know');
  const { sender, timestamp = null, ...kinds } = read.data;
  if (spoken.every((kind) => kinds[kind] === undefined) && Object.keys(kinds).some((kind) => silent.has(kind))) return [];
  if (kinds['delivery'] !== undefined) return delivered(here, kinds['delivery'], timestamp) ?? keep('a delivery in a shape we do not know');
  // Said by the Page itself, from here or elsewhere.
  if (echo.safeParse(item).success || sender?.id === here.account.pageId) return [];
  if (kinds['message_edit'] !== undefined) return edited(kinds['message_edit'], keep);
  if (sender === undefined) return keep('an event of somebody whom Meta does not name');
  const from: From = { ...here, personId: sender.id, timestamp };
  const said = saidIn(kinds, from);
  if (said === null) return keep(kindOf(kinds));
  return typeof said === 'string' ? keep(said) : [...said];
}

/** In words what is wrong with it; null where it is of a kind we do not know. */
function saidIn(kinds: Readonly<Record<string, unknown>>, from: From): readonly MessageEvent[] | string | null {
  if (kinds['message'] !== undefined) return fromMessage(kinds['message'], from);
  if (kinds['postback'] !== undefined) return fromButton(kinds['postback'], from);
  return kinds['reaction'] === undefined ? null : fromReaction(kinds['reaction'], from);
}

function fromMessage(given: unknown, from: From): readonly MessageEvent[] | string {
  const read = facebookMessage.safeParse(given);
  if (!read.success) return 'a message in a shape we do not know';
  const said = readMessage(read.data, from.account);
  if (said.text.trim() === '' && said.attachments.length === 0) return 'a message without words or files';
  const quoted = mid.safeParse(read.data.reply_to?.mid);
  return [messageEvent(from, said, { key: read.data.mid, ownId: read.data.mid, about: quoted.data })];
}

/** A button or a menu that was made elsewhere: what stood on it are their words. Its data is for the program that made it, and shown only where there are none. */
function fromButton(given: unknown, from: From): readonly MessageEvent[] | string {
  const read = postback.safeParse(given);
  if (!read.success) return 'a button in a shape we do not know';
  const { mid: ownId, title, payload } = read.data;
  const text = title ?? payload ?? '';
  if (text.trim() === '') return 'a button that says nothing to us';
  const key = ownId ?? `postback:${from.personId}:${from.timestamp ?? text}`;
  return [messageEvent(from, { text, attachments: [] }, { key, ownId: ownId ?? null, about: undefined })];
}

/** A reaction taken back says nothing any more. */
function fromReaction(given: unknown, from: From): readonly MessageEvent[] | string {
  const read = reaction.safeParse(given);
  if (!read.success) return 'a reaction in a shape we do not know';
  const { mid: about, action, emoji, reaction: name } = read.data;
  if (action === 'unreact') return [];
  const text = emoji || `[${name != null && /^[a-z_]{1,40}$/.test(name) ? name : 'reaction'}]`;
  const key = `reaction:${about}:${from.personId}:${from.timestamp ?? text}`;
  return [messageEvent(from, { text, attachments: [] }, { key, ownId: null, about })];
}

/** Whether the new words count is for people to say. */
function edited(given: unknown, keep: (hint: string, key?: string) => NormalisedEvent[]): NormalisedEvent[] {
  const read = edit.safeParse(given);
  return read.success
    ? keep('a message was edited', `facebook:edit:${read.data.mid}:${read.data.num_edit ?? ''}`)
    : keep('an edit in a shape we do not know');
}

/** One for each message that is named; of a time alone nothing can be said. */
function delivered({ raw }: Here, given: unknown, timestamp: number | null): NormalisedEvent[] | null {
  const read = delivery.safeParse(given);
  if (!read.success) return null;
  return (read.data.mids ?? []).flatMap((one): NormalisedEvent[] => {
    const named = mid.safeParse(one);
    if (!named.success) return [];
    return [
      {
        type: 'status',
        dedupeKey: `facebook:delivered:${named.data}`,
        providerAt: timestamp,
        receivedAt: raw.receivedAt,
        accountKey: raw.accountKey,
        threadKey: null,
        providerId: named.data,
        status: 'delivered',
        code: null,
      },
    ];
  });
}

function messageEvent(
  { raw, authentication, personId, timestamp }: From,
  { text, attachments }: Said,
  { key, ownId, about: quoted }: { readonly key: string; readonly ownId: string | null; readonly about: string | undefined },
): MessageEvent {
  return appMessage(raw, authentication, {
    dedupeKey: `facebook:${key}`,
    providerAt: timestamp,
    threadKey: personId,
    // What they are called, Meta says only when asked for each.
    sender: { scheme: 'facebook', value: personId, display: null, proof: 'verified' },
    locale: null,
    text,
    attachments,
    evidence: { messageIdsInOrder: quoted === undefined ? [] : [quoted], ownMessageId: ownId },
  });
}

function kindOf(kinds: Readonly<Record<string, unknown>>): string {
  const kind = Object.keys(kinds).find((name) => name !== 'recipient');
  return kind !== undefined && /^[a-z_]{1,40}$/.test(kind) ? kind : 'an event of a kind we do not know';
}

const unknown = (raw: RawInbound, key: string | null, hint: string, part = 0): NormalisedEvent =>
  unknownEvent(raw, { prefix: 'facebook', key, hint, part });
