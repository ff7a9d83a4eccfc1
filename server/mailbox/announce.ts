/** How does a mailbox look on the wire, and who hears that it changed? Members see hosts, state and counts; nothing secret leaves here. */
import type { Mailbox } from '@meanwhile/wire/mailboxes.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { countsOf, findMailbox, type MailboxRow } from './mailbox.store.ts';

export async function presentMailboxes(tx: Transaction, workspaceId: string, rows: readonly MailboxRow[]): Promise<Mailbox[]> {
  const counts = Map.groupBy(
    await countsOf(
      tx,
      workspaceId,
      rows.map((row) => row.id),
    ),
    (count) => count.mailbox_id,
  );
  return rows.map((row) => ({
    id: row.id,
    channelId: row.channel_id,
    address: row.address,
    user: row.access.user,
    signIn: row.access.signIn,
    imap: row.access.imap,
    smtp: row.access.smtp,
    state: row.state,
    trouble: row.trouble,
    troubleAt: wireInstantOrNull(row.trouble_at),
    fetchedAt: wireInstantOrNull(row.fetched_at),
    counts: (counts.get(row.id) ?? []).map((count) => ({
      day: count.day,
      there: count.there_count,
      here: count.here_count,
      countedAt: wireInstant(count.counted_at),
    })),
    createdAt: wireInstant(row.created_at),
  }));
}

/** Tells the desks how the mailbox stands now: for what happened without anybody's doing. */
export async function announceMailbox(platform: Platform, workspaceId: string, id: string): Promise<void> {
  const at = platform.clock.nowAt();
  await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const row = await findMailbox(tx, workspaceId, id);
    if (row === undefined) return;
    const [mailbox] = await presentMailboxes(tx, workspaceId, [row]);
    await appendEvents({ platform, tx, workspaceId, at }, [
      { type: 'mailbox.changed', audience: 'desk', actor: 'system', channelId: row.channel_id, subjectId: id, payload: { mailbox } },
    ]);
    platform.bell.ringWithin(tx, 'events');
  });
  platform.bell.ring('events');
}
