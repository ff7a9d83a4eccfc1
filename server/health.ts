/** Is the process alive, may it get traffic, and how is it doing? Nothing of any workspace is in the answers. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { deadLetterCount, oldestEventHeldBack, oldestWork } from './health.store.ts';
import type { Intake } from './intake/intake.ts';
import { acrossWorkspaces } from './platform/db/transaction.ts';
import { Refused } from './platform/http/problem.ts';
import { declared } from './platform/http/route.ts';
import type { Platform } from './platform/platform.ts';

const publicRoute = declared({ permission: 'public', scope: 'installation', rate: 'none', idempotency: 'safe', audit: null });

export interface HealthParts {
  readonly intake: Pick<Intake, 'lagMs'>;
  readonly metricsToken: string | null;
}

export function registerHealth(app: FastifyInstance, platform: Platform, { intake, metricsToken }: HealthParts): void {
  const registry = figuresOf(platform, intake);
  countRefused(app, registry);
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
    // Figures of the whole installation: no right in a workspace opens them, only the token its operator has set.
    if (metricsToken === null || !isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) throw new Refused('not_found');
    return reply.header('content-type', registry.contentType).send(await registry.metrics());
  });
}

/** Calls nobody was let in with, or that asked too much (attack 45): by the route's pattern, so that no id or secret of an address becomes a label. */
function countRefused(app: FastifyInstance, registry: Registry): void {
  const refused = new Counter({
    name: 'meanwhile_refused_total',
    help: 'Calls answered 401, 403 or 429 by this process',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status } = reply;
    if (status === 401 || status === 403 || status === 429) refused.inc({ route: request.routeOptions.url ?? 'none', status });
  });
}

/** Measured when asked for. */
function figuresOf(platform: Platform, intake: Pick<Intake, 'lagMs'>): Registry {
  const registry = new Registry();
  const registers = [registry];
  const ageS = (at: number): number => Math.max(0, platform.clock.nowAt() - at) / 1_000;
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'meanwhile_intake_lag_seconds',
    help: 'Age of the oldest message that is stored and not processed',
    registers,
    collect() {
      this.set(intake.lagMs() / 1_000);
    },
  });
  new Gauge({
    name: 'meanwhile_work_overdue_seconds',
    help: 'How long the oldest work of a kind has been due',
    labelNames: ['kind'],
    registers,
    async collect() {
      this.reset();
      for (const { kind, due_at } of await acrossWorkspaces(platform.pool, oldestWork)) this.set({ kind }, ageS(due_at));
    },
  });
  new Gauge({
    name: 'meanwhile_dead_letters',
    help: 'Work that was given up on and waits for a person',
    registers,
    async collect() {
      this.set(await acrossWorkspaces(platform.pool, deadLetterCount));
    },
  });
  new Gauge({
    name: 'meanwhile_event_lag_seconds',
    help: 'Age of the oldest event that an open transaction holds back from webhooks and the audit seal',
    registers,
    async collect() {
      const at = await acrossWorkspaces(platform.streamPool, oldestEventHeldBack);
      this.set(at === null ? 0 : ageS(at));
    },
  });
  return registry;
}

/** By their hashes: in the same time wherever they differ, and however long they are. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
