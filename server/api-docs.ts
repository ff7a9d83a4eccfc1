/** What can the API do? OpenAPI 3.1 made from the schemas of the routes themselves, and pages to read it. Public: no tenant data. */
import swagger from '@fastify/swagger';
import { refusalCodes } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { declared } from './platform/http/route.ts';

const publicRoute = declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null });

/** Before the routes: it listens to their registration. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Meanwhile API',
        version: '1',
        description:
          'Customer service that tells the truth about time. Errors are RFC 9457 problems; creating POSTs take an Idempotency-Key; lists are paged by cursor.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token: `mw_…`' } } },
    },
    transform: (input) => {
      const hidden = !input.url.startsWith('/api/v1/') || input.url === '/api/v1/openapi.json';
      return jsonSchemaTransform({ ...input, schema: hidden ? { ...input.schema, hide: true } : (input.schema ?? {}) });
    },
  });
}

/** After the routes. */
export async function registerApiDocs(app: FastifyInstance): Promise<void> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  app.get('/api/v1/openapi.json', { config: publicRoute, schema: { hide: true } as never }, () => app.swagger());
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => void (route.config = { ...route.config, ...publicRoute }));
    // The reference page runs its own bundled script; it shows the description of the API and nothing of any workspace.
    docs.addHook('onSend', async (_request, reply, payload) => {
      void reply.header(
        'content-security-policy',
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'",
      );
      return payload;
    });
    await docs.register(reference, {
      routePrefix: '/api/docs',
      configuration: { url: '/api/v1/openapi.json', telemetry: false, withDefaultFonts: false },
    });
  });
  app.get('/problems/:code', { config: publicRoute, schema: { hide: true } as never }, (request, reply) => {
    const { code } = request.params as { code: string };
    const known = (refusalCodes as Record<string, { status: number; title: string }>)[code];
    return known === undefined ? reply.callNotFound() : { code, ...known };
  });
}
