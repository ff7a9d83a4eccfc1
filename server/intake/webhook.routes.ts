/**
 * How does a message come in from a provider that calls us? One door for each such channel: the caller is proved over the raw bytes before
 * anything is read, each event is durable before the answer, and an event that came before is answered alike.
 */
import type { NormalisedEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { channelDeps } from '../channel-deps.ts';
import { channelRegistry, doorOf, webhookTypes } from '../channel-registry.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared } from '../platform/http/route.ts';
import { channelAtDoor, door, type DoorContext, type Opened } from './channel-at-door.ts';
import { coverCards } from './cover-json.ts';
import { IntakeBusy } from './take.ts';

const comeBackSeconds = 30;

export async function registerWebhookDoors(app: FastifyInstance, context: DoorContext): Promise<void> {
  const opened = new WeakMap<FastifyRequest, Opened>();
  await app.register(async (scope) => {
    // Signatures are made over the bytes, whatever they call themselves.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.webhookInBytes }, (_request, body, done) => done(null, body));
    for (const type of webhookTypes)
      scope.post(
        `/in/${type}/:channel`,
        {
          config: declared(door),
          bodyLimit: limits.webhookInBytes,
          schema: { params: z.strictObject({ channel: id }) },
          async onRequest(request) {
            context.rateLimits.spend('mailIn', request.ip);
            opened.set(request, await channelAtDoor(context.platform, request, type));
          },
        },
        (request) => takeIn(context, request, opened.get(request)!),
      );
  });
}

async function takeIn(
  { platform, intake }: DoorContext,
  request: FastifyRequest,
  { workspaceId, channel }: Opened,
): Promise<{ stored: true }> {
  const entry = channelRegistry[channel.type];
  const adapter = await entry.load();
  const account = entry.accountOf(channel, platform);
  const raw = {
    bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    receivedAt: platform.clock.nowAt(),
    accountKey: channel.id,
    headers: request.headers,
    url: doorOf(channel.type, channel.id, platform.settings.publicUrl),
    envelope: null,
  };
  const verified = await adapter.inbound.verify(raw, account, channelDeps(platform));
  // 401: a provider tries again later, so that a secret which is just being changed loses nothing.
  if (!verified.ok) throw new Refused('forged');
  const events = await adapter.inbound.parse(raw, account, verified);
  const kept = coverCards(raw.bytes);
  try {
    await Promise.all(
      events.map((event, index) =>
        intake.take({
          workspaceId,
          channelId: channel.id,
          dedupeKey: event.dedupeKey,
          sender: senderOf(event),
          raw: kept,
          envelope: { event: index, ...localeOf(event) },
          ready: !hasFiles(event),
        }),
      ),
    );
  } catch (error) {
    if (error instanceof IntakeBusy) throw new Refused('overloaded', undefined, comeBackSeconds);
    throw error;
  }
  return { stored: true };
}

/** The language they are answered in, until somebody chooses another. */
const localeOf = (event: NormalisedEvent) => (event.type === 'message' && event.locale ? { locale: event.locale } : {});

/** Whose order is kept. */
const senderOf = (event: NormalisedEvent): string => (event.type === 'message' ? event.sender.value : (event.threadKey ?? event.dedupeKey));

/** Kept by the provider: they are fetched before the message is processed. */
const hasFiles = (event: NormalisedEvent): boolean =>
  event.type === 'message' && event.attachments.some(({ content }) => content.kind === 'remote');
