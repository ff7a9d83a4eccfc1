/** Which kinds of channel can be added, and what does each provider want? The same for every workspace of the installation. */
import { channelTypeRecord, type ChannelTypeRecord } from '@meanwhile/wire/channel-type.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { channelRegistry, type ChannelType } from '../channel-registry.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';

export function registerChannelTypeRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channel-types',
    summary: 'The kinds of channel there are, and what has to be typed to connect one.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(channelTypeRecord) }),
    async handle() {
      return { items: (Object.keys(channelRegistry) as ChannelType[]).map(shown) };
    },
  });
}

function shown(type: ChannelType): ChannelTypeRecord {
  const { description, way, scheme } = channelRegistry[type];
  const { title, icon, account, accountFields, windows } = description;
  return {
    type,
    title,
    icon,
    way,
    scheme,
    hasReplyWindow: windows.length > 0,
    account: account === null ? null : { kind: account.kind, steps: [...account.steps], fields: [...accountFields] },
  };
}
