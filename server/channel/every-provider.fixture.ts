/** Every channel at somebody else's provider, each with its stand-in and connected in Lantern Books, for trials that all of them go through. */
import { existsSync } from 'node:fs';
import type { ProviderFake, WebCall } from '@meanwhile/channels/conformance/provider-fake.ts';
import { expect } from 'vitest';
import { sql } from 'kysely';
import { webhookTypes, type ChannelType } from '../channel-registry.ts';
import { deliverDue, sendDeps } from '../delivery/delivery.ts';
import { registerCustomerMergeRoutes } from '../customer/merge.routes.ts';
import { registerLinkOfferRoutes } from '../customer/link-offer.routes.ts';
import { registerDeliveryRoutes } from '../delivery/delivery.routes.ts';
import { createIntake, createMailReader, processInbound, readWaitingMail } from '../intake/intake.ts';
import { openCounter } from '../intake/path.fixture.ts';
import { registerWebhookDoors } from '../intake/webhook.routes.ts';
import { registerCaseListRoutes } from '../reply/case-list.routes.ts';
import { registerCaseRoutes } from '../reply/case.routes.ts';
import { registerReplyRoutes } from '../reply/reply.routes.ts';
import { registerReplyWayRoutes } from '../reply/ways.routes.ts';
import { registerChannelRoutes } from './channel.routes.ts';
import { registerConnectRoutes } from './connect.routes.ts';
import { tuesdayAt, twoShops, type Shop, type TwoShops } from './two-shops.fixture.ts';

const folderOf = (type: string): URL => new URL(`../../channels/${type}/provider.fixture.ts`, import.meta.url);
/** Those that bring a stand-in; a channel without one must not be released, and the trials say so. */
export const triedTypes: readonly ChannelType[] = webhookTypes.filter((type) => existsSync(folderOf(type)));

export interface Tried {
  readonly type: ChannelType;
  readonly fake: ProviderFake;
  readonly channelId: string;
  /** Where the provider calls, on this machine. */
  readonly door: string;
}

export interface EveryProvider {
  readonly shops: TwoShops;
  readonly url: string;
  readonly tried: ReadonlyMap<ChannelType, Tried>;
  newChannel(shop: Shop, type: ChannelType): Promise<string>;
  /** The status of the answer, and its words. */
  call(made: WebCall): Promise<{ readonly status: number; readonly body: string }>;
  /** All work that is due, until nothing is. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function everyProvider(): Promise<EveryProvider> {
  const fakes = new Map<ChannelType, ProviderFake>();
  let nowAt = (): number => tuesdayAt;
  for (const type of triedTypes)
    fakes.set(
      type,
      await ((await import(folderOf(type).pathname)) as { openFake(nowAt: () => number): Promise<ProviderFake> }).openFake(() => nowAt()),
    );
  const providerApiUrls = Object.fromEntries([...fakes].map(([type, { url }]) => [type, url]));
  const shops = await twoShops(
    (web, http) => {
      for (const register of [
        registerChannelRoutes,
        registerConnectRoutes,
        registerCaseRoutes,
        registerCaseListRoutes,
        registerReplyRoutes,
        registerReplyWayRoutes,
        registerCustomerMergeRoutes,
        registerLinkOfferRoutes,
        registerDeliveryRoutes,
      ])
        register(web.app, http);
      void registerWebhookDoors(web.app, { ...http, intake: createIntake(http.platform) });
    },
    { nowAt: tuesdayAt, settings: { providerApiUrls } },
  );
  const { platform, clock } = shops.web.base;
  nowAt = () => clock.nowAt();
  const url = await shops.web.app.listen({ port: 0, host: '127.0.0.1' });
  const policies = new Map<string, string>();
  for (const shop of [shops.lantern, shops.harbour]) policies.set(shop.id, (await openCounter(shops, shop)).policyId);
  const newChannel = async (shop: Shop, type: ChannelType): Promise<string> => {
    const made = await shop.call('POST', '/channels', { type, name: `Our ${type}`, policyId: policies.get(shop.id)! });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.id;
  };
  const tried = new Map<ChannelType, Tried>();
  for (const [type, fake] of fakes) {
    const channelId = await newChannel(shops.lantern, type);
    tried.set(type, { type, fake, channelId, door: `${platform.settings.publicUrl}/in/${type}/${channelId}` });
  }
  return {
    shops,
    url,
    tried,
    newChannel,
    async call(made) {
      // The provider knows our public address; here it is reached where the server listens.
      const there = made.url.replace(platform.settings.publicUrl, url);
      const answer = await fetch(there, {
        method: made.method,
        headers: made.headers,
        ...(made.method === 'POST' ? { body: Buffer.from(made.body) } : {}),
      });
      return { status: answer.status, body: await answer.text() };
    },
    async settle() {
      const reader = createMailReader(platform, { resolveDns: () => Promise.reject(new Error('no DNS here')) });
      for (let n = 0; n < 5; n += 1) {
        while ((await readWaitingMail(platform, reader)) > 0);
        while ((await processInbound(platform)) > 0);
        while ((await deliverDue(platform, { depsFor: sendDeps(platform).depsFor })) > 0);
      }
      await reader.close();
    },
    async close() {
      await shops.close();
      for (const fake of fakes.values()) await fake.close();
    },
  };
}

export const reasonsKept = (shop: Shop, channelId: string): Promise<string[]> =>
  shop.inside(async (tx) =>
    (
      await tx.rows(sql<{ reason: string }>`
        select reason from tenant.inbound where workspace_id = ${shop.id} and channel_id = ${channelId} and state = 'quarantined' order by received_at, id`)
    ).map(({ reason }) => reason),
  );
