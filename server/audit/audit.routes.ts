/**
 * Who did what, and is the record of it untouched? Reads the event log for people with the right to; it changes nothing, and undoing
 * something is done where it was done.
 */
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { administrationTypes, auditEvent, auditVerification, type AuditEvent, type AuditVerification } from '@meanwhile/wire/audit.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refused } from '../platform/http/problem.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant } from '../platform/present.ts';
import { verifyAudit } from '../platform/stream/verify-audit.ts';
import { listEvents, namesOf, type EventRow, type LogPlace } from './audit.store.ts';

const permission = 'audit:read' as const;

export function registerAuditRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/audit/events',
    summary: 'Who did what, newest first: settings and people, or everything.',
    permission,
    idempotency: 'safe',
    audit: null,
    query: page.extend({ about: z.enum(['settings', 'everything']).default('settings') }),
    answer: z.strictObject({ items: z.array(auditEvent), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listEvents(tx, workspaceId, { about: query.about, place: logPlaceOf(query.cursor), most: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      const names = await namesOf(
        tx,
        workspaceId,
        shown.map((row) => idOf(row.actor)).filter((id) => id !== null),
      );
      const more = rows.length > query.limit && last !== undefined;
      return { items: shown.map((row) => present(row, names)), nextCursor: more ? cursorOf(last) : null };
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/audit/verification',
    summary: 'Work every seal of the log out again from its events, and say what does not fit.',
    permission,
    idempotency: 'safe',
    audit: null,
    answer: auditVerification,
    handle: ({ workspaceId, platform }) => verifyOnce(platform, workspaceId),
  });
}

/** One look through a log at a time: it reads all of it, and two at once would tell the same. */
const running = new Map<string, Promise<AuditVerification>>();

function verifyOnce(platform: Platform, workspaceId: string): Promise<AuditVerification> {
  const already = running.get(workspaceId);
  if (already !== undefined) return already;
  const verifying = verify(platform, workspaceId).finally(() => running.delete(workspaceId));
  running.set(workspaceId, verifying);
  return verifying;
}

async function verify(platform: Platform, workspaceId: string): Promise<AuditVerification> {
  const report = await verifyAudit(platform, workspaceId);
  return {
    ...report,
    findings: [...report.findings],
    intact: report.findings.length === 0,
    checkedAt: wireInstant(platform.clock.nowAt()),
  };
}

const isAdministration = new Set<string>(administrationTypes);
const actorKinds: readonly string[] = ['member', 'token', 'visitor', 'customer', 'system'] satisfies AuditEvent['actor']['kind'][];

function present(row: EventRow, names: ReadonlyMap<string, string>): AuditEvent {
  const kind = row.actor.split(':')[0]!;
  const id = idOf(row.actor);
  return {
    id: row.id,
    at: wireInstant(row.at),
    type: row.type,
    actor: {
      kind: actorKinds.includes(kind) ? (kind as AuditEvent['actor']['kind']) : 'system',
      id,
      name: id === null ? null : (names.get(id) ?? null),
    },
    about: aboutOf(row),
    caseId: row.case_id,
    details: isAdministration.has(row.type) ? row.payload : null,
  };
}

function idOf(actor: string): string | null {
  const id = actor.slice(actor.indexOf(':') + 1);
  return isId(id) ? id : null;
}

/** The record the event carries, by what it was called then: a name, a case's number, or nothing. */
function aboutOf({ type, payload, subject_id: subjectId }: EventRow): AuditEvent['about'] {
  const noun = type.split('.')[0]!;
  const carried = payload ?? {};
  const wanted = noun in carried ? noun : Object.keys(carried).find((key) => typeof carried[key] === 'object' && carried[key] !== null);
  const record = (wanted === undefined ? {} : carried[wanted]) as Record<string, unknown>;
  const name = [record['name'], record['email'], record['number'], record['url']].find(
    (value) => typeof value === 'string' || typeof value === 'number',
  );
  return { noun: wanted ?? noun, id: subjectId, name: name === undefined ? null : String(name) };
}

const cursorOf = (row: LogPlace): string => Buffer.from(`${row.xid} ${row.n}`).toString('base64url');

/** Throws Refused `bad_request` for anything that is not a cursor of ours. */
function logPlaceOf(cursor: string | undefined): LogPlace | null {
  if (cursor === undefined) return null;
  const [xid = '', n = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (rest.length > 0 || !/^\d{1,19}$/.test(xid) || !/^\d{1,15}$/.test(n)) throw new Refused('bad_request', 'cursor');
  return { xid, n: Number(n) };
}
