/**
 * How does a workspace come to be? With its owner, and on starter figures: a Mon–Fri 09–17 calendar and one working day to reply, called
 * so wherever they are shown until somebody chooses.
 */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import type { Workspace } from '@meanwhile/wire/records.ts';
import { sql } from 'kysely';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { insertStarterCalendar } from './starter-calendar.ts';

export interface NewWorkspace {
  readonly name: string;
  readonly slug: string;
  readonly locale?: string;
  readonly zone?: string;
  readonly owner: { readonly userId: string; readonly name: string; readonly email: string };
}
export interface MadeWorkspace {
  readonly workspace: Workspace;
  readonly ownerId: string;
  readonly calendarId: string;
  readonly policyId: string;
}

/** Null = the slug is taken. */
export async function makeWorkspace(
  platform: Platform,
  wanted: NewWorkspace,
  also?: (tx: Transaction, made: MadeWorkspace) => Promise<void>,
): Promise<MadeWorkspace | null> {
  const at = platform.clock.nowAt();
  const workspaceId: string = platform.clock.newId<'workspace'>();
  const workspace: Workspace = {
    id: workspaceId,
    slug: wanted.slug,
    name: wanted.name,
    brand: wanted.name,
    locale: wanted.locale ?? 'en',
    zone: wanted.zone ?? 'UTC',
    logo: null,
    createdAt: iso(at),
  };
  const made = await acrossWorkspaces(platform.pool, async (tx) => {
    const free = await tx.run(
      sql`insert into directory.workspace (workspace_id, slug, created_at) values (${workspaceId}, ${wanted.slug}, ${iso(at)}) on conflict do nothing`,
    );
    if (free === 0) return null;
    await tx.enter(workspaceId);
    await tx.run(sql`insert into tenant.workspace (workspace_id, name, brand, locale, zone, created_at)
      values (${workspaceId}, ${workspace.name}, ${workspace.brand}, ${workspace.locale}, ${workspace.zone}, ${iso(at)})`);
    const ownerId: string = platform.clock.newId<'member'>();
    await tx.run(sql`insert into tenant.member (workspace_id, id, user_id, name, email, role, joined_at)
      values (${workspaceId}, ${ownerId}, ${wanted.owner.userId}, ${wanted.owner.name}, ${wanted.owner.email}, 'owner', ${iso(at)})`);
    await tx.run(
      sql`insert into directory.membership (user_id, workspace_id, member_id) values (${wanted.owner.userId}, ${workspaceId}, ${ownerId})`,
    );
    const starter = await startOnFigures(tx, platform, workspace, at);
    await appendEvents({ tx, platform, workspaceId, at }, [
      { type: 'workspace.changed', audience: 'desk', actor: `member:${ownerId}`, subjectId: workspaceId, payload: { workspace } },
    ]);
    const all = { workspace, ownerId, ...starter };
    await also?.(tx, all);
    platform.bell.ringWithin(tx, 'events');
    return all;
  });
  if (made !== null) platform.bell.ring('events');
  return made;
}

/** One working day of that calendar. */
const starterReplyMs = 8 * hourMs;

async function startOnFigures(
  tx: Transaction,
  platform: Platform,
  workspace: Workspace,
  at: number,
): Promise<{ calendarId: string; policyId: string }> {
  const calendarId: string = platform.clock.newId<'calendar'>();
  const policyId: string = platform.clock.newId<'policy'>();
  await insertStarterCalendar(tx, workspace, { calendarId, at });
  await tx.run(sql`insert into tenant.commitment_policy (workspace_id, id, version, name, calendar_id, reply_within_ms, basis, valid_from)
    values (${workspace.id}, ${policyId}, 1, 'Within one working day', ${calendarId}, ${starterReplyMs}, 'starter', ${iso(at)})`);
  return { calendarId, policyId };
}
