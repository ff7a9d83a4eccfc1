/** Whose door is this? The channel an address from outside names, where there is one of that type; to everybody else there is nothing here. */
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyRequest } from 'fastify';
import type { ChannelType } from '../channel-registry.ts';
import { loadChannel, type LoadedChannel } from '../channel/channel.ts';
import { acrossWorkspaces, inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import type { HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { workspaceOfChannel } from './provider-mail.store.ts';
import type { Intake } from './take.ts';

export type DoorContext = HttpContext & { readonly intake: Intake };

export interface Opened {
  readonly workspaceId: string;
  readonly channel: LoadedChannel;
}

/** How every such door is declared. */
export const door = { permission: 'public', scope: 'channel', rate: 'mailIn', idempotency: 'natural', audit: 'message.received' } as const;

/** By the parameter `channel`. */
export async function channelAtDoor(platform: Platform, request: FastifyRequest, type: ChannelType): Promise<Opened> {
  const { channel: channelId = '' } = request.params as { channel?: string };
  if (!id.safeParse(channelId).success) throw new Refused('not_found');
  const workspaceId = await acrossWorkspaces(platform.pool, (tx) => workspaceOfChannel(tx, channelId));
  if (workspaceId === null) throw new Refused('not_found');
  const channel = await inWorkspace(platform.pool, workspaceId, (tx) => loadChannel(platform.keys, tx, workspaceId, channelId));
  if (channel?.type !== type) throw new Refused('not_found');
  return { workspaceId, channel };
}
