/** Files of the desk: upload, and download with the rights of this very click; where files have an address of their own, by a link of a minute. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { attachment, id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { inWorkspace } from '../platform/db/transaction.ts';
import { actorOf } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, type HttpContext } from '../platform/http/route.ts';
import { refuseUnlooked, sendFile, sendLogo, storedFile, type StoredFile } from './file-answer.ts';
import { isStillHere } from './link-holder.store.ts';
import { isLogo, readLogoLink } from '../case/case.ts';
import { deskFileLink, readDeskFileLink } from './file-link.ts';
import type { Platform } from '../platform/platform.ts';
import { receiveUpload } from './upload.ts';

export function registerAttachmentRoutes(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  const { filesUrl } = platform.settings;
  app.post(
    '/api/v1/attachments',
    {
      config: declared({ permission: 'message:send', scope: 'workspace', rate: 'upload', idempotency: 'natural', audit: null }),
      bodyLimit: limits.uploadBodyBytes,
      schema: { summary: 'Upload a file', tags: ['attachments'], security: [{ token: [] }], response: { 201: attachment } } as never,
    },
    async (request, reply) => {
      const principal = await admit(request, context, 'message:send', 'upload');
      return reply
        .code(201)
        .send(
          await receiveUpload(platform, request, { workspaceId: principal.workspaceId, uploader: actorOf(principal), isVisitor: false }),
        );
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
      const file = await fileAt(platform, principal.workspaceId, (request.params as { id: string }).id);
      // Uploaded by somebody else and not sent yet: nobody's but theirs.
      if (file === undefined || (file.message_id === null && file.uploader !== actorOf(principal))) throw new Refused('not_found');
      refuseUnlooked(file);
      if (filesUrl === null) return sendFile(platform, reply, file);
      const place = { workspaceId: principal.workspaceId, attachmentId: file.id, holder: actorOf(principal) };
      return reply.header('cache-control', 'no-store').redirect(deskFileLink(platform, filesUrl, place), 302);
    },
  );
  logoRoute(app, context);
  if (filesUrl !== null) linkedFileRoute(app, platform);
}

/** Whatever link is not that of the logo of now is not there: another file's, another workspace's, the logo of before. */
function logoRoute(app: FastifyInstance, { platform, rateLimits }: HttpContext): void {
  app.get(
    '/logo/:signed',
    {
      config: declared({ permission: 'public', scope: 'installation', rate: 'visitorRead', idempotency: 'safe', audit: null }),
      schema: { hide: true } as never,
    },
    async (request, reply) => {
      rateLimits.spend('visitorRead', `logo ${request.ip}`);
      const place = readLogoLink(platform, (request.params as { signed: string }).signed);
      const file =
        place === null
          ? undefined
          : await inWorkspace(platform.pool, place.workspaceId, async (tx) =>
              (await isLogo(tx, place.workspaceId, place.attachmentId)) ? storedFile(tx, place.workspaceId, place.attachmentId) : undefined,
            );
      if (file === undefined) throw new Refused('not_found');
      return sendLogo(platform, reply, file);
    },
  );
}

/** On the address of files: whoever holds the link was allowed to have this file less than a minute ago, and has not been removed since. */
function linkedFileRoute(app: FastifyInstance, platform: Platform): void {
  app.get(
    '/files/:signed',
    {
      config: {
        ...declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null }),
        servesFiles: true,
      },
      schema: { hide: true } as never,
    },
    async (request, reply) => {
      const place = readDeskFileLink(platform, (request.params as { signed: string }).signed);
      const file =
        place === null
          ? undefined
          : await inWorkspace(platform.pool, place.workspaceId, async (tx) =>
              (await isStillHere(tx, place.workspaceId, place.holder)) ? storedFile(tx, place.workspaceId, place.attachmentId) : undefined,
            );
      if (file === undefined) throw new Refused('not_found');
      return sendFile(platform, reply, file);
    },
  );
}

function fileAt(platform: Platform, workspaceId: string, attachmentId: string): Promise<StoredFile | undefined> {
  return inWorkspace(platform.pool, workspaceId, (tx) => storedFile(tx, workspaceId, attachmentId));
}
