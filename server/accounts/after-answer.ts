/** What happens only if the request went through? Kept beside the request, done after its answer, dropped when it was refused. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

const waiting = new WeakMap<FastifyRequest, (() => void)[]>();

export function afterAnswer(request: FastifyRequest, work: () => void): void {
  waiting.set(request, [...(waiting.get(request) ?? []), work]);
}

export function doAfterAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 300) for (const work of waiting.get(request) ?? []) work();
  });
}
