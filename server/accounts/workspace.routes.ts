/** Which workspaces are mine, how is one made and changed? Settings of channels, calendars and policies are other steps'. */
import { isDeepStrictEqual } from 'node:util';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { permissions, rolePermissions } from '@meanwhile/wire/permissions.ts';
import { workspace as shape, type Workspace } from '@meanwhile/wire/records.ts';
import { changeWorkspace, createWorkspace } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { logoOf } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import { acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { amongPeople, personById, type AccountsContext } from './accounts-context.ts';
import { chooseLogo, removeLogo } from './logo.ts';
import { membershipsOf, whoAsks } from './membership.ts';
import { moveStarterCalendars } from './starter-calendar.ts';
import { makeWorkspace } from './workspace.ts';

export function workspaceRoutes(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  listRoute(app, http, context);
  createRoute(app, http, context);
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/workspaces/current',
    summary: 'The workspace of this request.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    answer: shape,
    handle: async ({ tx, workspaceId }) => (await readWorkspace(http.platform, tx, workspaceId)) ?? refuse('not_found'),
  });
  workspaceRoute(app, http, {
    method: 'PATCH',
    url: '/workspaces/current',
    summary: 'Change the workspace: its name, brand, logo, language or time zone.',
    permission: 'workspace:manage',
    idempotency: 'natural',
    audit: 'workspace.changed',
    body: changeWorkspace,
    answer: shape,
    async handle({ tx, workspaceId, actor, body, emit, at }) {
      if (body.zone !== undefined && !isZone(body.zone)) return refuse('bad_request', 'zone');
      if (body.locale !== undefined && !isLocale(body.locale)) return refuse('bad_request', 'locale');
      const before = await readWorkspace(http.platform, tx, workspaceId);
      if (before === null) return refuse('not_found');
      await tx.run(sql`update tenant.workspace set name = coalesce(${body.name ?? null}, name), brand = coalesce(${body.brand ?? null}, brand),
        locale = coalesce(${body.locale ?? null}, locale), zone = coalesce(${body.zone ?? null}, zone) where workspace_id = ${workspaceId}`);
      const { logoAttachmentId } = body;
      if (logoAttachmentId === null) await removeLogo(tx, workspaceId);
      else if (logoAttachmentId !== undefined) await chooseLogo(http.platform, tx, { workspaceId, actor, attachmentId: logoAttachmentId });
      const workspace = (await readWorkspace(http.platform, tx, workspaceId))!;
      if (isDeepStrictEqual(workspace, before)) return workspace;
      const zones = { from: before.zone, to: workspace.zone };
      for (const calendar of await moveStarterCalendars(tx, workspaceId, zones, at))
        await emit({ type: 'calendar.changed', audience: 'desk', subjectId: calendar.id, payload: { calendar } });
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: workspaceId, payload: { workspace } });
      return workspace;
    },
  });
  workspaceRoute(app, http, {
    method: 'GET',
    url: '/permissions',
    summary: 'The catalogue of permissions, and which role has which.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ permissions: z.array(z.string()), roles: z.record(z.string(), z.array(z.string())) }),
    handle: async () => ({
      permissions: [...permissions],
      roles: Object.fromEntries(Object.entries(rolePermissions).map(([role, all]) => [role, [...all]])),
    }),
  });
}

function listRoute(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  app.get(
    '/api/v1/workspaces',
    {
      config: declared({ permission: 'user', scope: 'installation', rate: 'read', idempotency: 'safe', audit: null }),
      schema: {
        summary: 'The workspaces you are a member of.',
        tags: ['workspaces'],
        security: [{ token: [] }],
        response: { 200: z.strictObject({ items: z.array(shape), nextCursor: z.null() }) },
      },
    },
    async (request) => {
      const principal = await whoAsks(http, request);
      http.rateLimits.spend('read', request.ip);
      const ids =
        principal.kind === 'token'
          ? [principal.workspaceId]
          : (await membershipsOf(context, principal.userId)).map((one) => one.workspaceId);
      const items = await acrossWorkspaces(context.platform.pool, async (tx) => {
        const found: Workspace[] = [];
        for (const id of ids) {
          await tx.enter(id);
          const workspace = await readWorkspace(context.platform, tx, id);
          if (workspace !== null) found.push(workspace);
        }
        return found;
      });
      return { items, nextCursor: null };
    },
  );
}

function createRoute(app: FastifyInstance, http: HttpContext, context: AccountsContext): void {
  app.post(
    '/api/v1/workspaces',
    {
      // The slug is the key: the same owner asking twice gets the same workspace.
      config: declared({ permission: 'user', scope: 'installation', rate: 'write', idempotency: 'natural', audit: 'workspace.changed' }),
      schema: {
        summary: 'Open another workspace; you become its owner.',
        tags: ['workspaces'],
        body: createWorkspace,
        response: { 201: shape },
      },
    },
    async (request, reply) => {
      const principal = await whoAsks(http, request);
      http.rateLimits.spend('login', request.ip);
      if (principal.kind === 'token') throw new Refused('not_allowed');
      const memberships = await membershipsOf(context, principal.userId);
      // Who runs a workspace here may open another; a guest of the installation may not fill it with theirs.
      if (!memberships.some((one) => one.role === 'owner' || one.role === 'admin')) throw new Refused('not_allowed');
      const person = await amongPeople(context, (tx) => personById(tx, principal.userId));
      if (person === undefined) throw new Refused('not_signed_in');
      const wanted = request.body as z.output<typeof createWorkspace>;
      const made = await makeWorkspace(context.platform, {
        ...wanted,
        owner: { userId: person.id, name: person.name, email: person.email },
      });
      if (made !== null) return reply.code(201).send(made.workspace);
      const mine = memberships.find((one) => one.slug === wanted.slug && one.role === 'owner');
      if (mine === undefined) throw new Refused('conflict', 'slug');
      const existing = await acrossWorkspaces(context.platform.pool, async (tx) => {
        await tx.enter(mine.workspaceId);
        return readWorkspace(context.platform, tx, mine.workspaceId);
      });
      if (existing === null) throw new Refused('conflict', 'slug');
      return reply.code(201).send(existing);
    },
  );
}

async function readWorkspace(platform: Platform, tx: Transaction, workspaceId: string): Promise<Workspace | null> {
  const row = await tx.row(sql<{ slug: string; name: string; brand: string; locale: string; zone: string; created_at: number }>`
    select d.slug, w.name, w.brand, w.locale, w.zone, w.created_at from tenant.workspace w join directory.workspace d using (workspace_id) where w.workspace_id = ${workspaceId}`);
  return row === undefined
    ? null
    : {
        id: workspaceId,
        slug: row.slug,
        name: row.name,
        brand: row.brand,
        locale: row.locale,
        zone: row.zone,
        logo: await logoOf(platform, tx, workspaceId),
        createdAt: iso(row.created_at),
      };
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
