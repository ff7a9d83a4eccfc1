/** Where was it said? Words in messages, notes, customers and cases, newest first; a bare number is the case of that number first of all. */
import { searchHit, type CaseRow, type Customer, type SearchHit } from '@meanwhile/wire/records.ts';
import { limits, stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { presentCustomers } from '../customer/customer.ts';
import type { Transaction } from '../platform/db/transaction.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { caseIdByNumber, presentCases } from '../case/case.ts';
import { findHits, textsOf, type Hit } from './search.store.ts';
import { caseNumberOf, excerptOf, wordsOf, wordsQuery } from './words-query.ts';

const hitsMax = stepLimits.searchHits;

export function registerSearchRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/search',
    summary: 'Find messages, notes, customers and cases by their words; the newest fifty.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: z.strictObject({
      q: z.string().min(1).max(limits.searchChars),
      limit: z.coerce.number().int().min(1).max(limits.pageMax).default(hitsMax),
      cursor: z.string().max(limits.cursorChars).optional(),
    }),
    answer: z.strictObject({ items: z.array(searchHit), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query, principal }) {
      const most = Math.min(query.limit, hitsMax);
      const seesCustomers = principal.permissions.has('customer:read');
      const byNumber = await hitByNumber(tx, workspaceId, query.q);
      const found = await findByWords(tx, workspaceId, { typed: query.q, most, seesCustomers });
      return {
        items: [...byNumber, ...found.filter((hit) => hit.kind !== 'case' || hit.id !== byNumber[0]?.id)].slice(0, most),
        nextCursor: null,
      };
    },
  });
}

async function hitByNumber(tx: Transaction, workspaceId: string, typed: string): Promise<SearchHit[]> {
  const number = caseNumberOf(typed);
  const found = number === null ? undefined : await caseIdByNumber(tx, workspaceId, number);
  if (found === undefined) return [];
  return (await presentCases(tx, workspaceId, [found.id])).map((row) => ({
    id: row.id,
    kind: 'case',
    case: row,
    customer: null,
    excerpt: excerptOf(row.subject ?? row.lastText ?? '', []),
    at: row.lastMessageAt,
  }));
}

async function findByWords(
  tx: Transaction,
  workspaceId: string,
  { typed, most, seesCustomers }: { typed: string; most: number; seesCustomers: boolean },
): Promise<SearchHit[]> {
  const query = wordsQuery(typed);
  if (query === null) return [];
  const hits = (await findHits(tx, query, most)).filter((hit) => seesCustomers || hit.kind !== 'customer');
  const idsOf = (kind: Hit['kind']): string[] => hits.filter((hit) => hit.kind === kind).map((hit) => hit.id);
  const texts = new Map(
    (await textsOf(tx, workspaceId, { messages: idsOf('message'), notes: idsOf('note'), cases: idsOf('case') })).map((one) => [
      one.id,
      one,
    ]),
  );
  const cases = new Map(
    (await presentCases(tx, workspaceId, [...new Set([...texts.values()].map((one) => one.case_id))])).map((row) => [row.id, row]),
  );
  const customers = new Map((await presentCustomers(tx, workspaceId, idsOf('customer'))).map((one) => [one.id, one]));
  const words = wordsOf(typed);
  return hits.map((hit) => present(hit, { text: texts.get(hit.id), cases, customers, words })).filter((hit) => hit !== null);
}

interface Around {
  readonly text: { readonly case_id: string; readonly text: string } | undefined;
  readonly cases: ReadonlyMap<string, CaseRow>;
  readonly customers: ReadonlyMap<string, Customer>;
  readonly words: readonly string[];
}

/** Null where what was indexed is gone. */
function present(hit: Hit, { text, cases, customers, words }: Around): SearchHit | null {
  const at = wireInstant(hit.at);
  if (hit.kind === 'customer') {
    const customer = customers.get(hit.id);
    return customer === undefined ? null : { id: hit.id, kind: 'customer', case: null, customer, excerpt: nameLine(customer), at };
  }
  const row = text === undefined ? undefined : cases.get(text.case_id);
  return text === undefined || row === undefined
    ? null
    : { id: hit.id, kind: hit.kind, case: row, customer: null, excerpt: excerptOf(text.text, words), at };
}

function nameLine(customer: Customer): string {
  return [customer.name, ...customer.identities.filter((one) => one.scheme === 'email').map((one) => one.value)]
    .filter((one) => one !== null)
    .join(' · ');
}
