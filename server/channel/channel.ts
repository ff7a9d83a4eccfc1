/**
 * What does the server know of one channel? The front door of the step: its settings with secrets opened, the sentence a customer reads
 * above the field at this moment. Nothing here leaves the server with a secret in it.
 */
import { nextCloseAt, nextOpenAt, isOpenAt } from '@meanwhile/core/calendar/business-time.ts';
import { isZone } from '@meanwhile/core/calendar/check-calendar.ts';
import { checkPolicy, sayEntry, tell } from '@meanwhile/core/commitment/policy.ts';
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { withIncidents } from '@meanwhile/core/incident/words-of.ts';
import { dayMs, minuteMs } from '@meanwhile/core/kernel/instant.ts';
import type { ChannelType } from '../channel-registry.ts';
import { compiledTime, entryTime, sayAck, toldTime, type ChannelTime } from '../commitment/commitment.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Keys } from '../platform/keys.ts';
import { findChannel } from './channel.store.ts';
import { openSecrets } from './secrets.ts';

export { overrideForTimes } from './override.ts';
export { openSecrets, sealSecrets } from './secrets.ts';

export interface LoadedChannel {
  readonly id: string;
  readonly type: ChannelType;
  readonly name: string;
  readonly state: 'open' | 'closed';
  readonly policyId: string | null;
  readonly mayBeLive: boolean;
  readonly settings: Record<string, unknown>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Undefined where this workspace has no such channel (any more). */
export async function loadChannel(keys: Keys, tx: Transaction, workspaceId: string, channelId: string): Promise<LoadedChannel | undefined> {
  const row = await findChannel(tx, workspaceId, channelId);
  if (row === undefined) return undefined;
  const { id, type, name, state, policy_id, may_be_live, settings } = row;
  return { id, type, name, state, policyId: policy_id, mayBeLive: may_be_live, settings, secrets: openSecrets(keys, row) };
}

export interface EntryReader {
  readonly nowAt: number;
  readonly locale: string;
  readonly contactKnown: boolean;
  readonly notices: { readonly email: boolean; readonly sms: boolean };
  /** IANA name as the reader's device says it; anything else is ignored. */
  readonly readerZone: string | null;
}

export interface Entry {
  readonly key: string;
  readonly words: string;
  /** The time as it stands in the words. */
  readonly by: string;
  /** “Reply by …” in the reader's language. */
  readonly besideSend: string;
  readonly dueAt: number;
  /** The sentence is true until then: the next full minute, or an opening or closing before it. */
  readonly freshUntil: number;
}

/** What a customer reads above the field at this moment; null while the channel is closed for good or has no usable reply time. */
export function entryOf(time: ChannelTime, reader: EntryReader): Entry | null {
  return time.state === 'open' ? previewEntry(time, reader) : null;
}

/** The same for a channel that is not open yet. */
export function previewEntry(channelTime: ChannelTime, { nowAt, locale, contactKnown, notices, readerZone }: EntryReader): Entry | null {
  const time = entryTime(channelTime, locale, nowAt);
  const { policy, calendar, lineUnderMessage } = time;
  const compiled = compiledTime(time, nowAt);
  // Only channels where the time told stands at the message have a field of ours to stand above.
  if (!lineUnderMessage || policy === null || calendar === null || compiled === null || checkPolicy(policy, compiled, nowAt) !== null)
    return null;
  const zone = readerZone !== null && isZone(readerZone) ? readerZone : undefined;
  const standingAt = tell(policy, compiled, nowAt).dueAt;
  const { dueAt } = toldTime(time, { standingAt, nowAt, compiled, readerZone: zone ?? null });
  const isOftenSooner = time.estimate?.isOftenSooner;
  const told = sayEntry({ policy, compiled, calendar, nowAt, locale, contactKnown, notices, readerZone: zone, dueAt, isOftenSooner });
  const nextMinuteAt = (Math.floor(nowAt / minuteMs) + 1) * minuteMs;
  const changeAt = isOpenAt(compiled, nowAt) ? nextCloseAt(compiled, nowAt) : nextOpenAt(compiled, nowAt);
  return {
    key: told.key,
    words: withIncidents(
      told.words,
      time.incidents.map((one) => one.entry),
      { locale, workspaceLocale: time.locale },
    ),
    by: told.by,
    besideSend: say('entry.by', locale, { by: told.by }),
    dueAt: told.dueAt,
    freshUntil: changeAt !== null && changeAt > nowAt ? Math.min(nextMinuteAt, changeAt) : nextMinuteAt,
  };
}

/**
 * The confirmation of a message that came in now, on a channel whose time is told by a message of its own. What only a real one has, its
 * link and its number, stands as “…”.
 */
export function previewConfirmation(channelTime: ChannelTime, reader: Pick<EntryReader, 'nowAt' | 'locale'>): Entry | null {
  return channelTime.lineUnderMessage ? null : previewAck(channelTime, reader);
}

/** What is told of a message that came in now, wherever it stands: under it, or in a message of its own. */
export function previewAck(channelTime: ChannelTime, { nowAt, locale }: Pick<EntryReader, 'nowAt' | 'locale'>): Entry | null {
  const time = entryTime(channelTime, locale, nowAt);
  const { policy, calendar } = time;
  const compiled = compiledTime(time, nowAt);
  if (policy === null || calendar === null || compiled === null || checkPolicy(policy, compiled, nowAt) !== null) return null;
  const { dueAt } = toldTime(time, { standingAt: tell(policy, compiled, nowAt).dueAt, nowAt, compiled, readerZone: null });
  const saying = { receivedAt: nowAt, dueAt, zone: calendar.zone, locale };
  const told = sayAck(time, saying, { link: () => '[…]', ref: '[…]' });
  const acks = time.incidents.map((one) => one.ack);
  const words = withIncidents(told.words, acks, { locale, workspaceLocale: time.locale });
  return { key: told.key, words, by: told.by, besideSend: '', dueAt, freshUntil: (Math.floor(nowAt / minuteMs) + 1) * minuteMs };
}

/** A shift never lasts longer. */
export const longestShiftMs = dayMs;
