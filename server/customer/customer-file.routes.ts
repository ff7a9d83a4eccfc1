/** Which files came from or went to this customer? The newest first, wherever in their conversation they lie. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { attachment, id, instant, type Attachment } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { presentAttachment } from '../case/case.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { customersById } from './customer.store.ts';

const filesMost = 100;

interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly content_id: string | null;
  readonly inline: boolean;
  readonly scan_state: Attachment['scan'];
  readonly case_id: string;
  readonly received_at: number;
  readonly author_kind: string;
}

export function registerCustomerFileRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/customers/:id/files',
    summary: 'The newest hundred files of a customer, theirs and ours.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: z.strictObject({ items: z.array(z.strictObject({ file: attachment, caseId: id, at: instant, byUs: z.boolean() })) }),
    async handle({ tx, workspaceId, params: { id: customerId } }) {
      if ((await customersById(tx, workspaceId, [customerId])).length === 0) return refuse('not_found');
      const rows = await tx.rows(sql<FileRow>`
        select a.id, a.name, a.media_type, a.size_bytes, a.content_id, a.inline, a.scan_state, m.case_id, m.received_at, m.author_kind
        from tenant.conversation co
        join tenant.message m on m.workspace_id = co.workspace_id and m.conversation_id = co.id and m.state = 'stored'
        join tenant.attachment a on a.workspace_id = m.workspace_id and a.message_id = m.id
        where co.workspace_id = ${workspaceId} and co.customer_id = any(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x
          where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null)) and not a.inline
        order by m.received_at desc, a.id limit ${filesMost}`);
      return {
        items: rows.map((row) => ({
          file: presentAttachment(workspaceId, row),
          caseId: row.case_id,
          at: wireInstant(row.received_at),
          byUs: row.author_kind !== 'customer',
        })),
      };
    },
  });
}
