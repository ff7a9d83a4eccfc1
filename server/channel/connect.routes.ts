/**
 * How does a channel at somebody else's provider begin? With credentials that the provider is asked about, and its promise to call us. Outside a
 * transaction: the provider takes its time. Nobody else's door is taken: an account at the provider belongs to one channel.
 */
import { randomBytes } from 'node:crypto';
import type { AccountField } from '@meanwhile/channels/contract/capabilities.ts';
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
import { putItem } from '../platform/jobs/work-item.ts';
import { accountKind } from './account-seen.store.ts';
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
      const { credentials } = request.body as z.output<typeof connectChannel>;
      const shown = await connect({ platform, workspaceId: principal.workspaceId, channelId }, credentials, actorOf(principal));
      platform.bell.ring('events');
      return reply.header('cache-control', 'no-store').send(shown);
    },
  );
}

interface Kept {
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

async function connect(whose: Whose, credentials: Readonly<Record<string, string>>, actor: string): Promise<Channel> {
  const { platform, channelId } = whose;
  const before = await inWorkspace(platform.pool, whose.workspaceId, (tx) => lockConnectable(whose, tx));
  const entry = channelRegistry[before.type];
  const typed = sorted(entry.description.accountFields, credentials);
  const { lifecycle } = await entry.load();
  const deps = channelDeps(platform);
  const accountWith = (row: ChannelRowFacts, secrets: StoredChannel['secrets']) =>
    entry.accountOf({ id: channelId, type: row.type, settings: row.settings, secrets }, platform);
  const asking = accountWith({ ...before, settings: typed.settings }, { ...typed.secrets, webhookSecret: newSecret() });
  const [trouble] = lifecycle.checkAccount(asking);
  if (trouble !== undefined) throw new Refused('bad_request', `${trouble}.`);
  const who: Identified = await lifecycle.identify!(asking, deps);
  if (!who.ok) throw refusedAs(who);
  const kept = await keep(whose, typed, who);
  const secrets = openSecrets(platform.keys, kept);
  // Kept before the provider is told where to call: it may at once, and what it brings needs the account.
  const webhook = { url: doorOf(kept.type, channelId, platform.settings.publicUrl), secret: secrets['webhookSecret']! };
  const connected: Connected = (await lifecycle.connect?.(accountWith(kept, secrets), webhook, deps)) ?? { ok: true };
  if (!connected.ok) throw refusedAs(connected);
  const shown = await finish(whose, { name: who.name, actor });
  const { accountId: oldId } = before.settings;
  if (oldId !== undefined && oldId !== who.id) await lifecycle.disconnect?.(accountWith(before, openSecrets(platform.keys, before)), deps);
  return shown;
}

/** What is secret apart from what is shown; no field is missing, and none is there that nobody asked for. */
function sorted(fields: readonly AccountField[], credentials: Readonly<Record<string, string>>): Kept {
  const unknown = Object.keys(credentials).find((name) => fields.every((field) => field.name !== name));
  if (unknown !== undefined) throw new Refused('bad_request', 'credentials: this account has no such field.');
  const missing = fields.find(({ name, required }) => required && credentials[name] === undefined);
  if (missing !== undefined) throw new Refused('bad_request', `credentials.${missing.name} is missing.`);
  const those = (secret: boolean) =>
    Object.fromEntries(
      fields
        .filter((field) => field.secret === secret && credentials[field.name] !== undefined)
        .map(({ name }) => [name, credentials[name]!]),
    );
  return { settings: those(false), secrets: those(true) };
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

/**
 * Whoever has its credentials may have the account here, in one channel of the installation. Another account gets another secret, so that the old one
 * finds the door closed; of the same account the credentials before go on being good, since what they proved may still be on its way.
 */
function keep(whose: Whose, typed: Kept, who: Identified & { ok: true }): Promise<ChannelRowFacts> {
  const { platform, workspaceId, channelId } = whose;
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const row = await lockConnectable(whose, tx);
    const isSame = row.settings['accountId'] === who.id;
    const { accountName } = isSame ? row.settings : {};
    const settings = { ...typed.settings, ...who.facts, accountId: who.id, ...(accountName === undefined ? {} : { accountName }) };
    if (!(await claimAddresses(tx, workspaceId, channelId, claimedAddresses(row.type, settings)))) throw new Refused('address_taken');
    const old = isSame ? openSecrets(platform.keys, row) : {};
    const secrets = { ...withOlder(old, typed.secrets), webhookSecret: old['webhookSecret'] ?? newSecret() };
    const kept = { ...row, settings, secret: sealSecrets(platform.keys, channelId, secrets) };
    await saveChannel(tx, workspaceId, kept);
    return kept;
  });
}

/** The new ones, and beside each that changed the one before it. */
function withOlder(old: Readonly<Record<string, string>>, typed: Readonly<Record<string, string>>): Record<string, string> {
  const secrets: Record<string, string> = { ...typed };
  for (const [name, value] of Object.entries(typed)) {
    const before = old[name] === value ? old[`${name}Old`] : old[name];
    if (before !== undefined) secrets[`${name}Old`] = before;
  }
  return secrets;
}

/** Connected from here on: the name says so. */
function finish(whose: Whose, { name, actor }: { name: string; actor: string }): Promise<Channel> {
  const { platform, workspaceId, channelId } = whose;
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    const row = await lockConnectable(whose, tx);
    const changed = { ...row, settings: { ...row.settings, accountName: name } };
    await saveChannel(tx, workspaceId, changed);
    // Looked at soon: what was wrong may be right now.
    await putItem(tx, workspaceId, { kind: accountKind, rowId: channelId, dueAt: here.at });
    const shown = await presentOne(here, changed);
    const about = { channelId, subjectId: channelId, payload: { channel: shown } };
    await appendEvents(here, [{ type: 'channel.changed', audience: 'desk', actor, ...about }]);
    platform.bell.ringWithin(tx, 'events');
    return shown;
  });
}
