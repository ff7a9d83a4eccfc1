/** Rules over REST: the list a manager keeps in its order, trying one on what happened lately, and what rules did to a case. */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import { orderRules, rule as ruleRecord, ruleRun, ruleTried, saveRule, tryRule, type Rule } from '@meanwhile/wire/rules.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { askRules } from './run-rules.ts';
import {
  findRule,
  isRuleNameTaken,
  listRules,
  namesOwn,
  orderRuleRows,
  removeRuleRow,
  runsOfCase,
  saveRuleRow,
  type CountedRuleRow,
  type RuleRow,
} from './rule.store.ts';
import { tryOut } from './try-out.ts';

const byId = z.strictObject({ id });
const write = { permission: 'rule:manage', audit: 'workspace.changed' } as const;
/** A workspace with more of them has a program elsewhere that should decide. */
const { rulesPerWorkspace: mostRules } = limits;
const countedMs = 7 * dayMs;
type RuleCall = Pick<
  Call<unknown, unknown, z.output<typeof saveRule>>,
  'tx' | 'workspaceId' | 'body' | 'emit' | 'at' | 'wake' | 'platform' | 'principal'
>;

export function registerRuleRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/rules',
    summary: 'Rules in the order they are asked in',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(ruleRecord), nextCursor: z.null() }),
    handle: async ({ tx, workspaceId, at }) => ({
      items: (await listRules(tx, workspaceId, at - countedMs)).map(present),
      nextCursor: null,
    }),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/rules',
    summary: 'Add a rule; it begins with what happens from now on',
    idempotency: 'key',
    body: saveRule,
    answer: ruleRecord,
    status: 201,
    async handle(call) {
      if ((await listRules(call.tx, call.workspaceId, call.at)).length >= mostRules)
        return refuse('conflict', `At most ${mostRules} rules.`);
      return save(call, call.platform.clock.newId<'rule'>(), null);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/rules/:id',
    summary: 'Change a rule; what it did stays as it was',
    idempotency: 'natural',
    params: byId,
    body: saveRule,
    answer: ruleRecord,
    async handle(call) {
      const before = await findRule(call.tx, call.workspaceId, call.params.id);
      return before === undefined ? refuse('not_found') : save(call, call.params.id, before);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/rules/:id',
    summary: 'Remove a rule; what it did stays',
    idempotency: 'natural',
    params: byId,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, at, emit, platform }) {
      if ((await removeRuleRow(tx, workspaceId, params.id, at)) === 0) return refuse('not_found');
      await askRules({ tx, workspaceId, at, platform });
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: params.id, payload: { removed: 'rule' } });
      return {};
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/rules/order',
    summary: 'The order rules are asked in; those left out come behind, as they were',
    idempotency: 'natural',
    body: orderRules,
    answer: z.strictObject({ items: z.array(ruleRecord), nextCursor: z.null() }),
    async handle({ tx, workspaceId, body: { ids }, at, emit }) {
      const known = new Set((await listRules(tx, workspaceId, at)).map((one) => one.id));
      if (ids.some((one) => !known.has(one))) return refuse('not_found');
      await orderRuleRows(tx, workspaceId, ids);
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: null, payload: { rulesOrder: ids } });
      return { items: (await listRules(tx, workspaceId, at - countedMs)).map(present), nextCursor: null };
    },
  });
  registerLooks(app, context);
}

function registerLooks(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/rules/try',
    summary: 'What would a rule have met among what happened lately? Nothing is done',
    permission: 'rule:manage',
    idempotency: 'natural',
    audit: null,
    body: tryRule,
    answer: ruleTried,
    rate: 'heavy',
    handle: ({ tx, workspaceId, at, body }) => tryOut(tx, workspaceId, { asked: body, at }),
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/rule-runs',
    summary: 'What rules did to a case, newest first',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    answer: z.strictObject({ items: z.array(ruleRun), nextCursor: z.null() }),
    async handle({ tx, workspaceId, params }) {
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      const rows = await runsOfCase(tx, workspaceId, params.id, 100);
      const items = rows.map(({ rule_id, name, version, ran_at, outcome, why }) => ({
        ruleId: rule_id,
        ruleName: name,
        version,
        at: iso(ran_at),
        outcome,
        why,
      }));
      return { items, nextCursor: null };
    },
  });
}

async function save(call: RuleCall, ruleId: string, before: RuleRow | null): Promise<Rule | Refusal> {
  const { tx, workspaceId, body, at } = call;
  const { webhookId } = body.actions;
  // What a webhook hears is decided by who may set one up.
  if (webhookId !== null && webhookId !== before?.actions.webhookId && !call.principal.permissions.has('webhook:manage'))
    return refuse('not_allowed', 'Calling a webhook is set by who may manage webhooks.');
  if (!(await namesOwn(tx, workspaceId, body, before))) return refuse('not_found');
  if (await isRuleNameTaken(tx, workspaceId, { id: ruleId, name: body.name })) return refuse('name_taken');
  const row = {
    id: ruleId,
    name: body.name,
    place: body.place,
    is_on: body.isOn,
    start: body.start,
    minutes_before: body.minutesBefore,
    conditions: body.conditions,
    actions: body.actions,
  };
  if (!(await saveRuleRow(tx, workspaceId, row, at))) return refuse('not_found');
  await askRules(call);
  const saved = present((await listRules(tx, workspaceId, at - countedMs)).find((one) => one.id === ruleId)!);
  await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: ruleId, payload: { rule: saved } });
  call.wake('events');
  return saved;
}

function present(row: CountedRuleRow): Rule {
  return {
    id: row.id,
    name: row.name,
    place: row.place,
    isOn: row.is_on,
    start: row.start,
    minutesBefore: row.minutes_before,
    conditions: row.conditions,
    actions: row.actions,
    version: row.version,
    changedAt: iso(row.changed_at),
    ranCount: row.ran_count,
  };
}
