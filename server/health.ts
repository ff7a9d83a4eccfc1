/** Is the process alive, may it get traffic, and how is it doing? Nothing of any workspace is in the answers. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Intake } from './intake/intake.ts';
import { acrossWorkspaces } from './platform/db/transaction.ts';
import { Refused } from './platform/http/problem.ts';
import { declared, type HttpContext } from './platform/http/route.ts';

const publicRoute = declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null });

export function registerHealth(app: FastifyInstance, { platform, authenticate }: HttpContext, intake: Intake): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'meanwhile_intake_lag_seconds',
    help: 'Age of the oldest message that is stored and not processed',
    registers: [registry],
    collect() {
      this.set(intake.lagMs() / 1_000);
    },
  });
  app.get('/healthz', { config: publicRoute }, () => ({ alive: true }));
  app.get('/readyz', { config: publicRoute }, async (_request, reply) => {
    try {
      await acrossWorkspaces(platform.pool, (tx) => tx.row(sql`select 1`));
      return { ready: true };
    } catch (error) {
      platform.log.warn({ err: error }, 'not ready');
      return reply.code(503).send({ ready: false });
    }
  });
  app.get('/metrics', { config: publicRoute }, async (request, reply) => {
    // An API token that may manage a workspace; a cookie alone reads no metrics.
    const { authorization } = request.headers;
    const principal = authorization === undefined ? null : await authenticate({ authorization, cookie: undefined, workspaceId: undefined });
    if (principal === null || principal.kind === 'user' || !principal.permissions.has('workspace:manage')) throw new Refused('not_found');
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
}
