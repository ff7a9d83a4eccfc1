/**
 * Is everything that lies in the mailbox here? Counts a day's mails on both sides by their numbers; what is missing here raises an alarm and
 * is fetched. Mails that people deleted from the mailbox are nobody's loss and count on neither side.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { listInParts, startMarginMs, takeEach, type MailboxPlace, type RoundBox, type RoundDeps } from './fetch-round.ts';
import { endAlarm, raiseAlarm, saveCount, saveTaken, takenOf, type Held } from './mailbox.store.ts';
import type { Platform } from '../platform/platform.ts';

interface Counting {
  readonly platform: Platform;
  readonly held: Held;
  readonly box: RoundBox;
  readonly startedAt: number;
  readonly take: RoundDeps['take'];
}

/** Yesterday and today by UTC. Gives true when something was missing: it has been fetched by then, and a second look is due. */
export async function countDays(counting: Counting, place: MailboxPlace): Promise<boolean> {
  const at = counting.platform.clock.nowAt();
  const today = Math.floor(at / dayMs) * dayMs;
  let short = false;
  for (const dayAt of [today - dayMs, today])
    if (dayAt + dayMs > counting.startedAt) short = (await countDay(counting, place, dayAt)) || short;
  await inWorkspace(counting.platform.workPool, counting.held.workspace_id, (tx) =>
    short ? raiseAlarm(tx, counting.held, 'mailbox_short', at) : endAlarm(tx, counting.held, 'mailbox_short'),
  );
  return short;
}

async function countDay({ platform, held, box, startedAt, take }: Counting, place: MailboxPlace, dayAt: number): Promise<boolean> {
  const { workspace_id: workspaceId, row_id: mailboxId } = held;
  const uidValidity = place.uidValidity ?? 0;
  // SEARCH knows days of the server's own zone; the instants decide. What came in since the last round is not late.
  const uids = (await box.uidsSince(dayAt - dayMs)).filter((uid) => uid <= place.lastUid);
  const there = (await listInParts(box, uids)).filter(
    ({ arrivedAt }) => arrivedAt >= Math.max(dayAt, startedAt - startMarginMs) && arrivedAt < dayAt + dayMs,
  );
  const missing = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const taken = await takenOf(tx, workspaceId, mailboxId, { uidValidity, uids: there.map((mail) => mail.uid) });
    const counted = { there_count: there.length, here_count: taken.size, counted_at: platform.clock.nowAt() };
    await saveCount(tx, workspaceId, { mailbox_id: mailboxId, day: new Date(dayAt).toISOString().slice(0, 10), ...counted });
    return there.filter((mail) => !taken.has(mail.uid));
  });
  if (missing.length === 0) return false;
  platform.log.warn({ mailboxId, missing: missing.length }, 'mails in a mailbox were not here; they are fetched now');
  const mails = await takeEach(missing, { take });
  await inWorkspace(platform.workPool, workspaceId, (tx) => saveTaken(tx, workspaceId, mailboxId, { uidValidity, lastUid: 0, mails }));
  return true;
}
