/** What is known of a customer over REST: noted with the message it stands in, taken back with its history kept. */
import { factValue } from '@meanwhile/core/identity/fact.ts';
import type { Proof } from '@meanwhile/core/identity/proof.ts';
import { isRefusal, refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { customerFacts, noteFact as noteBody, type CustomerFacts } from '@meanwhile/wire/facts.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { endFacts, knownRows, isCaseOfCustomer, messageOfCustomer, noteFact, presentFacts } from '../case/case.ts';
import { customersById, presentCustomers } from './customer.store.ts';
import { lockCustomers } from './merge.store.ts';

const params = z.strictObject({ id });

export function registerFactRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers/:id/facts',
    summary: 'What is known of a customer and from where, newest first, with what stands no more.',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: customerFacts,
    async handle({ tx, workspaceId, params: of }) {
      if ((await customersById(tx, workspaceId, [of.id])).length === 0) return refuse('not_found');
      return { items: await presentFacts(tx, workspaceId, of.id) };
    },
  });
  const write = { permission: 'customer:write', audit: 'customer.changed', answer: customerFacts } as const;
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/customers/:id/facts',
    summary: 'Note what a customer said, so that nobody asks again. Another value before it is kept as history.',
    idempotency: 'key',
    status: 201,
    params,
    body: noteBody,
    handle: (call) => note(call),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/customers/:id/facts/:factId',
    summary: 'It is not so: it stands no more, and its history says who took it back.',
    idempotency: 'natural',
    params: z.strictObject({ id, factId: id }),
    async handle(call) {
      const { tx, workspaceId, at } = call;
      const locked = await lockOne(call);
      if (isRefusal(locked)) return locked;
      const row = (await knownRows(tx, workspaceId, call.params.id)).find((one) => one.id === call.params.factId);
      if (row === undefined) return refuse('not_found');
      if (row.ended_at !== null) return { items: await presentFacts(tx, workspaceId, call.params.id) };
      await endFacts(tx, workspaceId, [row.id], { ending: 'withdrawn', at });
      return told(call, call.params.id);
    },
  });
}

type FactCall = Call<{ id: string }, unknown, unknown>;

/** What is said of a customer merged away is noted with whoever they turned out to be. */
async function lockOne({ tx, workspaceId, params: of }: FactCall): Promise<null | Refusal> {
  const [row] = await lockCustomers(tx, workspaceId, [of.id]);
  if (row === undefined) return refuse('not_found');
  return row.is_merged ? refuse('customer_merged') : null;
}

async function note(call: Call<{ id: string }, unknown, z.output<typeof noteBody>>): Promise<CustomerFacts | Refusal> {
  const { tx, workspaceId, body, at, principal } = call;
  const customerId = call.params.id;
  if ((body.kind === 'other') !== (body.label !== '')) return refuse('bad_request', 'label: of `other`, and of it alone.');
  const locked = await lockOne(call);
  if (isRefusal(locked)) return locked;
  const place = await placeOf(call);
  if (isRefusal(place)) return place;
  const [customer] = await customersById(tx, workspaceId, [customerId]);
  const home = await tx.row(sql<{ locale: string }>`select locale from tenant.workspace where workspace_id = ${workspaceId}`);
  const value = factValue(body.kind, body.value, { locale: customer?.locale ?? home!.locale, nowAt: at });
  if (isRefusal(value)) return value;
  const byHand = principal.kind === 'member' ? 'agent' : 'program';
  const isNew = await noteFact(call, customerId, {
    kind: body.kind,
    label: body.label,
    value,
    source: place.messageId === null ? byHand : 'message',
    proof: place.proof,
    messageId: place.messageId,
    caseId: place.caseId,
    by: call.actor,
  });
  return isNew ? told(call, customerId) : { items: await presentFacts(tx, workspaceId, customerId) };
}

interface Place {
  readonly messageId: string | null;
  readonly caseId: string | null;
  readonly proof: Proof;
}

/** Where it was said. Words of somebody else are nobody's facts: the message is the customer's own, and so is the case. */
async function placeOf({
  tx,
  workspaceId,
  params: of,
  body,
}: Call<{ id: string }, unknown, z.output<typeof noteBody>>): Promise<Place | Refusal> {
  if (body.messageId !== undefined) {
    const message = await messageOfCustomer(tx, workspaceId, { customerId: of.id, messageId: body.messageId });
    return message === undefined
      ? refuse('not_found', 'This customer wrote no such message.')
      : { messageId: message.id, caseId: message.case_id, proof: message.sender_proof ?? 'claimed' };
  }
  if (body.caseId === undefined) return { messageId: null, caseId: null, proof: 'claimed' };
  const row = await isCaseOfCustomer(tx, workspaceId, { customerId: of.id, caseId: body.caseId });
  return row === undefined ? refuse('not_found') : { messageId: null, caseId: row.id, proof: 'claimed' };
}

async function told(call: FactCall, customerId: string): Promise<CustomerFacts> {
  const { tx, workspaceId } = call;
  const [customer] = await presentCustomers(tx, workspaceId, [customerId]);
  const items = await presentFacts(tx, workspaceId, customerId);
  await call.emit({
    type: 'customer.changed',
    audience: 'desk',
    conversationId: customer!.conversationId,
    subjectId: customerId,
    payload: { customer, facts: items },
  });
  return { items };
}
