/**
 * Looks at each channel once a minute, every ten seconds while somebody may be there live, and keeps what it saw. Any number of processes may run
 * it: a workspace is one row of work. It decides nothing that `core/stance` does not say of the evidence, and evidence is only ever added.
 */
import { minuteMs, secondMs } from '@meanwhile/core/kernel/instant.ts';
import { liveUntil, periodsOf, type Look } from '@meanwhile/core/stance/stance-periods.ts';
import { isPresent, presentForMs, stanceOf } from '@meanwhile/core/stance/stance.ts';
import type { Here } from '../platform/here.ts';
import { eachDue } from '../platform/jobs/each-due.ts';
import { dropItem, putItem } from '../platform/jobs/work-item.ts';
import type { Platform } from '../platform/platform.ts';
import { stanceKind } from './ask-stance.ts';
import { allowedChannels, endPeriod, insertEvidence, insertPeriod, lastSeen, type AllowedRow } from './stance.store.ts';
import { factsOf, stanceGround, type Ground } from './stance.ts';

export const lookEveryMs = minuteMs;
/** Twice in the time a look is believed, and once to spare. */
export const lookWhileThereMs = 10 * secondMs;
/** A live look that says nothing new is kept when the one before is this old. */
const keepEveryMs = 15 * secondMs;

/** One round; gives how many workspaces were looked at. */
export function lookAtStances(platform: Platform, most = 20): Promise<number> {
  const fault = 'who is there live could not be looked at; trying again';
  return eachDue(platform, { kind: stanceKind, most, afterFaultMs: lookWhileThereMs, fault, one: lookAtAll });
}

async function lookAtAll(here: Here): Promise<void> {
  const { tx, workspaceId, at } = here;
  const channels = await allowedChannels(tx, workspaceId, null);
  if (channels.length === 0) return dropItem(tx, workspaceId, stanceKind, workspaceId);
  const ground = await stanceGround(here);
  const ids = channels.map((one) => one.id);
  const seen = await lastSeen(tx, workspaceId, ids);
  for (const channel of channels) {
    const last = seen.get(channel.id);
    const look = { at, facts: factsOf(ground, channel) };
    await keepLook(here, channel, { look, before: last === undefined ? null : { at: last.seen_at, facts: last.facts } });
  }
  await putItem(tx, workspaceId, { kind: stanceKind, rowId: workspaceId, dueAt: nextLookAt(ground, channels, at) });
}

/** Sooner where somebody is there and a channel may be live, and at the instant at which one of them is gone. */
function nextLookAt(ground: Ground, channels: readonly AllowedRow[], at: number): number {
  const present = ground.onShift.filter((row) => isPresent({ lastInputAt: row.input_at }, at));
  if (present.length === 0 || !channels.some((one) => one.is_allowed)) return at + lookEveryMs;
  const goneAts = present.map((row) => Math.min(row.ends_at, row.input_at! + presentForMs + 1));
  return Math.max(at + 1, Math.min(at + lookWhileThereMs, ...goneAts));
}

/** Keeps the look where it says something new, or that it is still live; and the periods that follow. A clock set back adds nothing. */
async function keepLook(here: Here, channel: AllowedRow, { look, before }: { look: Look; before: Look | null }): Promise<void> {
  const { tx, workspaceId, platform } = here;
  if (before !== null && look.at <= before.at) return;
  const [running, ...more] = periodsOf(before === null ? [look] : [before, look]);
  const isSame = before !== null && more.length === 0 && groundFor(before) === groundFor(look);
  if (isSame && (!isLive(look) || look.at - before.at < keepEveryMs)) return;
  const newId = (): string => platform.clock.newId<string>();
  await insertEvidence(tx, workspaceId, { id: newId(), channel_id: channel.id, seen_at: look.at, facts: look.facts });
  const isFirst = before === null;
  if (!isFirst && running!.untilAt !== null) await endPeriod(tx, workspaceId, channel.id, running!.untilAt);
  for (const period of isFirst ? [running!] : more) await insertPeriod(tx, workspaceId, { ...period, id: newId(), channelId: channel.id });
}

const isLive = (look: Look): boolean => stanceOf(look.facts, look.at).mode === 'live' && liveUntil(look) > look.at;

/** Whose shifts it rests on, and whether it is allowed: kept anew when they change, though the channel stays as it was. */
function groundFor({ facts }: Look): string {
  return JSON.stringify([facts.isAllowed, facts.onShift.map((one) => one.shiftId).toSorted()]);
}
