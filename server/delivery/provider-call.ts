/** Which calls make this delivery, and with whose account? The channel's adapter plans it from the message as it stands; nothing is sent here. */
import type { ChannelDeps } from '@meanwhile/channels/contract/channel-adapter.ts';
import { channelRegistry, isChannelType, type AnyAdapter, type MailSender } from '../channel-registry.ts';
import type { DeliveryFacts } from '../case/case.ts';
import { openSecrets } from '../channel/channel.ts';
import type { Here } from '../platform/here.ts';
import { lastHeardAt } from '../reply/reply.ts';
import type { Outgoing } from './delivery.store.ts';
import { outgoingMessage } from './outgoing-message.ts';
import { voiceOf } from './signing-key.ts';

export interface SendDeps {
  /** What this channel's adapter needs to send; null = the channel cannot send here (no SMTP_URL): mail stays visible in the outbox. */
  depsFor(type: string, workspaceId: string, own: MailSender | null): ChannelDeps | null;
  /** The channel's own outgoing server, such as its mailbox's; absent or null = the installation's. */
  ownWayOut?(here: Here, channelId: string): Promise<MailSender | null>;
  /** Test hook: called between the provider's answer and writing it down. */
  afterSend?(deliveryId: string): Promise<void>;
}

export interface ProviderCall {
  readonly adapter: AnyAdapter;
  readonly account: unknown;
  readonly senderDeps: ChannelDeps;
  readonly planned: ReturnType<AnyAdapter['outbound']['plan']>;
}

/** What is to be called, with whose account; null: there is no way out yet. `not_ours`: the address is another workspace's. */
export async function callOf(
  here: Here,
  { delivery, found, plannedAt }: { readonly delivery: DeliveryFacts; readonly found: Outgoing; readonly plannedAt: number },
  deps: SendDeps,
): Promise<ProviderCall | 'not_ours' | null> {
  const { platform, workspaceId } = here;
  if (!isChannelType(found.channel_type)) return null;
  const entry = channelRegistry[found.channel_type];
  const wayOut = (await deps.ownWayOut?.(here, delivery.channel_id)) ?? null;
  const senderDeps = deps.depsFor(found.channel_type, workspaceId, wayOut);
  if (senderDeps === null) return null;
  const adapter = await entry.load();
  const { address } = found.settings;
  const voice = typeof address === 'string' ? await voiceOf(here, address) : { signingKey: null };
  if (voice === 'not_ours') return 'not_ours';
  const own = openSecrets(platform.keys, { id: delivery.channel_id, secret: found.secret });
  const secrets = voice.signingKey === null ? own : { ...own, signingKey: JSON.stringify(voice.signingKey) };
  const account = entry.accountOf({ id: delivery.channel_id, type: found.channel_type, settings: found.settings, secrets }, platform);
  const message = await outgoingMessage(here, delivery, found);
  const lastCustomerMessageAt = await heardAt(here, delivery, { identityId: found.identity_id, adapter, plannedAt });
  const planned = adapter.outbound.plan(message, account, { lastCustomerMessageAt, optedOut: false }, plannedAt);
  return { adapter, account, senderDeps, planned };
}

/** When they last wrote from this address by this channel, in whichever of their conversations; asked only where a window counts from there. */
async function heardAt(
  { tx, workspaceId }: Here,
  { channel_id: channelId }: DeliveryFacts,
  { identityId, adapter, plannedAt }: { readonly identityId: string; readonly adapter: AnyAdapter; readonly plannedAt: number },
): Promise<number | null> {
  const [window] = adapter.description.windows;
  if (window === undefined) return null;
  return lastHeardAt(tx, workspaceId, { channelId, identityId, sinceAt: plannedAt - window.durationMs });
}

/** Where its provider can be asked, it will be. */
export function lookUpIn(channelType: string | undefined, plannedAt: number): Pick<NonNullable<DeliveryFacts['outcome']>, 'lookUp'> {
  if (channelType === undefined || !isChannelType(channelType)) return {};
  return channelRegistry[channelType].description.capabilities.findsSent === true ? { lookUp: { plannedAt, count: 0 } } : {};
}
