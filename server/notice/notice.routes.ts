/** A member's notices over REST: the list, what was seen, how to be told, and following a case. Each member's own; a program has none. */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { follower, notice, noticeSettings, seeNotices, type Notice } from '@meanwhile/wire/notices.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { readSettings } from './notice-settings.ts';
import { follow, followersOf, markSeen, noticePage, saveSettings, unfollow, type NoticeRow } from './notice.store.ts';

const byId = z.strictObject({ id });
const followers = z.strictObject({ items: z.array(follower), nextCursor: z.null() });
const nobody = refuse('not_allowed', 'Notices are a member’s own.');
type AnyCall = Call<unknown, unknown, unknown>;

const selfOf = ({ principal }: Pick<AnyCall, 'principal'>): string | null => (principal.kind === 'member' ? principal.memberId : null);

export function registerNoticeRoutes(app: FastifyInstance, context: HttpContext): void {
  const read = { method: 'GET', permission: 'case:read', idempotency: 'safe', audit: null } as const;
  workspaceRoute(app, context, {
    ...read,
    url: '/notices',
    summary: 'One’s own notices, newest first',
    query: page,
    answer: z.strictObject({ items: z.array(notice), nextCursor: z.string().nullable() }),
    async handle(call) {
      const memberId = selfOf(call);
      if (memberId === null) return nobody;
      const { tx, workspaceId, query } = call;
      const rows = await noticePage(tx, workspaceId, { memberId, after: placeOf(query.cursor), most: query.limit + 1 });
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: present });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/notices/seen',
    summary: 'These notices were seen',
    permission: 'case:read',
    idempotency: 'natural',
    audit: null,
    body: seeNotices,
    answer: z.strictObject({}),
    async handle(call) {
      const memberId = selfOf(call);
      if (memberId === null) return nobody;
      await markSeen(call.tx, call.workspaceId, { memberId, ids: call.body.ids, at: call.at });
      return {};
    },
  });
  registerSettings(app, context);
  registerFollowing(app, context);
}

function registerSettings(app: FastifyInstance, context: HttpContext): void {
  const own = { url: '/notices/settings', permission: 'case:read', answer: noticeSettings } as const;
  workspaceRoute(app, context, {
    ...own,
    method: 'GET',
    summary: 'How one wants to be told',
    idempotency: 'safe',
    audit: null,
    async handle(call) {
      const memberId = selfOf(call);
      return memberId === null ? nobody : readSettings(call.tx, call.workspaceId, memberId);
    },
  });
  workspaceRoute(app, context, {
    ...own,
    method: 'PUT',
    summary: 'Choose how to be told',
    idempotency: 'natural',
    audit: null,
    body: noticeSettings,
    async handle(call) {
      const memberId = selfOf(call);
      if (memberId === null) return nobody;
      if (call.body.hours !== null && !isZone(call.body.hours.zone)) return refuse('bad_request', 'That time zone is not known.');
      await saveSettings(call.tx, call.workspaceId, memberId, call.body);
      return call.body;
    },
  });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function registerFollowing(app: FastifyInstance, context: HttpContext): void {
  const shared = { url: '/cases/:id/followers', permission: 'case:read', params: byId, answer: followers } as const;
  workspaceRoute(app, context, {
    ...shared,
    method: 'GET',
    summary: 'Who follows the case',
    idempotency: 'safe',
    audit: null,
    handle: (call) => listFollowers(call),
  });
  const own = { ...shared, url: '/cases/:id/followers/me', idempotency: 'natural', audit: null } as const;
  const change = (act: (call: Call<{ id: string }, unknown, unknown>, memberId: string) => Promise<void>) => ({
    async handle(call: Call<{ id: string }, unknown, unknown>) {
      const memberId = selfOf(call);
      if (memberId === null) return nobody;
      if ((await casesById(call.tx, call.workspaceId, [call.params.id])).length === 0) return refuse('not_found');
      await act(call, memberId);
      return listFollowers(call);
    },
  });
  workspaceRoute(app, context, {
    ...own,
    ...change(({ tx, workspaceId, params, at }, memberId) => follow(tx, workspaceId, { caseId: params.id, memberId, at })),
    method: 'PUT',
    summary: 'Follow the case',
  });
  workspaceRoute(app, context, {
    ...own,
    ...change(({ tx, workspaceId, params }, memberId) => unfollow(tx, workspaceId, params.id, memberId)),
    method: 'DELETE',
    summary: 'Follow it no longer',
  });
}

async function listFollowers({
  tx,
  workspaceId,
  params,
}: Call<{ id: string }, unknown, unknown>): Promise<z.input<typeof followers> | Refusal> {
  if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
  return { items: await followersOf(tx, workspaceId, params.id), nextCursor: null };
}

function present(row: NoticeRow): Notice {
  return {
    id: row.id,
    kind: row.kind,
    caseId: row.case_id,
    caseNumber: row.number,
    channelId: row.channel_id,
    by: row.by_name,
    text: row.text,
    at: wireInstant(row.created_at),
    seenAt: wireInstantOrNull(row.seen_at),
  };
}
