/** What does the messenger's page know of its workspace beside the channel? Whether an answer could be mailed, and whom to call first. */
import { languageOf } from '@meanwhile/core/commitment/words/language.ts';
import { urgentAtEntry } from '@meanwhile/core/craft/urgent-line.ts';
import type { MessengerSettings } from '@meanwhile/wire/messenger.ts';
import { sql } from 'kysely';
import { noticeChannelTypes } from '../channel-registry.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { urgentLines } from '../snippet/snippet.ts';

/** Is there a way to mail a notice: an outgoing server and an open channel for it? */
export async function canMail(platform: Platform, tx: Transaction, workspaceId: string): Promise<boolean> {
  if (platform.settings.smtpUrl === null) return false;
  const open = await tx.row(
    sql`select 1 from tenant.channel where workspace_id = ${workspaceId} and type = any(${noticeChannelTypes}::text[]) and state = 'open' and removed_at is null limit 1`,
  );
  return open !== undefined;
}

/** In the reader's language. */
export async function urgentFor(tx: Transaction, workspaceId: string, locale: string): Promise<MessengerSettings['urgent']> {
  const lines = (await urgentLines(tx, workspaceId)).filter((line) => line.language === languageOf(locale));
  return {
    safety: urgentAtEntry('safety', locale, lines),
    outage: urgentAtEntry('outage', locale, lines),
    own: lines.map((line) => urgentAtEntry(line.kind, locale, [line])!),
  };
}
