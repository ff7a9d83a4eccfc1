/**
 * How does mail come in by HTTP? The door for inbound-parse webhooks: the caller is proved before the mail is read, the bytes are durable
 * before the answer, and the rest of the way is the SMTP receiver's. Which provider signs how is `channels/email/provider-post.ts`.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { mailHandedOver } from '@meanwhile/wire/mail-in.ts';
import { id } from '@meanwhile/wire/records.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mailDoor } from '../channel-libraries.ts';
import { loadChannel } from '../channel/channel.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant } from '../platform/present.ts';
import { channelAtDoor, door, type DoorContext, type Opened } from './channel-at-door.ts';
import { claimToken, handedOver, noteHandedOver, noteTrouble } from './provider-mail.store.ts';
import { IntakeBusy } from './take.ts';

const opened = new WeakMap<FastifyRequest, Opened>();

export async function registerProviderMailRoutes(app: FastifyInstance, context: DoorContext): Promise<void> {
  shownRoute(app, context);
  const room = createRoom();
  await app.register(async (scope) => {
    // Whatever it calls itself, it is bytes: signatures are made over them, and a raw mail is not always text.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limits.providerMailBytes }, (_request, body, done) => done(null, body));
    const params = z.strictObject({ channel: id, secret: z.string().max(limits.hookSecretChars).optional() });
    for (const url of ['/in/email/:channel', '/in/email/:channel/:secret'])
      scope.post(
        url,
        {
          config: declared(door),
          bodyLimit: limits.providerMailBytes,
          schema: { params },
          async onRequest(request, reply) {
            context.rateLimits.spend('mailIn', request.ip);
            opened.set(request, await open(context.platform, request));
            if (context.intake.lagMs() > limits.intakeLagMs || !room.take(request, reply)) throw new Refused('overloaded', undefined, 30);
          },
        },
        async (request) => takeIn(context, request, opened.get(request)!),
      );
  });
}

/** The channel that is meant, where this caller may be its provider; to everybody else there is nothing here. */
async function open(platform: Platform, request: FastifyRequest): Promise<Opened> {
  const opened = await channelAtDoor(platform, request, 'email');
  const { mayBeProvider } = await mailDoor();
  // 401 and not 403: a provider tries again later, and a secret that was entered wrongly loses no mail.
  if (!mayBeProvider({ headers: request.headers, pathSecret: secretIn(request) }, opened.channel.secrets))
    throw new Refused('not_signed_in');
  return opened;
}

async function takeIn(
  { platform, intake }: DoorContext,
  request: FastifyRequest,
  { workspaceId, channel }: Opened,
): Promise<{ stored: true }> {
  const { readProviderPost, mailDedupeKey, mailDigest } = await mailDoor();
  const at = platform.clock.nowAt();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const read = readProviderPost({ headers: request.headers, body, pathSecret: secretIn(request), receivedAt: at }, channel.secrets);
  const within = <T>(work: Parameters<typeof inWorkspace<T>>[2]): Promise<T> => inWorkspace(platform.pool, workspaceId, work);
  if (read === 'forged') throw new Refused('not_signed_in');
  if (read === 'no_mail') {
    // Theirs, but without the mail as it came: not taken, so that the provider keeps it until it is set up to send that.
    await within((tx) => noteTrouble(tx, workspaceId, { channelId: channel.id, trouble: 'no_raw_mail', at }));
    throw new Refused('overloaded', 'The call carries no raw mail: let the provider post the raw message.', 300);
  }
  const { provider, raw, envelope, onceKey } = read;
  if (raw.byteLength > limits.mailBytes) throw new Refused('body_too_large');
  const token = onceKey === null ? null : { channelId: channel.id, hash: onceKey, digest: mailDigest(raw) };
  if (token !== null && !(await within((tx) => claimToken(tx, workspaceId, token, at)))) throw new Refused('not_signed_in');
  try {
    await intake.take({
      workspaceId,
      channelId: channel.id,
      dedupeKey: mailDedupeKey(channel.id, raw),
      sender: envelope.mailFrom,
      raw,
      envelope: { mail: envelope, provider },
      ready: false,
    });
  } catch (error) {
    if (error instanceof IntakeBusy) throw new Refused('overloaded', undefined, 30);
    throw error;
  }
  await within((tx) => noteHandedOver(tx, workspaceId, { channelId: channel.id, provider, at }));
  return { stored: true };
}

/** Mailgun posts the raw mail to addresses that end in this word, and to no others. */
const askForRaw = 'mime';

function secretIn(request: FastifyRequest): string | null {
  const { secret } = request.params as { secret?: string };
  return secret === undefined || secret === askForRaw ? null : secret;
}

/** How many bytes of calls are held in memory at once; one that does not say how long it is counts as the longest. */
function createRoom() {
  let used = 0;
  return {
    take(request: FastifyRequest, reply: FastifyReply): boolean {
      const said = Number(request.headers['content-length']);
      const size = Number.isSafeInteger(said) && said >= 0 ? Math.min(said, limits.providerMailBytes) : limits.providerMailBytes;
      if (used + size > limits.providerMailBytesInFlight) return false;
      used += size;
      reply.raw.once('close', () => (used -= size));
      return true;
    },
  };
}

function shownRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id/handed-over',
    summary: 'Has a provider handed mail of this channel over, and is anything wrong with how it does?',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: mailHandedOver,
    async handle({ tx, workspaceId, platform, params: { id: channelId } }) {
      const channel = await loadChannel(platform.keys, tx, workspaceId, channelId);
      if (channel === undefined) return refuse('not_found');
      const row = await handedOver(tx, workspaceId, channelId);
      return {
        provider: (row?.provider as 'mailgun' | undefined) ?? null,
        mailAt: row?.mail_at == null ? null : wireInstant(row.mail_at),
        trouble: (row?.trouble as 'no_raw_mail' | undefined) ?? null,
      };
    },
  });
}
