/** Incidents over REST: the record with its words and its state, the cases linked to it, and those that may be about it. */
import { suggest } from '@meanwhile/core/incident/suggest.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import {
  casesLinked,
  changeIncident,
  incident,
  incidentCase,
  incidentPreview,
  incidentStates,
  incidentSuggestion,
  linkCases as linkBody,
  openIncident,
  previewIncident,
  type Incident,
  type IncidentSuggestion,
} from '@meanwhile/wire/incidents.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { previewAck, previewEntry } from '../channel/channel.ts';
import { channelTimes } from '../commitment/commitment.ts';
import { iso } from '../platform/db/instant.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { beginIncident, change } from './change-incident.ts';
import {
  incidentById,
  linkedTellings,
  listIncidents,
  listLinks,
  openTellings,
  type ShownIncident,
  type TellingRow,
} from './incident.store.ts';
import { linkCases, unlinkCases, type By, type Linked } from './link-cases.ts';
import { presentIncident, withCases } from './present-incident.ts';

const byId = z.strictObject({ id });
const read = { method: 'GET', permission: 'case:read', idempotency: 'safe', audit: null } as const;
const write = { permission: 'incident:manage', audit: 'incident.changed', answer: incident } as const;
/** Of a day, the newest so many open cases are looked at, and so many linked ones compared with. */
const suggested = { lastMs: 24 * hourMs, open: 500, linked: 50, shown: 50 };

export const byOf = ({ actor, principal }: Pick<Call<unknown, unknown, unknown>, 'actor' | 'principal'>): By => ({
  actor,
  memberId: principal.kind === 'member' ? principal.memberId : null,
});

export function registerIncidentRoutes(app: FastifyInstance, context: HttpContext): void {
  registerRecord(app, context);
  registerLinks(app, context);
}

function registerRecord(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents',
    summary: 'Incidents, newest first; all of them, or those a case is linked to',
    query: page.extend({ state: z.enum(incidentStates).optional(), caseId: id.optional() }),
    answer: z.strictObject({ items: z.array(incident), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const filter = { state: query.state ?? null, caseId: query.caseId ?? null };
      const rows = await listIncidents(tx, workspaceId, filter, { after: placeOf(query.cursor), most: query.limit + 1 });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.opened_at, id: row.id }), item: presentIncident });
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id',
    summary: 'One incident',
    params: byId,
    answer: incident,
    async handle({ tx, workspaceId, params }) {
      const row = await incidentById(tx, workspaceId, params.id);
      return row === undefined ? refuse('not_found') : presentIncident(row);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/incidents',
    summary: 'Open an incident; its words are told from now on',
    idempotency: 'key',
    body: openIncident,
    status: 201,
    handle: async (call) => shown(call, await beginIncident(call, call.body, byOf(call))),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PATCH',
    url: '/incidents/:id',
    summary: 'Change its words, its channels or its state',
    idempotency: 'natural',
    params: byId,
    body: changeIncident,
    handle: async (call) => shown(call, await change(call, call.params.id, call.body, byOf(call))),
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/incidents/preview',
    summary: 'What customers would read on a channel with these words; nothing is changed',
    permission: 'incident:manage',
    idempotency: 'natural',
    audit: null,
    body: previewIncident,
    answer: incidentPreview,
    handle: preview,
  });
}

type Waking = Pick<Call<unknown, unknown, unknown>, 'wake'>;

function shown(call: Waking, row: ShownIncident | Refusal): Incident | Refusal {
  if (isRefusal(row)) return row;
  call.wake('events');
  return presentIncident(row);
}

async function preview({ tx, workspaceId, body, at }: Call<unknown, unknown, z.output<typeof previewIncident>>) {
  const time = (await channelTimes(tx, workspaceId, [body.channelId], at)).get(body.channelId);
  if (time === undefined) return refuse('not_found');
  const { incidentId, entryTexts: entry, ackTexts: ack } = body;
  const asked = { id: incidentId, entry, ack };
  const isOpenHere = time.incidents.some((one) => one.id === incidentId);
  // Its own stand where they stood: the oldest trouble is told first.
  const incidents = isOpenHere ? time.incidents.map((one) => (one.id === incidentId ? asked : one)) : [...time.incidents, asked];
  const told = { ...time, incidents };
  const reader = { nowAt: at, locale: body.locale, contactKnown: true, notices: { email: true, sms: false }, readerZone: null };
  return { entry: previewEntry(told, reader)?.words ?? null, confirmation: previewAck(told, reader)?.words ?? null };
}

function registerLinks(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id/cases',
    summary: 'Cases linked to it, the last first',
    params: byId,
    query: page,
    answer: z.strictObject({ items: z.array(incidentCase), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, params, query }) {
      if ((await incidentById(tx, workspaceId, params.id)) === undefined) return refuse('not_found');
      const rows = await listLinks(tx, workspaceId, params.id, { after: placeOf(query.cursor), most: query.limit + 1 });
      const { items, nextCursor } = pageOf(rows, query.limit, {
        place: (row) => ({ at: row.linked_at, id: row.case_id }),
        item: (row) => row,
      });
      const cases = await withCases(tx, workspaceId, items, (row, one) => ({
        ...one,
        how: row.how,
        linkedAt: iso(row.linked_at),
        linkedBy: row.linked_name,
      }));
      return { items: cases, nextCursor };
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/incidents/:id/suggestions',
    summary: 'Open cases of the last day that may be about it',
    rate: 'heavy',
    params: byId,
    answer: z.strictObject({ items: z.array(incidentSuggestion), nextCursor: z.null() }),
    async handle(call) {
      const row = await incidentById(call.tx, call.workspaceId, call.params.id);
      return row === undefined ? refuse('not_found') : { items: await suggestions(call, row), nextCursor: null };
    },
  });
  const linking = { method: 'POST', permission: 'case:write', idempotency: 'natural', audit: 'incident.changed', params: byId } as const;
  workspaceRoute(app, context, {
    ...linking,
    url: '/incidents/:id/link',
    summary: 'Link cases to it',
    body: linkBody,
    answer: casesLinked,
    handle: async (call) => linked(call, await linkCases(call, { incidentId: call.params.id, caseIds: call.body.ids }, byOf(call))),
  });
  workspaceRoute(app, context, {
    ...linking,
    url: '/incidents/:id/unlink',
    summary: 'Take cases out of it',
    body: linkBody,
    answer: casesLinked,
    handle: async (call) => linked(call, await unlinkCases(call, { incidentId: call.params.id, caseIds: call.body.ids }, byOf(call))),
  });
}

function linked(call: Waking, done: Linked | Refusal): z.output<typeof casesLinked> | Refusal {
  if (isRefusal(done)) return done;
  call.wake('events');
  return { ...done, incident: presentIncident(done.incident) };
}

async function suggestions(
  { tx, workspaceId, at }: Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'at'>,
  row: ShownIncident,
): Promise<IncidentSuggestion[]> {
  const telling = ({ id: caseId, topic_id: topicId, text }: TellingRow) => ({ id: caseId, topicId, text });
  const own = (await linkedTellings(tx, workspaceId, row.id, suggested.linked)).map(telling);
  const open = await openTellings(tx, workspaceId, { incidentId: row.id, sinceAt: at - suggested.lastMs, most: suggested.open });
  const found = suggest(row.title, own, open.map(telling)).slice(0, suggested.shown);
  const rows = found.map(({ id: caseId, because, words }) => ({ case_id: caseId, because, words: [...words] }));
  const opened = new Map<string, number>(open.map((one) => [one.id, one.opened_at]));
  return withCases(tx, workspaceId, rows, ({ because, words, case_id: caseId }, one) => ({
    ...one,
    openedAt: iso(opened.get(caseId)!),
    because,
    words,
  }));
}
