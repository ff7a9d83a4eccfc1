/** Files of the desk: upload, and download with the rights of this very click. */
import { attachment, id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { inWorkspace } from '../platform/db/transaction.ts';
import { actorOf } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, type HttpContext } from '../platform/http/route.ts';
import { sendFile, storedFile } from './file-answer.ts';
import { receiveUpload } from './upload.ts';

export function registerAttachmentRoutes(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  app.post(
    '/api/v1/attachments',
    {
      config: declared({ permission: 'message:send', scope: 'workspace', rate: 'upload', idempotency: 'natural', audit: null }),
      bodyLimit: 40 * 1024 * 1024,
      schema: { summary: 'Upload a file', tags: ['attachments'], security: [{ token: [] }], response: { 201: attachment } } as never,
    },
    async (request, reply) => {
      const principal = await admit(request, context, 'message:send', 'upload');
      return reply
        .code(201)
        .send(await receiveUpload(platform, request, { workspaceId: principal.workspaceId, uploader: actorOf(principal), quota: null }));
    },
  );
  app.get(
    '/api/v1/attachments/:id/content',
    {
      config: declared({ permission: 'case:read', scope: 'workspace', rate: 'read', idempotency: 'safe', audit: null }),
      schema: {
        summary: 'The bytes of a file',
        tags: ['attachments'],
        security: [{ token: [] }],
        params: z.strictObject({ id }),
        querystring: z.strictObject({ workspace: id.optional() }),
      } as never,
    },
    async (request, reply) => {
      const { workspace } = request.query as { workspace?: string };
      // A link cannot set a header: the workspace stands in the query, and the session decides whether it is one of theirs.
      if (workspace !== undefined) request.headers['meanwhile-workspace'] = workspace;
      const principal = await admit(request, context, 'case:read', 'read');
      const file = await inWorkspace(platform.pool, principal.workspaceId, (tx) =>
        storedFile(tx, principal.workspaceId, (request.params as { id: string }).id),
      );
      // Uploaded by somebody else and not sent yet: nobody's but theirs.
      if (file === undefined || file.scan_state === 'blocked' || (file.message_id === null && file.uploader !== actorOf(principal)))
        throw new Refused('not_found');
      return sendFile(platform, reply, file);
    },
  );
}
