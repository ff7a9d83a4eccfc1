/** What can a case be about? Topics are a set the workspace keeps; tags are free marks anybody who answers may add. */
import { tag, topic } from '@meanwhile/wire/records.ts';
import { createTag, page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Transaction } from '../platform/db/transaction.ts';
import { pageOf, placeOf, type Place } from '../platform/http/keyset.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { listTags, listTopics, putTag, putTopic, type NamedRow, type PutRow } from './topic.store.ts';

interface Kind {
  readonly url: '/topics' | '/tags';
  readonly permission: 'topic:manage' | 'tag:write';
  readonly record: typeof topic | typeof tag;
  readonly what: string;
  list(tx: Transaction, workspaceId: string, after: Place | null, most: number): Promise<NamedRow[]>;
  put(tx: Transaction, workspaceId: string, wanted: { id: string; name: string; at: number }): Promise<PutRow>;
}

const kinds: readonly Kind[] = [
  { url: '/topics', permission: 'topic:manage', record: topic, what: 'topic', list: listTopics, put: putTopic },
  { url: '/tags', permission: 'tag:write', record: tag, what: 'tag', list: listTags, put: putTag },
];

export function registerTopicRoutes(app: FastifyInstance, context: HttpContext): void {
  for (const kind of kinds) registerKind(app, context, kind);
}

function registerKind(app: FastifyInstance, context: HttpContext, { url, permission, record, what, list, put }: Kind): void {
  const present = ({ id, name }: NamedRow): { id: string; name: string } => ({ id, name });
  workspaceRoute(app, context, {
    method: 'GET',
    url,
    summary: `Every ${what}, oldest first.`,
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    query: page,
    answer: z.strictObject({ items: z.array(record), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await list(tx, workspaceId, placeOf(query.cursor), query.limit + 1);
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: present });
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url,
    summary: `Add a ${what}; the same name twice is one.`,
    permission,
    idempotency: 'key',
    audit: 'workspace.changed',
    body: createTag,
    answer: record,
    status: 201,
    async handle({ tx, workspaceId, body, platform, at, emit }) {
      const row = await put(tx, workspaceId, { id: platform.clock.newId<'label'>(), name: body.name, at });
      if (row.is_new) await emit({ type: 'workspace.changed', audience: 'desk', subjectId: row.id, payload: { [what]: present(row) } });
      return present(row);
    },
  });
}
