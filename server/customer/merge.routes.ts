/**
 * Two customers are one person, or are not after all: merged by hand with a reason, undone without loss. Only people with the right to both do
 * it; a customer is never merged because somebody wrote down their address (attack 58), and nobody is shown history for it.
 */
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { blockCustomer, customerMerge, mergeCustomer, type CustomerMerge, type MergeReason } from '@meanwhile/wire/customer-merge.ts';
import { customer as customerRecord, id, type Customer } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { setBlocked } from './block.ts';
import { presentCustomers } from './customer.store.ts';
import { insertMerge, lockCustomers, mergeOf, mergesInto, undoMerge, type MergeRow } from './merge.store.ts';

const params = z.strictObject({ id });
type CustomerCall = Call<{ id: string }, unknown, unknown>;

export function registerCustomerMergeRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers/:id/merges',
    summary: 'Who was merged into this customer, by whom and why.',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: z.strictObject({ items: z.array(customerMerge) }),
    async handle({ tx, workspaceId, params: { id: customerId } }) {
      if ((await presentCustomers(tx, workspaceId, [customerId])).length === 0) return refuse('not_found');
      const merges = await mergesInto(tx, workspaceId, customerId);
      const people = await presentCustomers(
        tx,
        workspaceId,
        merges.map((one) => one.from_customer_id),
      );
      const known = new Map(people.map((one) => [one.id, one]));
      return { items: merges.map((one) => present(one, known.get(one.from_customer_id)!)) };
    },
  });
  const write = {
    permission: 'customer:write',
    idempotency: 'natural',
    audit: 'customer.changed',
    params,
    answer: customerRecord,
  } as const;
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/customers/:id/merge',
    summary: 'This customer is the same person as another, who keeps the name.',
    body: mergeCustomer,
    handle: (call) => merge(call, call.body),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/customers/:id/unmerge',
    summary: 'This customer is somebody else after all.',
    handle: (call) => unmerge(call),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/customers/:id/block',
    summary: 'Hold back what this customer writes, or let them in again.',
    body: blockCustomer,
    async handle(call) {
      const { tx, workspaceId, params: of } = call;
      const [row] = await lockCustomers(tx, workspaceId, [of.id]);
      if (row === undefined) return refuse('not_found');
      if (row.is_merged) return refuse('customer_merged');
      await setBlocked(call, of.id, call.body.blocked ? call.at : null);
      return (await presentCustomers(tx, workspaceId, [of.id]))[0]!;
    },
  });
}

async function merge(call: CustomerCall, { intoId, reason }: { intoId: string; reason: MergeReason }): Promise<Customer | Refusal> {
  const { tx, workspaceId, principal, at } = call;
  const fromId = call.params.id;
  if (fromId === intoId) return refuse('bad_request', 'intoId: a customer cannot be merged into itself.');
  const locked = await lockCustomers(tx, workspaceId, [fromId, intoId]);
  if (locked.length !== 2) return refuse('not_found');
  const before = await mergeOf(tx, workspaceId, fromId);
  // Asked twice, done once.
  if (before?.into_customer_id === intoId) return (await presentCustomers(tx, workspaceId, [intoId]))[0]!;
  if (locked.some((one) => one.is_merged)) return refuse('customer_merged');
  const by = principal.kind === 'member' ? principal.memberId : null;
  await insertMerge(tx, workspaceId, { id: call.platform.clock.newId<'merge'>(), fromId, intoId, reason, by, at });
  return tell(call, { fromId, intoId, did: 'merged', reason });
}

async function unmerge(call: CustomerCall): Promise<Customer | Refusal> {
  const { tx, workspaceId, at } = call;
  const fromId = call.params.id;
  const [row] = await lockCustomers(tx, workspaceId, [fromId]);
  if (row === undefined) return refuse('not_found');
  const merged = await mergeOf(tx, workspaceId, fromId);
  if (merged === undefined) return refuse('not_merged');
  await undoMerge(tx, workspaceId, merged, at);
  await tell(call, { fromId, intoId: merged.into_customer_id, did: 'unmerged', reason: null });
  return (await presentCustomers(tx, workspaceId, [fromId]))[0]!;
}

/** Both are told of: lists and threads of either show other names now. Gives the one who stands. */
async function tell(
  call: CustomerCall,
  { fromId, intoId, did, reason }: { fromId: string; intoId: string; did: 'merged' | 'unmerged'; reason: string | null },
): Promise<Customer> {
  const [into, from] = await presentCustomers(call.tx, call.workspaceId, [intoId, fromId]);
  await call.emit(
    ...[into!, from!].map((customer) => ({
      type: 'customer.changed' as const,
      audience: 'desk' as const,
      conversationId: customer.conversationId,
      subjectId: customer.id,
      payload: { customer, did, fromId, intoId, reason },
    })),
  );
  return into!;
}

function present(row: MergeRow, from: Customer): CustomerMerge {
  return {
    id: row.id,
    from,
    intoId: row.into_customer_id,
    reason: row.reason as CustomerMerge['reason'],
    mergedBy: row.merged_by === null ? null : { id: row.merged_by, name: row.name ?? '' },
    mergedAt: wireInstant(row.merged_at),
  };
}
