/** Lists of cases over REST: a page of a view, narrowed by a filter, and how many stand in each. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { caseCounts, caseList, isHalfField } from '@meanwhile/wire/case-list.ts';
import { caseRow } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentCases } from '../case/case.ts';
import { cursorOf, placeOf } from '../platform/http/cursor.ts';
import type { Principal } from '../platform/http/principal.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstantOrNull } from '../platform/present.ts';
import { countCases, mostCounted } from './case-counts.store.ts';
import { casePage } from './inbox.store.ts';

export function registerCaseListRoutes(app: FastifyInstance, context: HttpContext): void {
  const read = { method: 'GET', permission: 'case:read', idempotency: 'safe', audit: null } as const;
  workspaceRoute(app, context, {
    ...read,
    url: '/cases',
    summary: 'A page of the inbox',
    query: caseList,
    answer: z.strictObject({ items: z.array(caseRow), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query, principal, at }) {
      const { view, cursor, limit, ...filter } = query;
      if (isHalfField(filter)) return refuse('bad_request', 'fieldId and fieldValue belong together.');
      const found = await casePage(tx, workspaceId, { view, filter, memberId: memberOf(principal), at, after: placeOf(cursor), limit });
      const last = found.at(-1);
      return {
        items: await presentCases(
          tx,
          workspaceId,
          found.map((row) => row.id),
        ),
        nextCursor: last !== undefined && found.length === limit ? cursorOf(last.key, last.id) : null,
      };
    },
  });
  workspaceRoute(app, context, {
    ...read,
    url: '/cases/counts',
    summary: 'How many cases stand in each view and filter, up to a most',
    answer: caseCounts,
    async handle({ tx, workspaceId, principal, at }) {
      const { due_soon: dueSoon, next_change_at: nextChangeAt, ...counts } = await countCases(tx, workspaceId, memberOf(principal), at);
      return { most: mostCounted, ...counts, dueSoon, nextChangeAt: wireInstantOrNull(nextChangeAt) };
    },
  });
}

function memberOf(principal: Principal): string | null {
  return principal.kind === 'member' ? principal.memberId : null;
}
