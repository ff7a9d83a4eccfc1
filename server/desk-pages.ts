/** The built desk as files: one page for every path of the app, hashed assets kept for a year, and a policy that lets nothing foreign run. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from './platform/http/problem.ts';
import { declared } from './platform/http/route.ts';
import { withDeclaration } from './platform/http/web-server.ts';
import type { Platform } from './platform/platform.ts';

/** Where `npx vite build` in desk/ puts its files. */
const deskDist = join(import.meta.dirname, '../desk/dist');
const publicRoute = declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null });

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/><path d="M9 12h14M9 17h9" stroke="#fff" stroke-width="2.5" stroke-linecap="round"/><circle cx="22.5" cy="21.5" r="3.5" fill="none" stroke="#fff" stroke-width="2"/></svg>';

export async function registerDeskPages(app: FastifyInstance, platform: Platform): Promise<void> {
  await withDeclaration(
    app,
    publicRoute,
    async (scope) =>
      void (await scope.register(fastifyStatic, {
        root: join(deskDist, 'assets'),
        prefix: '/assets/',
        immutable: true,
        maxAge: '365d',
        decorateReply: false,
        index: false,
      })),
  );
  const page = (): string => readFileSync(join(deskDist, 'index.html'), 'utf8');
  const files = platform.settings.filesUrl ?? '';
  const policy = (host: string): string =>
    `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: ${files}; media-src 'self' blob: ${files}; font-src 'self'; connect-src 'self' ${platform.settings.publicUrl.replace(/^http/, 'ws')} ws://${host} ${files}; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'`;
  const paths = [
    '/',
    '/sign-in',
    '/sign-in/*',
    '/join',
    '/join/*',
    '/welcome',
    '/today',
    '/incidents',
    '/incidents/*',
    '/inbox',
    '/inbox/*',
    '/customers',
    '/customers/*',
    '/channels',
    '/channels/*',
    '/team',
    '/team/*',
    '/settings',
    '/settings/*',
    '/search',
    '/deliveries',
    '/quarantine',
  ];
  for (const url of paths) {
    app.get(url, { config: publicRoute }, (request, reply) => {
      if (!existsSync(join(deskDist, 'index.html')))
        return sendProblem(request, reply, { code: 'not_found', detail: 'The desk has not been built.' });
      return reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', policy(request.host)).send(page());
    });
  }
  // At the root, because a worker hears only for the paths below its own.
  app.get('/push-worker.js', { config: publicRoute }, (request, reply) => {
    const file = join(deskDist, 'push-worker.js');
    if (!existsSync(file)) return sendProblem(request, reply, { code: 'not_found', detail: 'The desk has not been built.' });
    return reply.header('content-type', 'text/javascript; charset=utf-8').header('cache-control', 'no-store').send(readFileSync(file));
  });
  // Browsers ask for the second by themselves where a page names none.
  for (const url of ['/favicon.svg', '/favicon.ico'])
    app.get(url, { config: publicRoute }, (_request, reply) =>
      reply.header('content-type', 'image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon),
    );
}
