/** What do we aim for inside, and for which cases? The list of clock targets in its order. No time that was told is touched by any of it. */
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { aimKinds } from '@meanwhile/core/commitment/clock-fold.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { minuteMs } from '@meanwhile/core/kernel/instant.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import { clockTarget, orderTargets, saveTarget, type ClockTarget, type SaveTarget } from '@meanwhile/wire/targets.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { reckonAllAnew } from './reckon.ts';
import { namesOwnThings, newestCalendar, versionOf } from './calendar.store.ts';
import { insertTarget, listTargets, type TargetRow } from './target.store.ts';

const write = { permission: 'policy:manage', audit: 'workspace.changed' } as const;
const params = z.strictObject({ id });
const list = z.strictObject({ items: z.array(clockTarget), nextCursor: z.null() });
type Writing = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'emit' | 'at'>;

export function registerTargetRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/clock-targets',
    summary: 'Clock targets in the order in which they are asked; the first that fits a case holds for it.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    answer: list,
    handle: listed,
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/clock-targets',
    summary: 'Add clock targets; they hold from now on, for cases that are open too.',
    idempotency: 'key',
    body: saveTarget,
    answer: clockTarget,
    status: 201,
    async handle(call) {
      if ((await listTargets(call.tx, call.workspaceId)).length >= limits.targetsPerWorkspace)
        return refuse('conflict', `At most ${limits.targetsPerWorkspace} clock targets.`);
      return save(call, rowOf(call.body, { id: call.platform.clock.newId<'target'>(), version: 1, at: call.at }), null);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/clock-targets/:id',
    summary: 'Save clock targets as a new version that holds from now on.',
    idempotency: 'natural',
    params,
    body: saveTarget,
    answer: clockTarget,
    async handle(call) {
      const old = await known(call, call.params.id);
      if (isRefusal(old)) return old;
      const row = rowOf(call.body, { id: old.id, version: old.version + 1, at: call.at });
      return isSame(old, row) ? present(old) : save(call, row, old);
    },
  });
  registerMoves(app, context);
}

function registerMoves(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/clock-targets/:id',
    summary: 'Remove clock targets: their clocks are cancelled, neither met nor missed, where no others fit.',
    idempotency: 'natural',
    params,
    answer: z.strictObject({}),
    async handle(call) {
      const old = await known(call, call.params.id);
      if (isRefusal(old)) return old;
      const gone = { ...old, version: old.version + 1, valid_from: call.at, is_removed: true };
      if (!(await insertTarget(call.tx, call.workspaceId, gone))) return refuse('conflict');
      await reckonAllAnew(call);
      await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: old.id, payload: { removed: 'clockTarget' } });
      return {};
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/clock-targets/order',
    summary: 'The order clock targets are asked in; those left out come behind, as they were.',
    idempotency: 'natural',
    body: orderTargets,
    answer: list,
    async handle(call) {
      const { tx, workspaceId, at, emit, body } = call;
      const rows = await listTargets(tx, workspaceId);
      const ids = new Set(body.ids);
      if (body.ids.some((one) => !rows.some((row) => row.id === one))) return refuse('not_found');
      const wanted = [...ids, ...rows.map((row) => row.id).filter((one) => !ids.has(one))];
      const moved = rows.flatMap((row) => (row.place === wanted.indexOf(row.id) ? [] : [{ ...row, place: wanted.indexOf(row.id) }]));
      for (const row of moved)
        if (!(await insertTarget(tx, workspaceId, { ...row, version: row.version + 1, valid_from: at }))) return refuse('conflict');
      if (moved.length > 0) await reckonAllAnew(call);
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: null, payload: { clockTargetsOrder: wanted } });
      return listed(call);
    },
  });
}

async function listed({ tx, workspaceId }: Pick<Writing, 'tx' | 'workspaceId'>): Promise<z.infer<typeof list>> {
  return { items: (await listTargets(tx, workspaceId)).map(present), nextCursor: null };
}

async function known({ tx, workspaceId }: Writing, targetId: string): Promise<TargetRow | Refusal<'not_found'>> {
  return (await listTargets(tx, workspaceId)).find((one) => one.id === targetId) ?? refuse('not_found');
}

async function save({ tx, workspaceId, emit, at }: Writing, row: TargetRow, before: TargetRow | null): Promise<ClockTarget | Refusal> {
  if (!(await namesOwnThings(tx, workspaceId, row, before))) return refuse('not_found');
  if (row.calendar_id !== null) {
    const calendar = await newestCalendar(tx, workspaceId, row.calendar_id);
    if (calendar === undefined) return refuse('not_found');
    const open = aimKinds.flatMap((kind) => (row.aims[kind]?.isOpenTime === true ? [row.aims[kind].targetMs] : []));
    const longest = { replyWithinMs: Math.max(minuteMs, ...open) };
    const refused = open.length === 0 ? null : checkPolicy(longest, compiledFor(versionOf(calendar), at), at);
    if (refused !== null) return refuse('calendar_never_open', refused.detail);
  }
  if (!(await insertTarget(tx, workspaceId, row))) return refuse('conflict');
  await reckonAllAnew({ tx, workspaceId, at });
  await emit({ type: 'workspace.changed', audience: 'desk', subjectId: row.id, payload: { clockTarget: present(row) } });
  return present(row);
}

function rowOf(body: SaveTarget, made: { id: string; version: number; at: number }): TargetRow {
  const { appliesTo } = body;
  const aims = aimKinds.flatMap((kind) => {
    const aim = body.aims[kind];
    return aim === null ? [] : [[kind, { targetMs: aim.minutes * minuteMs, isOpenTime: aim.isOpenTime }] as const];
  });
  return {
    id: made.id,
    version: made.version,
    name: body.name,
    place: appliesTo.place,
    channel_ids: [...new Set(appliesTo.channelIds)],
    topic_ids: [...new Set(appliesTo.topicIds)],
    queue_ids: [...new Set(appliesTo.queueIds)],
    languages: [...new Set(appliesTo.languages)],
    priorities: [...new Set(appliesTo.priorities)],
    tiers: [...new Set(appliesTo.tiers)],
    calendar_id: body.calendarId,
    aims: Object.fromEntries(aims),
    restarts_on_priority: body.restartsOnPriority,
    pauses_on_others: body.pausesOnOthers,
    grace_ms: body.graceMinutes * minuteMs,
    valid_from: made.at,
    is_removed: false,
  };
}

function isSame(old: TargetRow, next: TargetRow): boolean {
  const { id: _id, version: _version, validFrom: _from, ...said } = present(next);
  const { id: _oldId, version: _oldVersion, validFrom: _oldFrom, ...before } = present(old);
  return JSON.stringify(said) === JSON.stringify(before);
}

function present(row: TargetRow): ClockTarget {
  const aimOf = (kind: (typeof aimKinds)[number]) => {
    const aim = row.aims[kind];
    return aim === undefined ? null : { minutes: Math.ceil(aim.targetMs / minuteMs), isOpenTime: aim.isOpenTime };
  };
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    appliesTo: {
      place: row.place,
      channelIds: [...row.channel_ids],
      topicIds: [...row.topic_ids],
      queueIds: [...row.queue_ids],
      languages: [...row.languages],
      priorities: [...row.priorities],
      tiers: [...row.tiers],
    },
    calendarId: row.calendar_id,
    aims: {
      first_response: aimOf('first_response'),
      next_response: aimOf('next_response'),
      update: aimOf('update'),
      resolution: aimOf('resolution'),
    },
    restartsOnPriority: row.restarts_on_priority,
    pausesOnOthers: row.pauses_on_others,
    graceMinutes: Math.ceil(row.grace_ms / minuteMs),
    validFrom: wireInstant(row.valid_from),
  };
}
