/**
 * Does the provider still call us for this account, and is its token still good? Asked for every open channel, again and again. What is seen twice is shown on the
 * channel and told to whoever supervises, once; a provider that is away for a moment is nobody's matter.
 */
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { channelDeps } from '../channel-deps.ts';
import { channelRegistry, webhookTypes } from '../channel-registry.ts';
import { tellSupervisors } from '../notice/notice.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { claimItem, dropItem, dueItems, putItem, type DueItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { accountKind, accountsSeen, saveSeen } from './account-seen.store.ts';
import { lockChannel, type ChannelRowFacts } from './channel.store.ts';
import { presentOne } from './present-channel.ts';
import { openSecrets } from './secrets.ts';

const lookEveryMs = 15 * minuteMs;
const lookAgainMs = 2 * minuteMs;
/** More is wrong than anybody reads. */
const problemsMost = 10;

/** One round; gives how many were due. */
export async function lookAtAccounts(platform: Platform, most = 10): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, accountKind, platform.clock.nowAt(), most));
  await Promise.all(items.map((item) => lookAt(platform, item)));
  return items.length;
}

async function lookAt(platform: Platform, { workspace_id: workspaceId, row_id: channelId }: DueItem): Promise<void> {
  const row = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
    const at = platform.clock.nowAt();
    if (!(await claimItem(tx, { workspaceId, kind: accountKind, rowId: channelId }, at))) return null;
    const found = await lockChannel(tx, workspaceId, channelId);
    if (found?.state !== 'open' || !webhookTypes.includes(found.type)) {
      await dropItem(tx, workspaceId, accountKind, channelId);
      return null;
    }
    await putItem(tx, workspaceId, { kind: accountKind, rowId: channelId, dueAt: at + lookEveryMs });
    return found;
  });
  if (row === null) return;
  const problems = await problemsOf(platform, row);
  await inWorkspace(platform.workPool, workspaceId, (tx) =>
    keep({ platform, tx, workspaceId, at: platform.clock.nowAt() }, row.id, problems),
  );
  platform.bell.ring('events');
}

/** Outside any transaction: providers take their time. An adapter that throws has seen nothing. */
async function problemsOf(platform: Platform, row: ChannelRowFacts): Promise<string[]> {
  const entry = channelRegistry[row.type];
  const { lifecycle } = await entry.load();
  const account = entry.accountOf(
    { id: row.id, type: row.type, settings: row.settings, secrets: openSecrets(platform.keys, row) },
    platform,
  );
  try {
    const { problems } = await lifecycle.health(account, channelDeps(platform));
    return problems.slice(0, problemsMost).map((problem) => oneLine(problem).slice(0, channelLimits.reportDiagnosticChars));
  } catch (error) {
    platform.log.error({ err: error, channelId: row.id }, 'an adapter threw when asked how its account is');
    return [];
  }
}

/** New trouble is looked at again before anybody hears of it. */
async function keep(here: Here, channelId: string, problems: readonly string[]): Promise<void> {
  const { tx, workspaceId, at } = here;
  const [before = { problems: [], suspected: false, since_at: null }] = await accountsSeen(tx, workspaceId, [channelId]);
  const hasNone = problems.length === 0;
  const isFirstLook = !hasNone && before.problems.length === 0 && !before.suspected;
  const next = {
    channel_id: channelId,
    problems: isFirstLook ? [] : [...problems],
    suspected: isFirstLook,
    since_at: hasNone ? null : (before.since_at ?? at),
    looked_at: at,
  };
  await saveSeen(tx, workspaceId, next);
  if (isFirstLook) return putItem(tx, workspaceId, { kind: accountKind, rowId: channelId, dueAt: at + lookAgainMs });
  if (next.problems.join('\n') === before.problems.join('\n')) return;
  await tell(here, channelId, before.problems.length === 0 && !hasNone);
}

async function tell(here: Here, channelId: string, isNews: boolean): Promise<void> {
  const { platform, tx, workspaceId } = here;
  const row = await lockChannel(tx, workspaceId, channelId);
  if (row === undefined) return;
  const eventId = platform.clock.newId<'event'>();
  const about = { channelId, subjectId: channelId, payload: { channel: await presentOne(here, row) } };
  await appendEvents(here, [{ id: eventId, type: 'channel.changed', audience: 'desk', actor: 'system', ...about }]);
  if (!isNews) return;
  await tellSupervisors(here, { kind: 'account', channelId, eventId });
}
