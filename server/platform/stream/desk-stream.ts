/**
 * The stream of desk and API clients: tickets, the socket, and the same events by plain requests. Every event is authorised for the
 * one who hears it, with the rights of this moment.
 */
import { clientFrame, type eventTypes, streamEvent } from '@meanwhile/wire/stream.ts';
import { eventPermission, eventTypesFor } from '@meanwhile/wire/event-permissions.ts';
import { page } from '@meanwhile/wire/requests.ts';
import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Authenticate, Principal } from '../http/principal.ts';
import { declared, workspaceRoute, type HttpContext } from '../http/route.ts';
import { isOwnOrigin } from '../http/web-server.ts';
import { seal, unseal } from '../keys.ts';
import type { Platform } from '../platform.ts';
import type { Hub, HubEvent } from './hub.ts';
import { createOnlookers, type Onlooker, type Onlooking, type Onlookers } from './onlookers.ts';
import { runSocket, type Admitted } from './socket-session.ts';

const ticketMs = 60_000;

/** A member touched keyboard or pointer; an open tab alone says nothing. */
export type NoteInput = (workspaceId: string, memberId: string, at: number) => void;
/** A member writes an answer in this case; null: they do not write. */
export type NoteWriting = (who: Onlooker, caseId: string | null) => void;

interface Told {
  readonly noteInput: NoteInput;
  readonly noteWriting: NoteWriting;
}

export function registerDeskStream(app: FastifyInstance, context: HttpContext, hub: Hub, told: Told): void {
  const { platform, authenticate } = context;
  const onlookers = createOnlookers();
  ticketRoute(app, context);
  eventsRoute(app, context);
  app.get(
    '/api/v1/stream',
    { websocket: true, config: declared({ permission: 'event:read', scope: 'workspace', rate: 'none', idempotency: 'safe', audit: null }) },
    (socket, request) => {
      const { origin } = request.headers;
      // A browser always sends Origin; a foreign one is refused before any frame (attack 89). Programs send none and bring a token.
      if (origin !== undefined && !isOwnOrigin(request, origin, platform.settings.publicUrl)) return socket.close(4403, 'origin');
      runSocket(socket, hub, platform, (hello) => admitDesk(hello, platform, authenticate, { ...told, onlookers }));
    },
  );
}

function ticketRoute(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/stream-tickets',
    summary: 'A ticket for the stream, good for one minute',
    permission: 'event:read',
    idempotency: 'natural',
    audit: null,
    answer: z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() }),
    async handle({ request, workspaceId, at }) {
      const { authorization, cookie } = request.headers;
      const token = seal(
        platform.keys,
        'stream-ticket',
        Buffer.from(JSON.stringify({ authorization, cookie, workspaceId, until: at + ticketMs })),
      );
      return { token: token.toString('base64url'), expiresAt: new Date(at + ticketMs).toISOString() };
    },
  });
}

function eventsRoute(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/events',
    summary: 'Events in commit order, oldest first',
    permission: 'event:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(streamEvent), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query, principal }) {
      const [xid, n] = eventPlace(query.cursor, platform.epoch);
      const rows = await tx.rows(sql<{
        id: string;
        xid: string;
        n: number;
        at: number;
        type: (typeof eventTypes)[number];
        conversation_id: string | null;
        case_id: string | null;
        channel_id: string | null;
        subject_id: string | null;
        actor: string;
        payload: Record<string, unknown> | null;
      }>`
        select id, xid::text, n, at, type, conversation_id, case_id, channel_id, subject_id, actor, payload from tenant.event
        where workspace_id = ${workspaceId} and type = any(${eventTypesFor(principal.permissions)}::text[]) and (xid, n) > (${xid}::xid8, ${n}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
          and (audience in ('everyone', 'desk') or (audience = 'member' and member_id = ${principal.kind === 'member' ? principal.memberId : null}::uuid))
        order by xid, n limit ${query.limit}`);
      const items = rows.map((row) => ({
        id: row.id,
        cursor: `${platform.epoch}-${row.xid}-${row.n}`,
        type: row.type,
        at: new Date(row.at).toISOString(),
        conversationId: row.conversation_id,
        caseId: row.case_id,
        channelId: row.channel_id,
        subjectId: row.subject_id,
        actor: row.actor,
        payload: row.payload ?? {},
      }));
      return { items, nextCursor: items.at(-1)?.cursor ?? query.cursor ?? null };
    },
  });
}

interface Company extends Told {
  readonly onlookers: Onlookers;
}

async function admitDesk(
  hello: unknown,
  platform: Platform,
  authenticate: Authenticate,
  { noteInput, noteWriting, onlookers }: Company,
): Promise<Admitted | null> {
  const parsed = clientFrame.safeParse(hello);
  if (!parsed.success || parsed.data.type !== 'hello') return null;
  const { token, cursor, channelIds } = parsed.data;
  const credentials = credentialsOf(platform, token);
  if (credentials === null) return null;
  const ask = async (): Promise<Principal | null> => {
    const found = await authenticate(credentials);
    return found === null || found.kind === 'user' || !found.permissions.has('event:read') ? null : found;
  };
  let principal = await ask();
  if (principal === null) return null;
  const { workspaceId } = principal;
  const channels = channelIds === undefined ? null : new Set<string>(channelIds);
  const may = (event: HubEvent): boolean => {
    if (event.audience === 'internal' || principal?.permissions.has(eventPermission[event.wire.type]) !== true) return false;
    if (event.audience === 'member') return principal.kind === 'member' && event.memberId === principal.memberId;
    return channels === null || event.wire.channelId === null || channels.has(event.wire.channelId);
  };
  let onlooking: Onlooking | null = null;
  return {
    subscriber: { workspaceId, conversationIds: null, customerKey: null, may },
    cursor,
    async stillAllowed() {
      principal = await ask();
      return principal !== null && principal.workspaceId === workspaceId;
    },
    frame(events, at) {
      const quoted = JSON.stringify(at);
      return `{"type":"events","cursor":${quoted},"events":[${events.map((event) => `${event.json()},"cursor":${quoted}}`).join(',')}]}`;
    },
    onFrame(frame) {
      const read = clientFrame.safeParse(frame);
      if (!read.success || principal?.kind !== 'member') return;
      if (read.data.type === 'input') noteInput(workspaceId, principal.memberId, platform.clock.nowAt());
      if (read.data.type !== 'look') return;
      const { caseId, writing } = read.data;
      onlooking?.look(caseId, writing);
      noteWriting({ workspaceId, memberId: principal.memberId, name: principal.name }, writing ? caseId : null);
    },
    opened(send) {
      if (principal?.kind !== 'member') return;
      const { memberId, name } = principal;
      onlooking = onlookers.enter({ workspaceId, memberId, name }, (told) => send(JSON.stringify(told)));
    },
    closed() {
      onlooking?.leave();
      if (principal?.kind === 'member') noteWriting({ workspaceId, memberId: principal.memberId, name: principal.name }, null);
    },
  };
}

interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly workspaceId: string | undefined;
}

/** An API token as it is, or a ticket of `POST /stream-tickets` opened again. */
function credentialsOf(platform: Platform, token: string): Credentials | null {
  if (token.startsWith('mw_')) return { authorization: `Bearer ${token}`, cookie: undefined, workspaceId: undefined };
  try {
    const ticket = JSON.parse(unseal(platform.keys, 'stream-ticket', Buffer.from(token, 'base64url')).toString()) as Credentials & {
      until: number;
    };
    return ticket.until < platform.clock.nowAt()
      ? null
      : { authorization: ticket.authorization, cookie: ticket.cookie, workspaceId: ticket.workspaceId };
  } catch (error) {
    platform.log.info({ err: error }, 'a stream ticket was refused');
    return null;
  }
}

/** A cursor from before a restore begins anew: transaction numbers of another cluster say nothing here, and events are applied by id. */
function eventPlace(cursor: string | undefined, epoch: number): [string, string] {
  const match = /^(\d{1,9})-(\d{1,20})-(\d{1,19})$/.exec(cursor ?? '');
  return match === null || match[1] !== String(epoch) ? ['0', '0'] : [match[2]!, match[3]!];
}
