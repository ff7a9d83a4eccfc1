/** A marked mail sent to a channel's own address, and what became of it: arrived once, more often, in a loop, or not yet. */
import { mailTest, type MailTest } from '@meanwhile/wire/mail-in.ts';
import { id } from '@meanwhile/wire/records.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mailDoor } from '../channel-libraries.ts';
import { loadChannel } from '../channel/channel.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstantOrNull } from '../platform/present.ts';
import { beginTest, failTest, findTest, type MailTestRow } from './mail-test.ts';

/** Rejects where the next server does not take the mail; null where none is set. */
export type SendTest = ((mail: { to: string; subject: string; text: string }) => Promise<void>) | null;

const params = z.strictObject({ id });
const permission = 'channel:manage' as const;

export function registerMailTestRoutes(app: FastifyInstance, context: HttpContext, send: SendTest): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id/mail-test',
    summary: 'What became of the last test mail to this channel.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: mailTest,
    async handle({ tx, workspaceId, platform, params: { id: channelId } }) {
      const channel = await loadChannel(platform.keys, tx, workspaceId, channelId);
      return channel === undefined ? refuse('not_found') : present(await findTest(tx, workspaceId, channelId));
    },
  });
  sendRoute(app, context, send);
}

/** Outside a transaction: the next mail server takes its time. Counted like signing in, so that nobody floods an address with it. */
function sendRoute(app: FastifyInstance, context: HttpContext, send: SendTest): void {
  const { platform } = context;
  app.post(
    '/api/v1/channels/:id/mail-test',
    {
      config: declared({ permission, scope: 'workspace', rate: 'login', idempotency: 'natural', audit: null }),
      schema: {
        summary: 'Send a test mail to this channel’s address. It becomes no message; ask here again to see whether it came.',
        tags: ['channels'],
        security: [{ token: [] }],
        params,
        response: { 200: mailTest },
      } as never,
    },
    async (request, reply) => {
      const { workspaceId } = await admit(request, context, permission, 'login');
      const { id: channelId } = request.params as z.output<typeof params>;
      const test = { channelId, id: platform.clock.newId<'test'>() as string, at: platform.clock.nowAt() };
      const { testSubject } = await mailDoor();
      const to = await inWorkspace(platform.pool, workspaceId, async (tx) => {
        const channel = await loadChannel(platform.keys, tx, workspaceId, channelId);
        if (channel?.type !== 'email') throw new Refused('not_found');
        await beginTest(tx, workspaceId, test);
        return String(channel.settings['address']);
      });
      try {
        if (send === null) throw new Error('no outgoing server is set');
        await send({
          to,
          subject: testSubject(test.id),
          text: 'This mail was sent to see whether mail to this address arrives. It needs no answer.',
        });
      } catch (error) {
        platform.log.warn({ err: error }, 'a test mail could not be sent');
        await inWorkspace(platform.pool, workspaceId, (tx) => failTest(tx, workspaceId, test));
      }
      const row = await inWorkspace(platform.pool, workspaceId, (tx) => findTest(tx, workspaceId, channelId));
      return reply.header('cache-control', 'no-store').send(present(row));
    },
  );
}

function present(row: MailTestRow | undefined): MailTest {
  const arrivals = row?.test_arrivals ?? [];
  return { state: stateOf(row), sentAt: wireInstantOrNull(row?.test_sent_at ?? null), arrivalCount: arrivals.length };
}

function stateOf(row: MailTestRow | undefined): MailTest['state'] {
  if (row === undefined || row.test_id === null) return 'none';
  if (row.test_arrivals.some((one) => one.isRepeated)) return 'loop';
  if (row.test_arrivals.length > 0) return row.test_arrivals.length > 1 ? 'came_often' : 'came';
  return row.test_trouble === null ? 'waiting' : 'not_sent';
}
