/** Why does this reply policy hold for this case, and what would a customer read under another? Reads only; what was told is the ledger's. */
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { checkPolicy, sayEntry } from '@meanwhile/core/commitment/policy.ts';
import { firstMatch, unmet, type PolicyConditions, type PolicyFacts } from '@meanwhile/core/commitment/policy-match.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { policyWhy, previewPolicy, type PolicyWhy } from '@meanwhile/wire/policy.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { newestCalendar, versionOf } from './calendar.store.ts';
import { customerFacts } from './case-time.ts';
import { channelTimes } from './channel-time.ts';

export function registerExplainRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/policy',
    summary: 'Which reply policy holds for the next message of this case, and why not the others.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: policyWhy,
    handle: explain,
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/commitment-policies/preview',
    summary: 'What a customer would read above the field at this moment under a reply policy that is not saved.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: previewPolicy,
    answer: z.strictObject({ words: z.string() }),
    handle: preview,
  });
}

async function explain({ tx, workspaceId, params, at }: Call<{ id: string }, unknown, unknown>): Promise<PolicyWhy | Refusal> {
  const [row] = await casesById(tx, workspaceId, [params.id]);
  if (row === undefined) return refuse('not_found');
  const time = (await channelTimes(tx, workspaceId, [row.channel_id], at)).get(row.channel_id);
  const customer = await customerFacts({ tx, workspaceId }, row.conversation_id);
  const facts = {
    channelId: row.channel_id,
    topicId: row.topic_id,
    queueId: row.queue_id,
    priority: row.priority,
    tier: customer.tier,
    locale: customer.locale ?? time?.locale ?? '',
  };
  const all = time?.conditional ?? [];
  const match = firstMatch(all, facts);
  const policy = match?.policy ?? time?.policy ?? null;
  const targets = time?.targets ?? [];
  const target = firstMatch(targets, facts);
  return {
    policyId: policy?.id ?? null,
    version: policy?.version ?? null,
    name: match?.name ?? (policy === null ? null : await nameOf({ tx, workspaceId }, policy)),
    replyWithinMinutes: policy === null ? null : Math.ceil(policy.replyWithinMs / minuteMs),
    isChannelsOwn: match === undefined && policy !== null,
    asked: all.map((one) => ({ policyId: one.policy.id, version: one.policy.version, ...askedOf(one, { holds: one === match, facts }) })),
    targets: targets.map((one) => ({ targetId: one.id, version: one.version, ...askedOf(one, { holds: one === target, facts }) })),
  };
}

function askedOf(
  { name, place, conditions }: { readonly name: string; readonly place: number; readonly conditions: PolicyConditions },
  { holds, facts }: { readonly holds: boolean; readonly facts: PolicyFacts },
) {
  return { name, place, holds, unmet: unmet(conditions, facts) };
}

async function nameOf(
  { tx, workspaceId }: Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId'>,
  policy: { readonly id: string; readonly version: number },
): Promise<string | null> {
  const row = await tx.row(sql<{ name: string }>`
    select name from tenant.commitment_policy where workspace_id = ${workspaceId} and id = ${policy.id} and version = ${policy.version}`);
  return row?.name ?? null;
}

async function preview({
  tx,
  workspaceId,
  query,
  at,
}: Call<unknown, z.output<typeof previewPolicy>, unknown>): Promise<{ words: string } | Refusal> {
  const row = await newestCalendar(tx, workspaceId, query.calendarId);
  const workspace = await tx.row(sql<{ locale: string }>`select locale from tenant.workspace where workspace_id = ${workspaceId}`);
  if (row === undefined || workspace === undefined) return refuse('not_found');
  const calendar = versionOf(row);
  const compiled = compiledFor(calendar, at);
  const policy = { replyWithinMs: query.replyWithinMinutes * minuteMs };
  const refused = checkPolicy(policy, compiled, at);
  if (refused !== null)
    return refuse(refused.refused === 'reply_time_missing' ? 'reply_time_missing' : 'calendar_never_open', refused.detail);
  const locale = query.locale ?? workspace.locale;
  const { words } = sayEntry({
    policy,
    compiled,
    calendar,
    nowAt: at,
    locale,
    contactKnown: true,
    notices: { email: true, sms: false },
  });
  return { words };
}
