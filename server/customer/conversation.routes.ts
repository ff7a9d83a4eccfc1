/**
 * Which conversations and identities are there, and whose are they? Reading alone: a conversation begins with a customer's first message, an
 * identity is proved where it comes in, and neither is made by hand. Words are not told here; they are in `/messages`.
 */
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import { conversation, findConversations, findIdentities, identityRecord } from '@meanwhile/wire/conversations.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import {
  conversationById,
  identityById,
  listConversations,
  listIdentities,
  presentConversation,
  presentIdentity,
  type ConversationRow,
  type IdentityRow,
} from './conversation.store.ts';

const params = z.strictObject({ id });
const list = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
const conversationPage = {
  place: (row: ConversationRow) => ({ at: row.customer_at, id: row.customer_id }),
  item: presentConversation,
};
const identityPage = { place: (row: IdentityRow) => ({ at: row.created_at, id: row.id }), item: presentIdentity };
const reads = { method: 'GET', idempotency: 'safe', audit: null } as const;

export function registerConversationRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...reads,
    url: '/conversations',
    summary: 'Conversations, those of the newest customers first; `customerId`: of this customer and of whoever was merged into them.',
    permission: 'case:read',
    query: findConversations,
    answer: list(conversation),
    async handle({ tx, workspaceId, query }) {
      const asked = { after: placeOf(query.cursor), most: query.limit + 1, customerId: query.customerId };
      return pageOf(await listConversations(tx, workspaceId, asked), query.limit, conversationPage);
    },
  });
  workspaceRoute(app, context, {
    ...reads,
    url: '/conversations/:id',
    summary: 'One conversation; its messages are `/messages?conversationId=`.',
    permission: 'case:read',
    params,
    answer: conversation,
    async handle({ tx, workspaceId, params: { id: conversationId } }) {
      const row = await conversationById(tx, workspaceId, conversationId);
      return row === undefined ? refuse('not_found') : presentConversation(row);
    },
  });
  identityRoutes(app, context);
}

function identityRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    ...reads,
    url: '/identities',
    summary: 'Identities with this scheme and value (`email`, `phone`, …), or of this customer, newest first.',
    permission: 'customer:read',
    query: findIdentities,
    answer: list(identityRecord),
    async handle({ tx, workspaceId, query }) {
      const named = query.scheme === undefined ? null : { scheme: query.scheme, value: canonicalIdentity(query.scheme, query.value!) };
      // What cannot be an address of this kind is nobody's.
      if (named !== null && isRefusal(named.value)) return { items: [], nextCursor: null };
      const asked = { after: placeOf(query.cursor), most: query.limit + 1, named: named as { scheme: string; value: string } | null };
      return pageOf(await listIdentities(tx, workspaceId, { ...asked, customerId: query.customerId }), query.limit, identityPage);
    },
  });
  workspaceRoute(app, context, {
    ...reads,
    url: '/identities/:id',
    summary: 'One identity: what somebody is called on a channel, how well it is proved, and whose it is.',
    permission: 'customer:read',
    params,
    answer: identityRecord,
    async handle({ tx, workspaceId, params: { id: identityId } }) {
      const row = await identityById(tx, workspaceId, identityId);
      return row === undefined ? refuse('not_found') : presentIdentity(row);
    },
  });
}
