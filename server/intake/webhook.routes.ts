/**
 * How does a message come in from a provider that calls us? One door for each such channel: the caller is proved over the raw bytes before
 * anything is read, each event is durable before the answer, and an event that came before is answered alike.
 */
import type { DoorAnswer, RawInbound } from '@meanwhile/channels/contract/channel-adapter.ts';
import type { NormalisedEvent } from '@meanwhile/channels/contract/normalised-event.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { channelDeps } from '../channel-deps.ts';
import { channelRegistry, doorOf, webhookTypes } from '../channel-registry.ts';
import type { Platform } from '../platform/platform.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared } from '../platform/http/route.ts';
import { channelAtDoor, door, type DoorContext, type Opened } from './channel-at-door.ts';
import { coverCards } from './cover-cards.ts';
import { IntakeBusy } from './take.ts';

const comeBackSeconds = 30;

export async function registerWebhookDoors(app: FastifyInstance, context: DoorContext): Promise<void> {
  const opened = new WeakMap<FastifyRequest, Opened>();
  await app.register(async (scope) => {
    // Signatures are made over the bytes, whatever they call themselves.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.webhookInBytes }, (_request, body, done) => done(null, body));
    for (const type of webhookTypes) {
      const options = {
        schema: { params: z.strictObject({ channel: id }) },
        async onRequest(request: FastifyRequest) {
          context.rateLimits.spend('mailIn', request.ip);
          opened.set(request, await channelAtDoor(context.platform, request, type));
        },
      };
      scope.get(`/in/${type}/:channel`, { ...options, config: declared({ ...door, idempotency: 'safe', audit: null }) }, (request, reply) =>
        shakeHands(context, { request, reply, opened: opened.get(request)! }),
      );
      scope.post(`/in/${type}/:channel`, { ...options, config: declared(door), bodyLimit: limits.webhookInBytes }, (request, reply) =>
        takeIn(context, { request, reply, opened: opened.get(request)! }),
      );
    }
  });
}

interface AtDoor {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly opened: Opened;
}

const storedPlainly: DoorAnswer = { status: 200, contentType: 'application/json', body: '{"stored":true}' };
const answer = (reply: FastifyReply, { status, contentType, body }: DoorAnswer) =>
  reply.status(status).header('content-type', contentType).header('x-content-type-options', 'nosniff').send(body);

/** A provider asks whether we are there; whoever shows no secret of ours finds nothing. */
async function shakeHands({ platform }: DoorContext, { request, reply, opened: { channel } }: AtDoor): Promise<FastifyReply> {
  const entry = channelRegistry[channel.type];
  const { inbound } = await entry.load();
  const raw = rawOf(platform, request, channel);
  const said = inbound.handshake?.({ method: 'GET', query: queryOf(request), raw }, entry.accountOf(channel, platform)) ?? null;
  if (said === null) throw new Refused('not_found');
  return answer(reply, said);
}

/** Of a parameter given twice the first counts. */
function queryOf(request: FastifyRequest): Record<string, string> {
  const given = Object.entries(request.query as Record<string, string | string[]>);
  return Object.fromEntries(given.map(([name, value]) => [name, (Array.isArray(value) ? value[0] : value) ?? '']));
}

function rawOf(platform: Platform, request: FastifyRequest, channel: Opened['channel']): RawInbound {
  return {
    bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    receivedAt: platform.clock.nowAt(),
    accountKey: channel.id,
    headers: request.headers,
    url: doorOf(channel.type, channel.id, platform.settings.publicUrl),
    envelope: null,
  };
}

async function takeIn(
  { platform, intake }: DoorContext,
  { request, reply, opened: { workspaceId, channel } }: AtDoor,
): Promise<FastifyReply> {
  const entry = channelRegistry[channel.type];
  const adapter = await entry.load();
  const account = entry.accountOf(channel, platform);
  const raw = rawOf(platform, request, channel);
  const verified = await adapter.inbound.verify(raw, account, channelDeps(platform));
  // 401: a provider tries again later, so that a secret which is just being changed loses nothing.
  if (!verified.ok) throw new Refused('forged');
  const asked = adapter.inbound.handshake?.({ method: 'POST', query: queryOf(request), raw }, account) ?? null;
  if (asked !== null) return answer(reply, asked);
  const events = await adapter.inbound.parse(raw, account, verified);
  const kept = coverCards(raw.bytes, request.headers['content-type']);
  try {
    await Promise.all(
      events.map((event, index) =>
        intake.take({
          workspaceId,
          channelId: channel.id,
          dedupeKey: event.dedupeKey,
          sender: senderOf(event),
          ...keptOf(event, kept, index),
          ready: !hasFiles(event),
        }),
      ),
    );
  } catch (error) {
    if (error instanceof IntakeBusy) throw new Refused('overloaded', undefined, comeBackSeconds);
    throw error;
  }
  return answer(reply, adapter.inbound.stored ?? storedPlainly);
}

/** Of a report what it says: a call may hold a thousand, and nobody's words are in them. Else the whole call, and which of its events. */
const keptOf = (event: NormalisedEvent, call: Uint8Array, index: number) =>
  event.type === 'status'
    ? { raw: Buffer.from(JSON.stringify(event)), envelope: { report: true } }
    : { raw: call, envelope: { event: index, ...localeOf(event) } };

/** The language they are answered in, until somebody chooses another. */
const localeOf = (event: NormalisedEvent) => (event.type === 'message' && event.locale ? { locale: event.locale } : {});

/** Whose order is kept. */
const senderOf = (event: NormalisedEvent): string => (event.type === 'message' ? event.sender.value : (event.threadKey ?? event.dedupeKey));

/** Kept by the provider: they are fetched before the message is processed. */
const hasFiles = (event: NormalisedEvent): boolean =>
  event.type === 'message' && event.attachments.some(({ content }) => content.kind === 'remote');
