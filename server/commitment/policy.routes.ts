/** Within how much open time do we reply, and what has been told so far? A policy set by a person is *chosen*, never *starter* again. */
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { commitmentPolicy, type CommitmentPolicyRecord } from '@meanwhile/wire/policy.ts';
import { commitment as commitmentRecord, id } from '@meanwhile/wire/records.ts';
import { page, savePolicy } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { overrideForTimes } from '../channel/channel.ts';
import type { Here } from '../platform/here.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { registerClockRoutes } from './clock.routes.ts';
import { registerExplainRoutes } from './explain.routes.ts';
import { registerTargetRoutes } from './target.routes.ts';
import { askGate } from './ask-gate.ts';
import { asksMore, mayPublish } from './keepable.ts';
import { presentCommitment } from './present-commitment.ts';
import { reckonAllAnew } from './reckon.ts';
import {
  insertPolicy,
  isNamedByOpenChannel,
  listCommitments,
  namesOwnThings,
  listPolicies,
  newestCalendar,
  newestPolicy,
  type PolicyRow,
  versionOf,
} from './calendar.store.ts';

const { policiesPerWorkspace: mostPolicies } = limits;

type Body = z.output<typeof savePolicy>;
type Saving = Here & Pick<Call<unknown, unknown, unknown>, 'emit' | 'actor'>;

export function registerPolicyRoutes(app: FastifyInstance, context: HttpContext): void {
  registerExplainRoutes(app, context);
  registerClockRoutes(app, context);
  registerTargetRoutes(app, context);
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/commitment-policies',
    summary: 'The newest version of every reply policy.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(commitmentPolicy), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listPolicies(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.first_at, id: row.id }), item: presentPolicy });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/commitment-policies',
    summary: 'Add a reply policy.',
    permission: 'policy:manage',
    idempotency: 'key',
    audit: 'policy.changed',
    body: savePolicy,
    answer: commitmentPolicy,
    status: 201,
    async handle(call) {
      const { platform, tx, workspaceId, body, at } = call;
      if ((await listPolicies(tx, workspaceId, null, mostPolicies)).length >= mostPolicies)
        return refuse('conflict', `At most ${mostPolicies} reply policies.`);
      return save(call, rowOf(body, { id: platform.clock.newId<'policy'>(), version: 1, at, firstAt: at }), null);
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/commitment-policies/:id',
    summary: 'Save a reply policy as a new version that holds from now on.',
    permission: 'policy:manage',
    idempotency: 'natural',
    audit: 'policy.changed',
    params: z.strictObject({ id }),
    body: savePolicy,
    answer: commitmentPolicy,
    async handle(call) {
      const old = await newestPolicy(call.tx, call.workspaceId, call.params.id);
      if (old === undefined) return refuse('not_found');
      const row = rowOf(call.body, { id: old.id, version: old.version + 1, at: call.at, firstAt: old.first_at, old });
      const same =
        old.basis === 'chosen' &&
        old.name === row.name &&
        old.calendar_id === row.calendar_id &&
        old.reply_within_ms === row.reply_within_ms &&
        JSON.stringify(appliesTo(old)) === JSON.stringify(appliesTo(row));
      return same ? presentPolicy(old) : save(call, row, old);
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/commitments',
    summary: 'What customers were told about time, newest first, and how it ended.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ conversationId: id.optional() }),
    answer: z.strictObject({ items: z.array(commitmentRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listCommitments(tx, workspaceId, {
        conversationId: query.conversationId ?? null,
        after: placeOf(query.cursor),
        most: query.limit + 1,
      });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.told_at, id: row.id }), item: presentCommitment });
    },
  });
}

async function save(
  call: Saving & { readonly body: Pick<Body, 'keptBecause'> },
  row: PolicyRow,
  before: PolicyRow | null,
): Promise<CommitmentPolicyRecord | Refusal> {
  const { tx, workspaceId, emit, at } = call;
  const { keptBecause } = call.body;
  const calendar = await newestCalendar(tx, workspaceId, row.calendar_id);
  if (calendar === undefined) return refuse('not_found');
  const refused = checkPolicy({ replyWithinMs: row.reply_within_ms }, compiledFor(versionOf(calendar), at), at);
  if (refused !== null)
    return refuse(refused.refused === 'reply_time_missing' ? 'reply_time_missing' : 'calendar_never_open', refused.detail);
  if (!(await namesOwnThings(tx, workspaceId, row, before))) return refuse('not_found');
  const published = await publishing({ tx, workspaceId, at }, { row, before, calendar: versionOf(calendar), keptBecause });
  if (published.refusal !== null) return published.refusal;
  if (!(await insertPolicy(tx, workspaceId, row))) return refuse('conflict');
  await askGate(tx, workspaceId, at);
  await reckonAllAnew(call);
  if ('publishedInSpite' in published.kept) await overrideForTimes(call, [row.id], { because: keptBecause!, actor: call.actor });
  await emit({ type: 'policy.changed', audience: 'desk', subjectId: row.id, payload: { policy: presentPolicy(row), ...published.kept } });
  return presentPolicy(row);
}

/** What asks for less than before, and what nobody is told yet, is published without a question. */
async function publishing(
  here: Parameters<typeof mayPublish>[0],
  { row, before, ...asked }: { row: PolicyRow; before: PolicyRow | null } & Omit<Parameters<typeof mayPublish>[1], 'replyWithinMs'>,
): ReturnType<typeof mayPublish> {
  const windowOf = (policy: PolicyRow) => ({ replyWithinMs: policy.reply_within_ms, calendarId: policy.calendar_id });
  const isFree = before !== null && !asksMore(windowOf(row), windowOf(before)) && (row.place === null || before.place !== null);
  const isTold = row.place !== null || (await isNamedByOpenChannel(here.tx, here.workspaceId, row.id));
  if (isFree || !isTold) return { refusal: null, kept: {} };
  return mayPublish(here, { ...asked, replyWithinMs: row.reply_within_ms });
}

function rowOf(body: Body, made: { id: string; version: number; at: number; firstAt: number; old?: PolicyRow }): PolicyRow {
  const wanted = body.appliesTo === undefined && made.old !== undefined ? appliesTo(made.old) : (body.appliesTo ?? null);
  return {
    id: made.id,
    version: made.version,
    name: body.name,
    calendar_id: body.calendarId,
    reply_within_ms: body.replyWithinMinutes * minuteMs,
    basis: 'chosen',
    valid_from: made.at,
    first_at: made.firstAt,
    place: wanted?.place ?? null,
    channel_ids: [...new Set(wanted?.channelIds)],
    topic_ids: [...new Set(wanted?.topicIds)],
    queue_ids: [...new Set(wanted?.queueIds)],
    languages: [...new Set(wanted?.languages)],
    priorities: [...new Set(wanted?.priorities)],
    tiers: [...new Set(wanted?.tiers)],
  };
}

function presentPolicy(row: PolicyRow): CommitmentPolicyRecord {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    calendarId: row.calendar_id,
    replyWithinMinutes: Math.ceil(row.reply_within_ms / minuteMs),
    basis: row.basis,
    validFrom: wireInstant(row.valid_from),
    appliesTo: appliesTo(row),
  };
}

function appliesTo(row: PolicyRow): CommitmentPolicyRecord['appliesTo'] {
  const { place, channel_ids, topic_ids, queue_ids, languages, priorities, tiers } = row;
  if (place === null) return null;
  const places = { channelIds: [...channel_ids], topicIds: [...topic_ids], queueIds: [...queue_ids] };
  return { place, ...places, languages: [...languages], priorities: [...priorities], tiers: [...tiers] };
}
