/** Queues over REST: the list a manager keeps, and moving one case by hand. Who gets a case is `hand-out.ts`. */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { moveCase, queue as queueRecord, saveQueue, type Queue } from '@meanwhile/wire/queues.ts';
import { caseRow, id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { caseEvent, lockCase, presentOne } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { askFrom } from './ask.ts';
import { placeOpenCases } from './place.ts';
import {
  findQueue,
  listCountedQueues,
  namesOwnThings,
  putCaseInQueue,
  removeQueueRow,
  saveQueueRow,
  type CountedQueueRow,
  type QueueRow,
} from './queue.store.ts';

const byId = z.strictObject({ id });
const write = { permission: 'shift:manage', audit: 'workspace.changed' } as const;
type QueueCall = Pick<Call<unknown, unknown, z.output<typeof saveQueue>>, 'tx' | 'workspaceId' | 'body' | 'emit' | 'at' | 'wake'>;

export function registerQueueRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/queues',
    summary: 'Queues in the order they are asked in',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(queueRecord), nextCursor: z.null() }),
    handle: async ({ tx, workspaceId }) => ({ items: (await listCountedQueues(tx, workspaceId)).map(present), nextCursor: null }),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/queues',
    summary: 'Add a queue; open cases that meet its conditions move into it',
    idempotency: 'key',
    body: saveQueue,
    answer: queueRecord,
    status: 201,
    handle: (call) => save(call, call.platform.clock.newId<'queue'>()),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/queues/:id',
    summary: 'Change a queue; open cases that no person moved follow its conditions',
    idempotency: 'natural',
    params: byId,
    body: saveQueue,
    answer: queueRecord,
    async handle(call) {
      return (await findQueue(call.tx, call.workspaceId, call.params.id)) === undefined ? refuse('not_found') : save(call, call.params.id);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/queues/:id',
    summary: 'Remove a queue; its cases go where the others’ conditions put them',
    idempotency: 'natural',
    params: byId,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, at, emit, wake }) {
      if ((await removeQueueRow(tx, workspaceId, params.id, at)) === 0) return refuse('not_found');
      await placeOpenCases(tx, workspaceId);
      await askFrom({ tx, workspaceId, at, wake });
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: params.id, payload: { removed: 'queue' } });
      return {};
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/cases/:id/queue',
    summary: 'Move a case to a queue by hand, or (null) to where the conditions put it',
    permission: 'case:write',
    idempotency: 'natural',
    audit: 'case.changed',
    params: byId,
    body: moveCase,
    answer: caseRow,
    handle: (call) => move(call),
  });
}

async function save(call: QueueCall, queueId: string): Promise<Queue | Refusal> {
  const { tx, workspaceId, body, at } = call;
  const row: QueueRow = {
    id: queueId,
    name: body.name,
    place: body.place,
    channel_ids: [...new Set(body.channelIds)],
    topic_ids: [...new Set(body.topicIds)],
    languages: [...new Set(body.languages)],
    skills: [...new Set(body.skills)],
    hand_out: body.handOut,
    member_ids: [...new Set(body.memberIds)],
  };
  if (!(await namesOwnThings(tx, workspaceId, row))) return refuse('not_found');
  if (!(await saveQueueRow(tx, workspaceId, row, at))) return refuse('name_taken');
  await placeOpenCases(tx, workspaceId);
  await askFrom(call);
  const saved = (await listCountedQueues(tx, workspaceId)).find((one) => one.id === queueId)!;
  await call.emit({ type: 'workspace.changed', audience: 'desk', subjectId: queueId, payload: { queue: present(saved) } });
  return present(saved);
}

async function move(call: Call<{ id: string }, unknown, z.output<typeof moveCase>>) {
  const { tx, workspaceId, params, body } = call;
  const row = await lockCase(tx, workspaceId, params.id);
  if (row === undefined) return refuse('not_found');
  if (row.merged_into_id !== null) return refuse('case_merged');
  if (body.queueId !== null && (await findQueue(tx, workspaceId, body.queueId)) === undefined) return refuse('not_found');
  await putCaseInQueue(tx, workspaceId, row.id, body.queueId);
  if (body.queueId === null) await placeOpenCases(tx, workspaceId, [row.id]);
  await askFrom(call);
  const moved = (await lockCase(tx, workspaceId, row.id))!;
  const wire = await presentOne(tx, workspaceId, moved);
  await call.emit(caseEvent('case.changed', moved, { case: wire }));
  return wire;
}

function present(row: CountedQueueRow): Queue {
  return {
    id: row.id,
    name: row.name,
    place: row.place,
    channelIds: row.channel_ids,
    topicIds: row.topic_ids,
    languages: row.languages,
    skills: row.skills,
    memberIds: row.member_ids,
    handOut: row.hand_out,
    openCount: row.open_count,
  };
}
