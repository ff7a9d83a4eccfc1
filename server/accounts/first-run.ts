/**
 * What is there after the very first start? One workspace on starter figures, an owner without a password (the printed one-time link lets
 * them in), a messenger channel and a mail channel, both open. Done once: where any workspace exists, nothing happens.
 */
import { sql } from 'kysely';
import { askGate } from '../commitment/commitment.ts';
import { askStance } from '../live/live.ts';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { amongPeople, personByAddress, type AccountsContext } from './accounts-context.ts';
import { createPerson } from './person.ts';
import { makeWorkspace, type MadeWorkspace } from './workspace.ts';

export const firstOwnerAddress = 'owner@localhost';
const firstMailAddress = 'support@localhost';

export interface FirstRun {
  readonly workspaceId: string;
  readonly ownerId: string;
  readonly messengerChannelId: string;
  readonly mailChannelId: string;
}

/** Null = this is not the first start. */
export async function seedFirstRun(context: AccountsContext): Promise<FirstRun | null> {
  const { platform } = context;
  const any = await acrossWorkspaces(platform.pool, (tx) => tx.row(sql`select 1 from directory.workspace limit 1`));
  if (any !== undefined) return null;
  const owner =
    (await createPerson(context, { name: 'Owner', email: firstOwnerAddress })) ??
    (await amongPeople(context, (tx) => personByAddress(tx, firstOwnerAddress)));
  if (owner === undefined) throw new Error('the first owner could not be made');
  const channels = { messengerChannelId: platform.clock.newId<'channel'>(), mailChannelId: platform.clock.newId<'channel'>() };
  const made = await makeWorkspace(
    platform,
    { name: 'My workspace', slug: 'my-workspace', zone: machineZone(), owner: { userId: owner.id, name: owner.name, email: owner.email } },
    async (tx, workspace) => {
      await openChannel(tx, platform, workspace, {
        id: channels.messengerChannelId,
        type: 'messenger',
        name: 'Website',
        settings: { allowedOrigins: [], identityRequired: false },
      });
      await openChannel(tx, platform, workspace, {
        id: channels.mailChannelId,
        type: 'email',
        name: 'Mail',
        settings: { address: firstMailAddress, senderName: workspace.workspace.brand },
      });
      await tx.run(
        sql`insert into directory.mail_address (address, workspace_id, channel_id) values (${firstMailAddress}, ${workspace.workspace.id}, ${channels.mailChannelId})`,
      );
    },
  );
  // Another process was faster.
  return made === null ? null : { workspaceId: made.workspace.id, ownerId: made.ownerId, ...channels };
}

async function openChannel(
  tx: Transaction,
  platform: Platform,
  made: MadeWorkspace,
  channel: { id: string; type: string; name: string; settings: Record<string, unknown> },
): Promise<void> {
  await tx.run(
    sql`insert into directory.channel (channel_id, workspace_id, type) values (${channel.id}, ${made.workspace.id}, ${channel.type})`,
  );
  await tx.run(sql`insert into tenant.channel (workspace_id, id, type, name, state, policy_id, settings, created_at)
    values (${made.workspace.id}, ${channel.id}, ${channel.type}, ${channel.name}, 'open', ${made.policyId}, ${JSON.stringify(channel.settings)}, ${iso(platform.clock.nowAt())})`);
  await askGate(tx, made.workspace.id, platform.clock.nowAt());
  await askStance(tx, made.workspace.id, platform.clock.nowAt());
}

function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
