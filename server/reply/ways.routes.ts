/** By which ways can an answer reach the customer of this case, and until when? Asked before one is chosen. */
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { id } from '@meanwhile/wire/records.ts';
import { replyWays, type ReplyWayRecord } from '@meanwhile/wire/reply-ways.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstantOrNull } from '../platform/present.ts';
import { survivorOfConversation } from './reply.store.ts';
import { usualWay, waysOf, type OpenWay } from './ways.ts';

export function registerReplyWayRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/ways',
    summary: 'By which ways an answer can reach the customer, and until when.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: replyWays,
    async handle({ tx, workspaceId, at, params }) {
      const [row] = await casesById(tx, workspaceId, [params.id]);
      if (row === undefined) return refuse('not_found');
      const here = { tx, workspaceId, at };
      const ways = await waysOf(here, await survivorOfConversation(tx, workspaceId, row.conversation_id));
      const usual = await usualWay(here, { caseId: row.id, channelId: row.channel_id });
      const first = ways.find(
        (way) => way.channelId === usual.channelId && (usual.identityId === null || way.identityId === usual.identityId),
      );
      return { items: ways.map((way) => present(way, way === first)) };
    },
  });
}

function present({ channel, identity, closesAt, blocked }: OpenWay, isUsual: boolean): ReplyWayRecord {
  return {
    channelId: channel.id,
    channelName: channel.name,
    channelType: channel.type,
    identityId: identity.id,
    address: addressOf(identity),
    isUsual,
    closesAt: wireInstantOrNull(closesAt),
    blocked,
  };
}

/** A number of a browser or an account says nothing to people; a name does. */
function addressOf({ scheme, value, display }: OpenWay['identity']): string | null {
  return scheme === 'email' || scheme === 'phone' ? value : display;
}
