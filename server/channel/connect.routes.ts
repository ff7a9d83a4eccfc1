/**
 * How does a channel at somebody else's provider begin? With credentials that the provider is asked about, and its promise to call us. Outside a
 * transaction: the provider takes its time. Nobody else's door is taken: an account at the provider belongs to one channel.
 */
import { randomBytes } from 'node:crypto';
import type { Connected, Identified, NotConnected } from '@meanwhile/channels/contract/channel-adapter.ts';
import { channel as channelRecord, id, type Channel } from '@meanwhile/wire/records.ts';
import { connectChannel } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { channelDeps } from '../channel-deps.ts';
import { channelRegistry, doorOf, webhookTypes, type StoredChannel } from '../channel-registry.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
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
  const before = await inWorkspace(platform.pool, whose.workspaceId, (tx) => lockConnectable(whose, tx));
  const entry = channelRegistry[before.type];
  const { lifecycle } = await entry.load();
  const deps = channelDeps(platform);
  const accountWith = (row: ChannelRowFacts, secrets: StoredChannel['secrets']) =>
    entry.accountOf({ id: channelId, type: row.type, settings: row.settings, secrets }, platform);
  const asking = accountWith(before, { botToken, webhookSecret: newSecret() });
  const [trouble] = lifecycle.checkAccount(asking);
  if (trouble !== undefined) throw new Refused('bad_request', `botToken: ${trouble}.`);
  const who: Identified = await lifecycle.identify!(asking, deps);
  if (!who.ok) throw refusedAs(who);
  const kept = await keep(whose, { botToken, who });
  const secrets = openSecrets(platform.keys, kept);
  // Kept before the provider is told where to call: it may at once, and what it brings needs the token.
  const webhook = { url: doorOf(kept.type, channelId, platform.settings.publicUrl), secret: secrets['webhookSecret']! };
  const connected: Connected = await lifecycle.connect!(accountWith(kept, secrets), webhook, deps);
  if (!connected.ok) throw refusedAs(connected);
  const shown = await finish(whose, { name: who.name, actor });
  const old = openSecrets(platform.keys, before)['botToken'];
  if (old !== undefined && before.settings['botId'] !== who.id) await lifecycle.disconnect!(accountWith(before, { botToken: old }), deps);
  return shown;
}

const newSecret = (): string => randomBytes(secretBytes).toString('base64url');

const refusedAs = ({ reason, detail }: NotConnected): Refused =>
  new Refused(reason === 'unreachable' ? 'provider_away' : 'provider_refused', detail);

async function lockConnectable({ workspaceId, channelId }: Whose, tx: Transaction): Promise<ChannelRowFacts> {
  const row = await lockChannel(tx, workspaceId, channelId);
  if (row === undefined) throw new Refused('not_found');
  if (!webhookTypes.includes(row.type)) throw new Refused('bad_request', 'This channel has no provider to connect.');
  return row;
}

/** Whoever has its token may have the account here, in one channel of the installation. Another account gets another secret, so that the old one finds the door closed. */
function keep(whose: Whose, { botToken, who }: { botToken: string; who: Identified & { ok: true } }): Promise<ChannelRowFacts> {
  const { platform, workspaceId, channelId } = whose;
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const row = await lockConnectable(whose, tx);
    const isSame = row.settings['botId'] === who.id;
    const settings = isSame ? row.settings : { botId: who.id };
    if (!(await claimAddresses(tx, workspaceId, channelId, claimedAddresses(row.type, settings)))) throw new Refused('address_taken');
    const old = openSecrets(platform.keys, row);
    const webhookSecret = isSame ? (old['webhookSecret'] ?? newSecret()) : newSecret();
    const kept = { ...row, settings, secret: sealSecrets(platform.keys, channelId, { ...old, botToken, webhookSecret }) };
    await saveChannel(tx, workspaceId, kept);
    return kept;
  });
}

/** Connected from here on: the name says so. */
function finish(whose: Whose, { name, actor }: { name: string; actor: string }): Promise<Channel> {
  const { platform, workspaceId, channelId } = whose;
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    const row = await lockConnectable(whose, tx);
    const changed = { ...row, settings: { ...row.settings, botName: name } };
    await saveChannel(tx, workspaceId, changed);
    const shown = await presentOne(here, changed);
    const about = { channelId, subjectId: channelId, payload: { channel: shown } };
    await appendEvents(here, [{ type: 'channel.changed', audience: 'desk', actor, ...about }]);
    platform.bell.ringWithin(tx, 'events');
    return shown;
  });
}
