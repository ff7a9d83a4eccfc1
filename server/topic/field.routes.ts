/** Fields of cases: which ones a topic asks for (kept by whoever keeps topics), and what stands in them (by whoever works on the case). */
import { isDeepStrictEqual } from 'node:util';
import { fieldValue } from '@meanwhile/core/conversation/field.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import { caseFields, changeField, createField, fillField, topicField, type TopicField } from '@meanwhile/wire/fields.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { casesById, lockCase } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { listFields, lockField, saveField, valuesOf, type FieldRow } from './field.store.ts';
import { fillFields } from './fill-fields.ts';

const byId = z.strictObject({ id });
/** More than fits beside a case. */
const fieldsMost = 100;
const unasked = 'mandatory: of what customers are asked alone.';

export function registerFieldRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/topic-fields',
    summary: 'Every field of cases, oldest first.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(topicField), nextCursor: z.null() }),
    handle: async ({ tx, workspaceId }) => ({ items: (await listFields(tx, workspaceId)).map(present), nextCursor: null }),
  });
  const write = { permission: 'topic:manage', audit: 'workspace.changed', answer: topicField } as const;
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/topic-fields',
    summary: 'A field for the cases of one topic, or of all.',
    idempotency: 'key',
    status: 201,
    body: createField,
    async handle(call) {
      const { tx, workspaceId, body, at } = call;
      if (body.kind === 'choice' && body.choices.length === 0) return refuse('bad_request', 'choices: a choice needs at least one.');
      if ((await listFields(tx, workspaceId)).length >= fieldsMost) return refuse('conflict', `At most ${fieldsMost} fields.`);
      const topic =
        body.topicId === null ||
        (await tx.row(sql`select 1 from tenant.topic where workspace_id = ${workspaceId} and id = ${body.topicId}`));
      if (topic === undefined) return refuse('not_found');
      const { topicId: topic_id, factKind: fact_kind, askedBecause: asked_because, ...rest } = body;
      if (rest.mandatory && asked_because === null) return refuse('bad_request', unasked);
      return save(call, {
        ...rest,
        fact_kind,
        asked_because,
        id: call.platform.clock.newId<'field'>(),
        topic_id,
        created_at: at,
        removed_at: null,
      });
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PATCH',
    url: '/topic-fields/:id',
    summary: 'Another name, other choices, required or not, asked of customers or not.',
    idempotency: 'natural',
    params: byId,
    body: changeField,
    async handle(call) {
      const row = await lockField(call.tx, call.workspaceId, call.params.id);
      if (row === undefined || row.removed_at !== null) return refuse('not_found');
      const { name = row.name, choices = row.choices, required = row.required, factKind: fact_kind = row.fact_kind } = call.body;
      if (row.kind === 'choice' && choices.length === 0) return refuse('bad_request', 'choices: a choice needs at least one.');
      const { askedBecause: asked_because = row.asked_because, mandatory = row.mandatory } = call.body;
      if (mandatory && asked_because === null) return refuse('bad_request', unasked);
      const next = { ...row, name, choices, required, fact_kind, asked_because, mandatory };
      return isDeepStrictEqual(next, row) ? present(row) : save(call, next);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/topic-fields/:id',
    summary: 'Ask for it no longer. What stands in it is kept.',
    idempotency: 'natural',
    params: byId,
    async handle(call) {
      const row = await lockField(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      return row.removed_at === null ? save(call, { ...row, removed_at: call.at }) : present(row);
    },
  });
  valueRoutes(app, context);
}

function valueRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/fields',
    summary: 'What stands in the fields of a case.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    answer: caseFields,
    async handle({ tx, workspaceId, params }) {
      if ((await casesById(tx, workspaceId, [params.id])).length === 0) return refuse('not_found');
      return { items: await valuesOf(tx, workspaceId, params.id) };
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/cases/:id/fields/:fieldId',
    summary: 'Write into a field of a case, or empty it.',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'case.changed',
    params: z.strictObject({ id, fieldId: id }),
    body: fillField,
    answer: caseFields,
    async handle(call) {
      const { tx, workspaceId, params } = call;
      const row = await lockCase(tx, workspaceId, params.id);
      const field = (await listFields(tx, workspaceId)).find((one) => one.id === params.fieldId);
      if (row === undefined || field === undefined) return refuse('not_found');
      if (row.merged_into_id !== null) return refuse('case_merged');
      const value = call.body.value === null ? null : fieldValue(field, call.body.value);
      if (isRefusal(value)) return value;
      return { items: await fillFields(call, row, [{ field, value }]) };
    },
  });
}

async function save(call: Call<unknown, unknown, unknown>, row: FieldRow): Promise<TopicField> {
  await saveField(call.tx, call.workspaceId, row);
  const field = present(row);
  await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: row.id, payload: { field, removed: row.removed_at !== null } });
  return field;
}

function present(row: FieldRow): TopicField {
  const { name, kind, choices, required, mandatory } = row;
  return {
    id: row.id,
    topicId: row.topic_id,
    name,
    kind,
    choices,
    required,
    factKind: row.fact_kind,
    askedBecause: row.asked_because,
    mandatory,
  };
}
