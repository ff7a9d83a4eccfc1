/** What does the messenger's page say of its channel: brand, colours, whom to call first, and the sentence that tells when an answer comes? */
import { directionOf } from '@meanwhile/core/commitment/words/language.ts';
import { withIncidents } from '@meanwhile/core/incident/words-of.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { EntryWords, MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { sql } from 'kysely';
import { entryOf, previewEntry } from '../channel/channel.ts';
import { logoOf } from '../case/case.ts';
import { channelTimes } from '../commitment/commitment.ts';
import { liveEntry } from '../live/live.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { HttpContext } from '../platform/http/route.ts';
import { readableAccent } from './accent.ts';
import { canMail, urgentFor } from './page-facts.ts';
import type { OpenedChannel } from './visitor.ts';

interface Reading {
  readonly locale: string | undefined;
  readonly zone: string | undefined;
  readonly contactKnown: boolean;
  /** Of somebody whose page follows from one minute to the next whether anybody is there; left out, it is told that we reply later. */
  readonly conversationIds?: readonly string[];
  /** What would be read at this instant if the channel were open. */
  readonly asIfOpenAt?: number;
}

export async function settingsOf(
  context: Pick<HttpContext, 'platform'>,
  tx: Transaction,
  opened: OpenedChannel,
  reading: Reading,
): Promise<MessengerSettings> {
  const { channel, workspaceId } = opened;
  const row = await tx.row(
    sql<{ brand: string; locale: string }>`select brand, locale from tenant.workspace where workspace_id = ${workspaceId}`,
  );
  const locale = reading.locale ?? row!.locale;
  return {
    channelId: channel.id,
    brand: oneLine(row!.brand),
    logo: await logoOf(context.platform, tx, workspaceId),
    locale,
    direction: directionOf(locale),
    ...readableAccent(channel.settings['accent']),
    state: reading.asIfOpenAt === undefined ? channel.state : 'open',
    entry: await entryNow(context, tx, opened, { ...reading, locale }),
    maxAttachmentBytes: limits.attachmentBytes,
    identityRequired: channel.settings['identityRequired'] === true,
    urgent: await urgentFor(tx, workspaceId, locale),
    canNotify: await canMail(context.platform, tx, workspaceId),
  };
}

export async function entryNow(
  context: Pick<HttpContext, 'platform'>,
  tx: Transaction,
  opened: OpenedChannel,
  reading: Reading,
): Promise<EntryWords | null> {
  const { platform } = context;
  const nowAt = reading.asIfOpenAt ?? platform.clock.nowAt();
  const time = (await channelTimes(tx, opened.workspaceId, [opened.channel.id], nowAt)).get(opened.channel.id);
  if (time === undefined) return null;
  const email = await canMail(context.platform, tx, opened.workspaceId);
  const entry = (reading.asIfOpenAt === undefined ? entryOf : previewEntry)(time, {
    nowAt,
    locale: reading.locale ?? time.locale,
    contactKnown: reading.contactKnown,
    notices: { email, sms: false },
    readerZone: reading.zone ?? null,
  });
  if (entry === null) return null;
  const later = { words: entry.words, besideSend: entry.besideSend, dueAt: iso(entry.dueAt), freshUntil: iso(entry.freshUntil) };
  const { conversationIds } = reading;
  if (!opened.channel.mayBeLive || conversationIds === undefined || reading.asIfOpenAt !== undefined) return later;
  const locale = reading.locale ?? time.locale;
  const here = { platform, tx, workspaceId: opened.workspaceId, at: nowAt };
  const live = await liveEntry(here, { channelId: opened.channel.id, conversationIds, locale, by: entry.by });
  if (live === null) return later;
  const incidents = time.incidents.map((one) => one.entry);
  const words = withIncidents(live.words, incidents, { locale, workspaceLocale: time.locale });
  const shown = { ...later, words, freshUntil: iso(live.freshUntil) };
  return live.isLive ? { ...shown, besideSend: '', later } : shown;
}
