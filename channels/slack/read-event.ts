/**
 * What does a call of the Events API say? One call is one event. What people write to the app in their conversation with it is understood; what is said in
 * channels is public and none of our business, nor is what bots say, we among them. Everything else is kept as unknown, by name.
 */
import { z } from 'zod';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { jsonIn } from '../contract/json-in.ts';
import type { AuthenticationVerdict, NormalisedEvent } from '../contract/normalised-event.ts';
import { unknownEvent } from '../contract/unknown-event.ts';
import { idShape } from './message-key.ts';
import { readMessage } from './read-message.ts';
import type { SlackAccount } from './slack-account.ts';

const name = z.string().regex(/^[a-z][a-z0-9_.]{0,60}$/);
const team = z.string().regex(idShape);
const call = z.looseObject({ type: name });
const callback = z.looseObject({
  event_id: z.string().regex(/^\w{1,100}$/),
  team_id: team.nullish(),
  context_team_id: team.nullish(),
  authorizations: z.array(z.looseObject({ team_id: team.nullish() })).nullish(),
  event: z.looseObject({ type: name, channel_type: z.string().nullish(), channel: z.unknown().optional(), subtype: name.nullish() }),
});
const limited = z.looseObject({ minute_rate_limited: z.int() });
const author = z.looseObject({
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  subtype: z.string().nullish(),
});
const change = z.looseObject({ message: author.optional(), previous_message: author.optional() });

type Event = z.output<typeof callback>['event'];

/** Null: nothing that concerns us. Needs no secret: it is read again when it is processed. */
export function readEvent(raw: RawInbound, account: SlackAccount, authentication: AuthenticationVerdict): NormalisedEvent | null {
  const body = jsonIn(raw.bytes);
  const read = call.safeParse(body);
  if (!read.success) return unknown(raw, null, 'not a call of the Events API');
  // Answered at the door.
  if (read.data.type === 'url_verification') return null;
  if (read.data.type === 'app_rate_limited') return rateLimited(raw, body, account);
  if (read.data.type !== 'event_callback') return unknown(raw, null, read.data.type);
  const told = callback.safeParse(body);
  if (!told.success) return unknown(raw, null, 'an event in a shape we do not know');
  const key = `slack:${account.teamId}:${told.data.event_id}`;
  if (!isOurWorkspace(told.data, account.teamId)) return unknown(raw, key, 'an event of another workspace');
  return readTold(raw, { event: told.data.event, key, account, authentication });
}

interface Told {
  readonly event: Event;
  readonly key: string;
  readonly account: SlackAccount;
  readonly authentication: AuthenticationVerdict;
}

function readTold(raw: RawInbound, told: Told): NormalisedEvent | null {
  const { event, key, account } = told;
  if (ignored.has(event.type)) return null;
  if (event.type !== 'message') return unknown(raw, key, event.type);
  if (!isDirect(event)) return null;
  const subtype = event.subtype ?? '';
  if (subtype === 'message_changed' || subtype === 'message_deleted') return readChange(raw, told, subtype);
  if (silent.has(subtype) || isBot(author.safeParse(event).data, account)) return null;
  if (!spoken.has(subtype)) return unknown(raw, key, `a message of the kind ${subtype}`);
  return readMessage(raw, event, told) ?? unknown(raw, key, 'a message in a shape we do not know');
}

/** The app was mentioned in a channel, where everybody reads the answer; somebody looked at it. */
const ignored: ReadonlySet<string> = new Set(['app_mention', 'app_home_opened']);
/** What a person says. */
const spoken: ReadonlySet<string> = new Set(['', 'file_share', 'me_message', 'thread_broadcast']);
/** What Slack or a bot says in between. */
const silent: ReadonlySet<string> = new Set([
  'bot_message',
  'message_replied',
  'assistant_app_thread',
  'slackbot_response',
  'joiner_notification',
]);

/** That it is our app the signature says. An event in a shared channel names the workspace where it happened, and beside it the one in which we see it. */
function isOurWorkspace({ team_id, context_team_id, authorizations }: z.output<typeof callback>, teamId: string): boolean {
  return [team_id, context_team_id, ...(authorizations ?? []).map((one) => one.team_id)].includes(teamId);
}

/** Some kinds of message do not say in what they stand; then the conversation's id does. */
function isDirect({ channel_type: kind, channel }: Event): boolean {
  if (kind === undefined || kind === null) return typeof channel === 'string' && channel.startsWith('D');
  return kind === 'im' || kind === 'app_home';
}

function isBot(by: z.output<typeof author> | undefined, { botUserId }: SlackAccount): boolean {
  return by !== undefined && ((by.bot_id ?? '') !== '' || by.user === botUserId || by.user === 'USLACKBOT');
}

/** Slack tells of a change, too, when it adds the picture of a link or counts replies: then the words are the same. */
function readChange(raw: RawInbound, { event, key, account }: Told, subtype: string): NormalisedEvent | null {
  const { message, previous_message: before } = change.safeParse(event).data ?? {};
  if (isBot(message ?? before, account) || silent.has((message ?? before)?.subtype ?? '')) return null;
  if (subtype === 'message_deleted' || message?.subtype === 'tombstone') return unknown(raw, key, 'somebody deleted a message');
  if (message !== undefined && before !== undefined && message.text === before.text) return null;
  return unknown(raw, key, 'somebody changed a message');
}

function rateLimited(raw: RawInbound, body: unknown, { teamId }: SlackAccount): NormalisedEvent {
  const minute = limited.safeParse(body).data?.minute_rate_limited;
  const key = minute === undefined ? null : `slack:${teamId}:limited:${minute}`;
  return unknown(raw, key, 'Slack holds events back: there were more than it delivers in an hour');
}

const unknown = (raw: RawInbound, key: string | null, hint: string): NormalisedEvent => unknownEvent(raw, { prefix: 'slack', key, hint });
