/** Cases that belong together though they are two matters, maybe of two customers: tied and untied, seen from both. Neither changes by it. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { linkCase, linkedCases } from '@meanwhile/wire/customer-merge.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { casesById, presentCases } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';

const byId = z.strictObject({ id });
const pair = z.strictObject({ id, otherId: id });
/** More than anybody reads. */
const linksMost = 50;

export function registerCaseLinkRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/links',
    summary: 'Cases tied to this one',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    answer: linkedCases,
    async handle({ tx, workspaceId, params }) {
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      return { items: await linked(tx, workspaceId, params.id) };
    },
  });
  const write = { permission: 'case:write', idempotency: 'natural', audit: 'case.changed', answer: linkedCases } as const;
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/cases/:id/links',
    summary: 'Tie this case to another',
    params: byId,
    body: linkCase,
    async handle(call) {
      const { tx, workspaceId, at, actor } = call;
      const [one, other] = ordered(call.params.id, call.body.caseId);
      if (one === other) return refuse('case_unchanged', 'A case is not tied to itself.');
      if ((await casesById(tx, workspaceId, [one, other])).length !== 2) return refuse('not_found');
      for (const [end, far] of [
        [one, other],
        [other, one],
      ] as const) {
        const ends = await linked(tx, workspaceId, end);
        if (ends.length >= linksMost && !ends.some((row) => row.id === far))
          return refuse('conflict', `At most ${linksMost} cases are tied to one.`);
      }
      const made = await tx.row(sql`
        insert into tenant.case_link (workspace_id, one_case_id, other_case_id, linked_by, linked_at)
        values (${workspaceId}, ${one}, ${other}, ${actor}, ${iso(at)}) on conflict do nothing returning 1`);
      if (made !== undefined) await tell(call, [one, other], 'linked');
      return { items: await linked(tx, workspaceId, call.params.id) };
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/cases/:id/links/:otherId',
    summary: 'Untie two cases',
    params: pair,
    async handle(call) {
      const { tx, workspaceId, params } = call;
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      const [one, other] = ordered(params.id, params.otherId);
      const gone = await tx.row(sql`
        delete from tenant.case_link where workspace_id = ${workspaceId} and one_case_id = ${one} and other_case_id = ${other} returning 1`);
      if (gone !== undefined) await tell(call, [one, other], 'unlinked');
      return { items: await linked(tx, workspaceId, params.id) };
    },
  });
}

function ordered(a: string, b: string): [string, string] {
  return a < b ? [a, b] : [b, a];
}

async function linked(tx: Transaction, workspaceId: string, caseId: string) {
  const rows = await tx.rows(sql<{ id: string }>`
    select id from (
      select other_case_id as id, linked_at from tenant.case_link where workspace_id = ${workspaceId} and one_case_id = ${caseId}
      union all
      select one_case_id as id, linked_at from tenant.case_link where workspace_id = ${workspaceId} and other_case_id = ${caseId}) both_ways
    order by linked_at desc, id`);
  return presentCases(
    tx,
    workspaceId,
    rows.map((row) => row.id),
  );
}

/** Both cases are told of, so that a screen that shows either asks anew. */
async function tell(call: Call<unknown, unknown, unknown>, ids: readonly [string, string], did: 'linked' | 'unlinked'): Promise<void> {
  const both = await presentCases(call.tx, call.workspaceId, ids);
  await call.emit(
    ...both.map((row) => ({
      type: 'case.changed' as const,
      audience: 'desk' as const,
      conversationId: row.conversationId,
      caseId: row.id,
      channelId: row.channelId,
      subjectId: row.id,
      payload: { case: row, did, otherId: ids.find((one) => one !== row.id) },
    })),
  );
}
