/** When is a workspace open? Saving a calendar adds a version; what customers were told by an older one stays as told. */
import { checkCalendar } from '@meanwhile/core/calendar/check-calendar.ts';
import { compiledFor } from '@meanwhile/core/calendar/horizon.ts';
import { checkPolicy } from '@meanwhile/core/commitment/policy.ts';
import { keptInSpite, refuseLiveSounding, type Texts } from '@meanwhile/core/craft/kept-words.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { calendar as calendarRecord, id, type Calendar } from '@meanwhile/wire/records.ts';
import { page, saveCalendar } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { overrideForTimes } from '../channel/channel.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { askGate } from './ask-gate.ts';
import { insertCalendar, listCalendars, newestCalendar, policiesOnCalendar, versionOf, type CalendarRow } from './calendar.store.ts';
import { noLongerKept, timesKept } from './plan-change.ts';
import { reckonAllAnew } from './reckon.ts';

type Body = z.output<typeof saveCalendar>;

export function registerCalendarRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/calendars',
    summary: 'The newest version of every calendar.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(calendarRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listCalendars(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.first_at, id: row.id }), item: presentCalendar });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/calendars',
    summary: 'Add a calendar.',
    permission: 'policy:manage',
    idempotency: 'key',
    audit: 'calendar.changed',
    body: saveCalendar,
    answer: calendarRecord,
    status: 201,
    async handle(call) {
      const row = rowOf(call.body, { id: call.platform.clock.newId<'calendar'>(), version: 1, at: call.at, firstAt: call.at });
      return refusalOf(row, call.at) ?? refuseLiveSounding(namesIn(call.body), call.body.keptBecause) ?? save(call, row);
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/calendars/:id',
    summary: 'Save a calendar as a new version that holds from now on.',
    permission: 'policy:manage',
    idempotency: 'natural',
    audit: 'calendar.changed',
    params: z.strictObject({ id }),
    body: saveCalendar,
    answer: calendarRecord,
    async handle(call) {
      const old = await newestCalendar(call.tx, call.workspaceId, call.params.id);
      if (old === undefined) return refuse('not_found');
      const row = rowOf(call.body, { id: old.id, version: old.version + 1, at: call.at, firstAt: old.first_at });
      const fresh = namesIn(call.body, old.exception_names);
      const refused =
        refusalOf(row, call.at) ??
        refuseLiveSounding(fresh, call.body.keptBecause) ??
        (await brokenPolicy(call.tx, call.workspaceId, row, call.at));
      if (refused !== null) return refused;
      return sameHours(old, row) ? presentCalendar(old) : saveChanged(call, row);
    },
  });
}

/** Hours in which the times told now can no longer be kept need a reason, as a shorter time does. */
async function saveChanged(call: Saving, row: CalendarRow): Promise<Calendar | Refusal> {
  const { keptBecause } = call.body;
  const before = await timesKept(call);
  if (!(await insertCalendar(call.tx, call.workspaceId, row))) return refuse('conflict');
  const { refusal, kept, policyIds } = await noLongerKept(call, before, keptBecause);
  if (refusal !== null) return refusal;
  if (keptBecause !== undefined) await overrideForTimes(call, policyIds, { because: keptBecause, actor: call.actor });
  return announced(call, row, kept);
}

type Saving = Here & Pick<Call<unknown, unknown, Body>, 'emit' | 'body' | 'actor'>;

async function save(call: Saving, row: CalendarRow): Promise<Calendar | Refusal> {
  return (await insertCalendar(call.tx, call.workspaceId, row)) ? announced(call, row) : refuse('conflict');
}

async function announced(call: Saving, row: CalendarRow, kept: object = {}): Promise<Calendar> {
  await askGate(call.tx, call.workspaceId, call.at);
  await reckonAllAnew(call);
  await call.emit({
    type: 'calendar.changed',
    audience: 'desk',
    subjectId: row.id,
    payload: { calendar: presentCalendar(row), ...keptInSpite(namesIn(call.body), call.body.keptBecause), ...kept },
  });
  return presentCalendar(row);
}

/** New names of days on which it is closed: customers read them at the entry. */
const namesIn = ({ exceptionNames }: Pick<Body, 'exceptionNames'>, before: Readonly<Record<string, string>> = {}): Texts =>
  Object.fromEntries(
    Object.entries(exceptionNames)
      .filter(([day, said]) => before[day] !== said)
      .map(([day, said]) => [`exceptionNames.${day}`, said]),
  );

function rowOf(body: Body, made: { id: string; version: number; at: number; firstAt: number }): CalendarRow {
  const { name, zone, weekly, exceptions, exceptionNames } = body;
  return {
    id: made.id,
    version: made.version,
    name,
    zone,
    weekly,
    exceptions,
    exception_names: exceptionNames,
    valid_from: made.at,
    first_at: made.firstAt,
  };
}

function refusalOf(row: CalendarRow, at: number): Refusal | null {
  const [first, ...more] = checkCalendar(versionOf(row), at);
  if (first === undefined) return null;
  return first.refused === 'never_open'
    ? refuse('calendar_never_open', first.detail)
    : refuse('calendar_invalid', [first, ...more].map((one) => one.detail).join(' '));
}

/** A reply time that customers are being told today must stay reachable. */
async function brokenPolicy(tx: Transaction, workspaceId: string, row: CalendarRow, at: number): Promise<Refusal | null> {
  const compiled = compiledFor(versionOf(row), at);
  for (const policy of await policiesOnCalendar(tx, workspaceId, row.id)) {
    const refused = checkPolicy({ replyWithinMs: policy.reply_within_ms }, compiled, at);
    if (refused !== null) return refuse('calendar_never_open', `${policy.name}: ${refused.detail ?? ''}`);
  }
  return null;
}

function sameHours(old: CalendarRow, row: CalendarRow): boolean {
  const content = ({ name, zone, weekly, exceptions, exception_names }: CalendarRow): string =>
    JSON.stringify([name, zone, sorted(weekly), sorted(exceptions), sorted(exception_names)]);
  return content(old) === content(row);
}

const sorted = (record: object): unknown[] =>
  Object.entries(record)
    .map(([key, value]) => [key, Array.isArray(value) ? value.map(sorted) : value] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

function presentCalendar(row: CalendarRow): Calendar {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    zone: row.zone,
    weekly: row.weekly as Calendar['weekly'],
    exceptions: row.exceptions as Calendar['exceptions'],
    exceptionNames: row.exception_names,
    validFrom: wireInstant(row.valid_from),
  };
}
