/** How does a channel look on the wire? With what a customer reads there now, whether anybody is there live, and never a secret. */
import type { Stance } from '@meanwhile/core/stance/stance.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import { doorOf, webhookTypes } from '../channel-registry.ts';
import { channelTimes } from '../commitment/commitment.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { stancesOf } from '../live/live.ts';
import { accountsSeen, type AccountSeen } from './account-seen.store.ts';
import { entryOf, openSecrets } from './channel.ts';
import { hasOpenMailChannel, type ChannelRowFacts } from './channel.store.ts';
import { gatesOf, overridesThatHold } from './gate.store.ts';

/** Somebody of whom nothing is known yet. */
export async function stranger(tx: Transaction, workspaceId: string, nowAt: number) {
  return { nowAt, contactKnown: false, notices: { email: await hasOpenMailChannel(tx, workspaceId), sms: false }, readerZone: null };
}

export async function presentOne(call: Here, row: ChannelRowFacts): Promise<Channel> {
  return (await present(call, [row])).get(row.id)!;
}

export async function present({ tx, workspaceId, platform, at }: Here, rows: readonly ChannelRowFacts[]): Promise<Map<string, Channel>> {
  const times = await channelTimes(
    tx,
    workspaceId,
    rows.map((row) => row.id),
    at,
  );
  const stances = await stancesOf(
    { tx, workspaceId, at },
    rows.map((row) => row.id),
  );
  const gates = await shownGates({ tx, workspaceId, at }, rows);
  const reader = await stranger(tx, workspaceId, at);
  const ids = rows.filter((row) => webhookTypes.includes(row.type)).map((row) => row.id);
  const seen = ids.length === 0 ? [] : await accountsSeen(tx, workspaceId, ids);
  return new Map(
    rows.map((row) => {
      const time = times.get(row.id);
      const shown: Channel = {
        id: row.id,
        type: row.type,
        name: row.name,
        state: row.state,
        policyId: row.policy_id,
        settings: row.settings,
        secretNames: Object.keys(openSecrets(platform.keys, row)).toSorted(),
        stance: presentStance(stances.get(row.id)!),
        tellsSooner: row.may_tell_sooner,
        mayBeLive: row.may_be_live,
        entryWords: time === undefined ? null : (entryOf(time, { ...reader, locale: time.locale })?.words ?? null),
        webhookUrl: webhookTypes.includes(row.type) ? doorOf(row.type, row.id, platform.settings.publicUrl) : null,
        address: row.type === 'messenger' ? `${platform.settings.publicUrl}/m/${row.id}` : addressIn(row.settings),
        account: accountIn(row, seen),
        gate: gates.get(row.id)!,
        createdAt: wireInstant(row.created_at),
      };
      return [row.id, shown];
    }),
  );
}

/** Where people write: a mail address, or a bot by its name. */
function addressIn({ address, accountName }: Record<string, unknown>): string | null {
  const written = address ?? accountName;
  return typeof written === 'string' ? written : null;
}

function accountIn({ id, settings }: ChannelRowFacts, seen: readonly AccountSeen[]): Channel['account'] {
  if (settings['accountName'] === undefined) return null;
  const { problems = [], since_at = null } = seen.find((one) => one.channel_id === id) ?? {};
  return { problems: [...problems], since: problems.length === 0 ? null : wireInstantOrNull(since_at) };
}

const presentStance = ({ mode, because, onShiftCount, presentCount }: Stance): Stance => ({ mode, because, onShiftCount, presentCount });

/** What the last look saw; a channel nobody has looked at yet fails nothing. */
async function shownGates(
  { tx, workspaceId, at }: Pick<Here, 'tx' | 'workspaceId' | 'at'>,
  rows: readonly ChannelRowFacts[],
): Promise<Map<string, Channel['gate']>> {
  const ids = rows.map((row) => row.id);
  const seen = new Map((await gatesOf(tx, workspaceId, ids)).map((row) => [row.channel_id, row]));
  const holding = new Map((await overridesThatHold(tx, workspaceId)).map((one) => [one.channel_id, one.until_at]));
  return new Map(
    ids.map((channelId) => {
      const { failed = [], failing_since = null } = seen.get(channelId) ?? {};
      const untilAt = holding.get(channelId) ?? null;
      const overriddenUntil = untilAt !== null && untilAt > at ? wireInstant(untilAt) : null;
      const isMarked = failed.length > 0 && overriddenUntil === null;
      return [channelId, { failed: [...failed], failingSince: wireInstantOrNull(failing_since), overriddenUntil, isMarked }];
    }),
  );
}
