/**
 * How does a channel at somebody else's provider begin? With credentials that the provider is asked about, and its promise to call us. Outside a
 * transaction: the provider takes its time. Nobody else's door is taken: an account at the provider belongs to one channel.
 */
import { randomBytes } from 'node:crypto';
import type { Connected } from '@meanwhile/channels/contract/channel-adapter.ts';
import { channel as channelRecord, id, type Channel } from '@meanwhile/wire/records.ts';
import { connectChannel } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { channelDeps } from '../channel-deps.ts';
import { channelRegistry, doorOf, webhookTypes, type StoredChannel } from '../channel-registry.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { actorOf, type Principal } from '../platform/http/principal.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, type HttpContext } from '../platform/http/route.ts';
import type { Platform } from '../platform/platform.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { claimedAddresses } from './channel-settings.ts';
import { claimAddresses, lockChannel, saveChannel, type ChannelRowFacts } from './channel.store.ts';
import { presentOne } from './present-channel.ts';
import { openSecrets, sealSecrets } from './secrets.ts';

const permission = 'channel:manage' as const;
const params = z.strictObject({ id });
const secretBytes = 32;

interface Whose {
  readonly platform: Platform;
  readonly workspaceId: string;
  readonly channelId: string;
}

export function registerConnectRoutes(app: FastifyInstance, context: HttpContext): void {
  const { platform } = context;
  const admitted = new WeakMap<FastifyRequest, Principal>();
  app.post(
    '/api/v1/channels/:id/connect',
    {
      config: declared({ permission, scope: 'workspace', rate: 'login', idempotency: 'natural', audit: 'channel.changed' }),
      schema: {
        summary: 'Connect an account at the channel’s provider: it is asked who it is, and calls us from then on.',
        tags: ['channels'],
        security: [{ token: [] }],
        params,
        body: connectChannel,
        response: { 200: channelRecord },
      } as never,
      async onRequest(request) {
        admitted.set(request, await admit(request, context, permission, 'login'));
      },
    },
    async (request, reply) => {
      const principal = admitted.get(request);
      if (principal === undefined) throw new Error('a call that nobody let in');
      const { id: channelId } = request.params as z.output<typeof params>;
      const { botToken } = request.body as z.output<typeof connectChannel>;
      const shown = await connect({ platform, workspaceId: principal.workspaceId, channelId }, botToken, actorOf(principal));
      platform.bell.ring('events');
      return reply.header('cache-control', 'no-store').send(shown);
    },
  );
}

async function connect(whose: Whose, botToken: string, actor: string): Promise<Channel> {
  const { platform, channelId } = whose;
  const row = await claim(whose, botToken);
  const secrets = openSecrets(platform.keys, row);
  const entry = channelRegistry[row.type];
  const adapter = await entry.load();
  const stored: StoredChannel = { id: channelId, type: row.type, settings: row.settings, secrets: { ...secrets, botToken } };
  const account = entry.accountOf(stored, platform);
  try {
    const [trouble] = adapter.lifecycle.checkAccount(account);
    if (trouble !== undefined) throw new Refused('bad_request', `botToken: ${trouble}.`);
    const webhook = { url: doorOf(row.type, channelId, platform.settings.publicUrl), secret: secrets['webhookSecret']! };
    const connected: Connected = await adapter.lifecycle.connect!(account, webhook, channelDeps(platform));
    if (!connected.ok) throw new Refused(connected.reason === 'unreachable' ? 'provider_away' : 'provider_refused', connected.detail);
    return await save(whose, { botToken, connected, actor });
  } catch (error) {
    // What was claimed for the asking goes back to what the channel has.
    await inWorkspace(platform.pool, whose.workspaceId, (tx) =>
      claimAddresses(tx, whose.workspaceId, channelId, claimedAddresses(row.type, row.settings)),
    );
    throw error;
  }
}

/** The channel with a secret for the provider to show, kept before the provider is asked: it may call at once. The account is this channel's alone. */
function claim({ platform, workspaceId, channelId }: Whose, botToken: string): Promise<ChannelRowFacts> {
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const row = await lockChannel(tx, workspaceId, channelId);
    if (row === undefined) throw new Refused('not_found');
    if (!webhookTypes.includes(row.type)) throw new Refused('bad_request', 'This channel has no provider to connect.');
    // Before the provider is asked: it would call the new door alone, and the channel that has this account would hear nothing any more.
    const wanted = { ...row.settings, botId: botIdOf(botToken) };
    if (!(await claimAddresses(tx, workspaceId, channelId, claimedAddresses(row.type, wanted)))) throw new Refused('address_taken');
    const secrets = openSecrets(platform.keys, row);
    if (secrets['webhookSecret'] !== undefined) return row;
    const made = { ...secrets, webhookSecret: randomBytes(secretBytes).toString('base64url') };
    const kept = { ...row, secret: sealSecrets(platform.keys, row.id, made) };
    await saveChannel(tx, workspaceId, kept);
    return kept;
  });
}

/** A token begins with the number of its bot. */
const botIdOf = (botToken: string): string => botToken.split(':', 1)[0]!.slice(0, 20);

interface Saved {
  readonly botToken: string;
  readonly connected: Connected & { ok: true };
  readonly actor: string;
}

function save({ platform, workspaceId, channelId }: Whose, { botToken, connected, actor }: Saved): Promise<Channel> {
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    const row = await lockChannel(tx, workspaceId, channelId);
    if (row === undefined) throw new Refused('not_found');
    const settings = { ...row.settings, botId: connected.id, botName: connected.name };
    if (!(await claimAddresses(tx, workspaceId, channelId, claimedAddresses(row.type, settings)))) throw new Refused('address_taken');
    const secret = sealSecrets(platform.keys, channelId, { ...openSecrets(platform.keys, row), botToken });
    const changed = { ...row, settings, secret };
    await saveChannel(tx, workspaceId, changed);
    const shown = await presentOne(here, changed);
    const about = { channelId, subjectId: channelId, payload: { channel: shown } };
    await appendEvents(here, [{ type: 'channel.changed', audience: 'desk', actor, ...about }]);
    platform.bell.ringWithin(tx, 'events');
    return shown;
  });
}
