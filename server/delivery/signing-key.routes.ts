/** With which keys is our mail signed, and do others find them? Shows the record to publish and looks for it; a private half is never shown. */
import { canonicalDomain } from '@meanwhile/core/identity/canonical.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import { createSigningKey, signingKey, type SigningKeyRecord } from '@meanwhile/wire/signing-keys.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type MailResolver } from '../channel-registry.ts';
import { signingKit } from '../channel-libraries.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import {
  leaveDomain,
  listSigningKeys,
  ownerOfDomain,
  saveChecked,
  signingKeyById,
  takeDomain,
  writesFrom,
  type SigningKeyRow,
} from './signing-key.store.ts';
import { makeSigningKey } from './signing-key.ts';

export function registerSigningKeyRoutes(app: FastifyInstance, context: HttpContext & { readonly resolveDns: MailResolver }): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/signing-keys',
    summary: 'The keys that sign mail, with the records to publish.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(signingKey), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listSigningKeys(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      const { recordOf } = await signingKit();
      const item = (row: SigningKeyRow) => present(row, recordOf(keyOf(row)), null);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/signing-keys',
    summary: 'A key for the domain of one of your mail addresses; the same one when there is one.',
    permission: 'channel:manage',
    idempotency: 'key',
    audit: 'signing_key.changed',
    body: createSigningKey,
    answer: signingKey,
    status: 201,
    async handle(call) {
      const domain = canonicalDomain(call.body.domain);
      if (domain === null) return refuse('address_invalid', 'That is not a domain name.');
      if (!(await writesFrom(call.tx, call.workspaceId, domain))) return refuse('from_not_allowed');
      const row = await makeSigningKey(call, domain);
      const shown = present(row, (await signingKit()).recordOf(keyOf(row)), null);
      await call.emit({ type: 'signing_key.changed', audience: 'desk', subjectId: row.id, payload: { signingKey: shown } });
      return shown;
    },
  });
  checkRoute(app, context);
}

function checkRoute(app: FastifyInstance, context: HttpContext & { readonly resolveDns: MailResolver }): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/signing-keys/:id/check',
    summary: 'Look for the record in the DNS. Found: mails are signed from now on. Gone: they no longer are.',
    permission: 'channel:manage',
    idempotency: 'natural',
    audit: 'signing_key.changed',
    params: z.strictObject({ id }),
    answer: signingKey,
    async handle(call) {
      const { tx, workspaceId, at } = call;
      const row = await signingKeyById(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      const { findRecord, recordOf } = await signingKit();
      const state = await findRecord(keyOf(row), context.resolveDns);
      // A DNS that is silent proves nothing, neither way.
      const foundAt = state === 'found' ? (row.found_at ?? at) : state === 'unknown' ? row.found_at : null;
      await saveChecked(tx, workspaceId, { id: row.id, checkedAt: at, foundAt });
      const isProved = (await ownerOfDomain(tx, row.domain)) === workspaceId;
      if (state === 'found' && !isProved) await takeDomain(tx, workspaceId, row.domain, at);
      if (foundAt === null && isProved) await leaveDomain(tx, workspaceId, row.domain);
      const shown = present({ ...row, checked_at: at, found_at: foundAt }, recordOf(keyOf(row)), state);
      await call.emit({ type: 'signing_key.changed', audience: 'desk', subjectId: row.id, payload: { signingKey: shown } });
      return shown;
    },
  });
}

const keyOf = (row: SigningKeyRow) => ({ domain: row.domain, selector: row.selector, publicKey: row.public_key });

/** `state`: of a look just taken; otherwise what the last one left. */
function present(row: SigningKeyRow, record: SigningKeyRecord['record'], state: SigningKeyRecord['state'] | null): SigningKeyRecord {
  const last = row.found_at !== null ? 'found' : row.checked_at !== null ? 'missing' : 'unknown';
  return {
    id: row.id,
    domain: row.domain,
    selector: row.selector,
    record,
    state: state ?? last,
    checkedAt: wireInstantOrNull(row.checked_at),
    foundAt: wireInstantOrNull(row.found_at),
    createdAt: wireInstant(row.created_at),
  };
}
