/**
 * Looks at the three tests of a workspace's channels again and again, keeps what they saw, lets overrides lapse and tells whoever supervises. Any
 * number of processes may run it: a workspace is one row of work, put off by whoever takes it, and only a change is told. The row is held no
 * longer than that: who changes a channel asks for a look while holding what the look must see. It closes nothing.
 */
import type { GateEvidence } from '@meanwhile/wire/gate.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { gateKind } from '../commitment/commitment.ts';
import { tellSupervisors } from '../notice/notice.ts';
import { isDatabaseAway } from '../platform/db/database-away.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { claimItem, dropItem, dueItems, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant } from '../platform/present.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { failedIn, groundOf, testChannel } from './gate.ts';
import { channelNames, gatesOf, lapseOverrides, lockWorkspace, lookBy, overridesThatHold, saveGate, type GateRow } from './gate.store.ts';

/** How old a verdict becomes while everything runs and nothing is changed. */
export const lookEveryMs = 5 * minuteMs;

/** One round; gives how many workspaces were looked at. One that fails holds up no other. */
export async function lookAtGates(platform: Platform, most = 20): Promise<number> {
  const items = await acrossWorkspaces(platform.workPool, (tx) => dueItems(tx, gateKind, platform.clock.nowAt(), most));
  for (const { workspace_id: workspaceId } of items) {
    const item = { kind: gateKind, rowId: workspaceId };
    try {
      const at = platform.clock.nowAt();
      const isOurs = await inWorkspace(platform.workPool, workspaceId, async (tx) => {
        if (!(await claimItem(tx, { workspaceId, ...item }, at))) return false;
        await putItem(tx, workspaceId, { ...item, dueAt: at + lookEveryMs });
        return true;
      });
      if (!isOurs) continue;
      await inWorkspace(platform.workPool, workspaceId, (tx) => lookAtAll({ tx, platform, workspaceId, at }));
      platform.bell.ring('events');
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      platform.log.error({ err: error, workspaceId }, 'the tests of channels could not be made; trying again');
      const dueAt = platform.clock.nowAt() + lookEveryMs;
      await inWorkspace(platform.workPool, workspaceId, (tx) => putItem(tx, workspaceId, { ...item, dueAt }));
    }
  }
  return items.length;
}

async function lookAtAll(here: Here): Promise<void> {
  const { tx, workspaceId, at } = here;
  // Asked for again meanwhile, two may look at once: the second sees what the first has told.
  await lockWorkspace(tx, workspaceId);
  const channels = await channelNames(tx, workspaceId);
  if (channels.length === 0) return dropItem(tx, workspaceId, gateKind, workspaceId);
  const lapsed = new Set((await lapseOverrides(tx, workspaceId, at)).map((one) => one.channel_id));
  const ids = channels.map((one) => one.id);
  const before = new Map((await gatesOf(tx, workspaceId, ids)).map((row) => [row.channel_id, row]));
  const ground = await groundOf(here);
  for (const channel of channels) {
    const evidence = await testChannel(here, channel, ground);
    await keepSeen(here, channel, { evidence, before: before.get(channel.id), hasLapsed: lapsed.has(channel.id) });
  }
  const lapsing = (await overridesThatHold(tx, workspaceId)).map((one) => one.until_at);
  if (lapsing.length > 0) await lookBy(tx, workspaceId, Math.min(...lapsing));
}

interface Seen {
  readonly evidence: GateEvidence;
  readonly before: GateRow | undefined;
  readonly hasLapsed: boolean;
}

/** Saves the verdict; a change, or an override that lapsed, is written to the log. An open channel that has come to fail is told of. */
export async function keepSeen(
  here: Here,
  channel: { readonly id: string; readonly name: string; readonly state: string },
  { evidence, before, hasLapsed }: Seen,
): Promise<void> {
  const { tx, workspaceId, platform, at } = here;
  const failed = failedIn(evidence);
  const failing_since = failed.length === 0 ? null : (before?.failing_since ?? at);
  await saveGate(tx, workspaceId, { channel_id: channel.id, checked_at: at, failed, failing_since }, evidence);
  const isChanged = failed.join() !== (before?.failed ?? []).join();
  if (!isChanged && !hasLapsed) return;
  const eventId = platform.clock.newId<'event'>();
  await appendEvents(here, [
    {
      id: eventId,
      type: 'gate.changed',
      audience: 'desk',
      actor: 'system',
      channelId: channel.id,
      subjectId: channel.id,
      payload: {
        channel: { id: channel.id, name: channel.name },
        failed,
        failingSince: failing_since === null ? null : wireInstant(failing_since),
        overrideLapsed: hasLapsed,
        evidence: { entry: evidence.entry.why, staffed: evidence.staffed.why, reported: evidence.reported.why },
      },
    },
  ]);
  const wasFailing = (before?.failed.length ?? 0) > 0;
  const isNews = failed.length > 0 && (hasLapsed || !wasFailing) && channel.state === 'open';
  const isCovered = (await overridesThatHold(tx, workspaceId)).some((one) => one.channel_id === channel.id);
  if (!isNews || isCovered) return;
  await tellSupervisors(here, { kind: 'channel', channelId: channel.id, eventId });
}
