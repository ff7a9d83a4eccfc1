/** Asking one card about the customer of a case, over REST. Outside a transaction: the other server takes its time. */
import { cardShown, type CardShown } from '@meanwhile/wire/cards.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { inWorkspace } from '../platform/db/transaction.ts';
import { createGuardedFetch, type GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import type { Principal } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { createCardAsker, type Asked } from './ask-card.ts';
import { idsOfCase } from './card-ids.ts';
import { findCard } from './card.store.ts';

const permission = 'customer:read' as const;
const params = z.strictObject({ id, cardId: id });

export function registerAskCard(app: FastifyInstance, context: HttpContext, options: Pick<GuardedFetchOptions, 'allowLoopback'>): void {
  const { platform } = context;
  const fetch = createGuardedFetch({ ...options, timeoutMs: limits.cardTimeoutMs });
  app.addHook('onClose', () => fetch.close());
  const asker = createCardAsker(platform, fetch);
  const admitted = new WeakMap<FastifyRequest, Principal>();
  app.get(
    '/api/v1/cases/:id/cards/:cardId',
    {
      config: declared({ permission, scope: 'workspace', rate: 'read', idempotency: 'safe', audit: null }),
      schema: {
        summary: 'What the server behind a card says about the customer of a case; at most 60 seconds old',
        tags: ['cases'],
        security: [{ token: [] }],
        params,
        response: { 200: cardShown },
      } as never,
      async onRequest(request) {
        admitted.set(request, await admit(request, context, permission, 'read'));
      },
    },
    async (request, reply) => {
      const principal = admitted.get(request);
      if (principal === undefined) throw new Error('a call that nobody let in');
      const { workspaceId } = principal;
      const wanted = request.params as z.output<typeof params>;
      const [row, ids] = await inWorkspace(platform.pool, workspaceId, async (tx) => [
        await findCard(tx, workspaceId, wanted.cardId),
        await idsOfCase(tx, workspaceId, wanted.id),
      ]);
      if (row === undefined || row.kind !== 'lines' || ids === undefined) throw new Refused('not_found');
      return reply.header('cache-control', 'no-store').send(present(await asker.ask(row, ids)));
    },
  );
}

function present({ askedAt, outcome }: Asked): CardShown {
  const shown = { failure: null, title: null, lines: [], askedAt: wireInstant(askedAt) };
  return 'failure' in outcome ? { ...shown, failure: outcome.failure } : { ...shown, ...outcome.answer };
}
