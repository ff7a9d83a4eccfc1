/** Who are the people we serve? Found by name or exact address; their facts may be changed, their proofs may not. */
import { isDeepStrictEqual } from 'node:util';
import { isZone } from '@meanwhile/core/calendar/check-calendar.ts';
import { canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { caseRow, customer as customerRecord, id, type Customer } from '@meanwhile/wire/records.ts';
import { changeCustomer, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Transaction } from '../platform/db/transaction.ts';
import { pageOf, placeOf, type Place } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { casesOfCustomer, presentCases } from '../case/case.ts';
import { wordsOf } from '../search/search.ts';
import { tiersOf } from './tier.store.ts';
import { candidateCustomers, customersById, listCustomers, lockCustomer, presentCustomers, saveCustomer } from './customer.store.ts';

const params = z.strictObject({ id });
const byPlace = {
  place: (one: Customer): Place => ({ at: Date.parse(one.createdAt), id: one.id }),
  item: (one: Customer): Customer => one,
};

export function registerCustomerRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers',
    summary: 'Customers, newest first; `q` finds by the beginning of names or a whole address.',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ q: z.string().max(limits.searchChars).optional() }),
    answer: z.strictObject({ items: z.array(customerRecord), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const after = placeOf(query.cursor);
      if (query.q !== undefined && query.q.trim() !== '') return pageOf(await found(tx, workspaceId, query.q, after), query.limit, byPlace);
      const rows = await listCustomers(tx, workspaceId, after, query.limit + 1);
      return pageOf(
        await presentCustomers(
          tx,
          workspaceId,
          rows.map((row) => row.id),
        ),
        query.limit,
        byPlace,
      );
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers/:id',
    summary: 'One customer with all identities.',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: customerRecord,
    async handle({ tx, workspaceId, params: { id: customerId } }) {
      return (await presentCustomers(tx, workspaceId, [customerId]))[0] ?? refuse('not_found');
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers/:id/cases',
    summary: 'The customer’s newest thirty cases.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: z.strictObject({ items: z.array(caseRow), nextCursor: z.null() }),
    async handle({ tx, workspaceId, params: { id: customerId } }) {
      if ((await customersById(tx, workspaceId, [customerId])).length === 0) return refuse('not_found');
      const ids = (await casesOfCustomer(tx, workspaceId, customerId, null)).map((one) => one.id);
      return { items: await presentCases(tx, workspaceId, ids), nextCursor: null };
    },
  });
  changeRoute(app, context);
}

function changeRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/customers/:id',
    summary: 'Change name, language, time zone or tier of a customer.',
    permission: 'customer:write',
    idempotency: 'natural',
    audit: 'customer.changed',
    params,
    body: changeCustomer,
    answer: customerRecord,
    async handle({ tx, workspaceId, params: { id: customerId }, body, emit }) {
      const row = await lockCustomer(tx, workspaceId, customerId);
      if (row === undefined) return refuse('not_found');
      if (typeof body.zone === 'string' && !isZone(body.zone)) return refuse('bad_request', 'zone: not an IANA time zone name.');
      if (typeof body.locale === 'string' && !isLocale(body.locale)) return refuse('bad_request', 'locale: not a language tag.');
      const { tier = row.tier } = body;
      if (tier !== null && tier !== row.tier && !(await tiersOf(tx, workspaceId)).includes(tier))
        return refuse('bad_request', 'tier: not one of this workspace.');
      const name = body.name === undefined ? row.name : body.name === '' ? null : body.name;
      const next = {
        ...row,
        name,
        locale: body.locale === undefined ? row.locale : body.locale,
        zone: body.zone === undefined ? row.zone : body.zone,
        tier,
      };
      const isChanged = !isDeepStrictEqual(next, row);
      if (isChanged) await saveCustomer(tx, workspaceId, next);
      const [shown] = await presentCustomers(tx, workspaceId, [customerId]);
      if (!isChanged) return shown!;
      await emit({
        type: 'customer.changed',
        audience: 'desk',
        conversationId: row.conversation_id,
        subjectId: customerId,
        payload: { customer: shown },
      });
      return shown!;
    },
  });
}

/** Candidates of the index whose own name or address fits: a message that only speaks of somebody does not make them its writer. */
async function found(tx: Transaction, workspaceId: string, typed: string, after: Place | null): Promise<Customer[]> {
  const address = canonicalEmail(typed);
  const wanted = wordsOf(typed).map((word) => word.toLowerCase());
  const customers = await presentCustomers(
    tx,
    workspaceId,
    await candidateCustomers(tx, workspaceId, typed, isRefusal(address) ? null : address),
  );
  return customers
    .filter((one) => isMeant(one, wanted) && isAfter(one, after))
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.id < b.id ? -1 : 1));
}

/** Every word typed begins a word of the name or is the beginning of an address. */
function isMeant(customer: Customer, wanted: readonly string[]): boolean {
  const own = [
    customer.name,
    ...customer.identities.map((one) => one.display),
    ...customer.identities.map((one) => (one.scheme === 'email' ? one.value : null)),
  ];
  const words = own.flatMap((text) => (text === null ? [] : [...wordsOf(text), text])).map((word) => word.toLowerCase());
  return wanted.every((word) => words.some((one) => one.startsWith(word)));
}

function isAfter(customer: Customer, after: Place | null): boolean {
  if (after === null) return true;
  const at = Date.parse(customer.createdAt);
  return at < after.at || (at === after.at && customer.id > after.id);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
