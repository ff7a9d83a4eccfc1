/**
 * Who is this visitor? A bearer token of our own frame, signed and short-lived, renewed with each visit; with the site's signed JWT it also
 * names the site's customer. It reveals history of exactly the customer it proves, never by an address somebody typed.
 */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { randomBytes } from 'node:crypto';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { mayRevealHistory, type Proof } from '@meanwhile/core/identity/proof.ts';
import { isId } from '@meanwhile/core/kernel/ids.ts';
import { sql } from 'kysely';
import { inWorkspace, acrossWorkspaces, type Transaction } from '../platform/db/transaction.ts';
import { Refused } from '../platform/http/problem.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { hostedChannelTypes } from '../channel-registry.ts';
import { loadChannel, type LoadedChannel } from '../channel/channel.ts';

export interface Visitor {
  readonly channelId: string;
  readonly visitorId: string;
  /** The site's customer number once its JWT proved it. */
  readonly siteSubject: string | null;
  readonly name: string | null;
  /** As the reader's device says: the words told are said in them. */
  readonly locale: string | null;
  readonly zone: string | null;
  readonly until: number;
}

const tokenMs = 30 * dayMs;

export function newVisitorId(): string {
  return randomBytes(16).toString('hex');
}

export function visitorToken(platform: Platform, visitor: Omit<Visitor, 'until'>): { token: string; until: number } {
  const until = platform.clock.nowAt() + tokenMs;
  const payload = Buffer.from(
    JSON.stringify([visitor.channelId, visitor.visitorId, visitor.siteSubject, visitor.name, until, visitor.locale, visitor.zone]),
  ).toString('base64url');
  return { token: sign(platform.keys, 'visitor', payload), until };
}

const tokensMax = stepLimits.visitorTokens;
const tokensRead = new WeakMap<Platform, Map<string, Visitor>>();

/** Null when forged, expired, or of another channel. A token once verified is known by its whole text. */
export function readVisitorToken(platform: Platform, token: string, channelId: string): Visitor | null {
  const cache = tokensRead.get(platform) ?? new Map<string, Visitor>();
  tokensRead.set(platform, cache);
  const visitor = cache.get(token) ?? verifiedVisitor(platform, token);
  if (visitor === null) return null;
  if (cache.size >= tokensMax) cache.clear();
  cache.set(token, visitor);
  return visitor.channelId === channelId && visitor.until >= platform.clock.nowAt() ? visitor : null;
}

function verifiedVisitor(platform: Platform, token: string): Visitor | null {
  const payload = verifySigned(platform.keys, 'visitor', token);
  if (payload === null) return null;
  const [channelId, visitorId, siteSubject, name, until, locale, zone] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    string,
    string,
    string | null,
    string | null,
    number,
    string | null,
    string | null,
  ];
  return { channelId, visitorId, siteSubject, name, until, locale, zone };
}

/** The identity under which this visitor writes. */
export function senderOf(visitor: Pick<Visitor, 'visitorId' | 'siteSubject' | 'name'>): {
  scheme: string;
  value: string;
  display: string | null;
  proof: 'anonymous' | 'verified';
} {
  return visitor.siteSubject === null
    ? { scheme: 'visitor', value: visitor.visitorId, display: visitor.name, proof: 'anonymous' }
    : { scheme: 'site', value: visitor.siteSubject, display: visitor.name, proof: 'verified' };
}

export interface OpenedChannel {
  readonly workspaceId: string;
  readonly channel: LoadedChannel;
}

const freshMs = 1_000;
const channelsMax = stepLimits.openedChannels;
type Remembered = Map<string, { readonly at: number; readonly value: Promise<OpenedChannel> }>;
const opened = new WeakMap<Platform, Remembered>();

/**
 * The messenger channel behind a public path. Remembered for a second, since every message asks: a channel that was closed refuses a second
 * later. Throws Refused `not_found`.
 */
export async function messengerChannel(platform: Platform, channelId: string): Promise<OpenedChannel> {
  if (!isId(channelId)) throw new Refused('not_found');
  const cache: Remembered = opened.get(platform) ?? new Map();
  opened.set(platform, cache);
  const nowAt = platform.clock.machineNowAt();
  const known = cache.get(channelId);
  if (known !== undefined && nowAt - known.at < freshMs) return known.value;
  // Remembered while it is read: those who come in the same moment ask once.
  const value = readChannel(platform, channelId);
  value.catch(() => cache.delete(channelId));
  if (cache.size >= channelsMax) cache.clear();
  cache.set(channelId, { at: nowAt, value });
  return value;
}

async function readChannel(platform: Platform, channelId: string): Promise<OpenedChannel> {
  const found = await acrossWorkspaces(platform.pool, (tx) =>
    tx.row(sql<{ workspace_id: string; type: string }>`
      select c.workspace_id, c.type from directory.channel c join directory.workspace w on w.workspace_id = c.workspace_id
      where c.channel_id = ${channelId} and w.deleted_at is null`),
  );
  if (found === undefined) throw new Refused('not_found');
  const channel = await inWorkspace(platform.pool, found.workspace_id, (tx) =>
    loadChannel(platform.keys, tx, found.workspace_id, channelId),
  );
  if (channel === undefined || !hostedChannelTypes.includes(channel.type)) throw new Refused('not_found');
  return { workspaceId: found.workspace_id, channel };
}

export interface VisitorCustomer {
  readonly customerId: string;
  readonly conversationIds: string[];
  readonly name: string | null;
  readonly locale: string | null;
  readonly zone: string | null;
  /** A mail address to which answers can be announced. */
  readonly email: string | null;
}

/**
 * The customer this visitor is proved to be, or null before the first message. A browser alone is shown what was written in it, whoever somebody
 * merged it with; who is proved by their site is shown all of theirs, merged ones included.
 */
export async function customerOf(
  tx: Transaction,
  workspaceId: string,
  visitor: Pick<Visitor, 'visitorId' | 'siteSubject' | 'name'>,
): Promise<VisitorCustomer | null> {
  const { scheme, value } = senderOf(visitor);
  const found = await tx.row(sql<{ own_id: string; survivor_id: string; proof: Proof }>`
    select i.customer_id as own_id, coalesce(m.into_customer_id, i.customer_id) as survivor_id, i.proof from tenant.identity i
    left join tenant.customer_merge m on m.workspace_id = i.workspace_id and m.from_customer_id = i.customer_id and m.undone_at is null
    where i.workspace_id = ${workspaceId} and i.scheme = ${scheme} and i.value = ${value} and i.proof <> 'claimed'`);
  if (found === undefined) return null;
  const showsAll = mayRevealHistory(found.proof, 'all');
  const customerId = showsAll ? found.survivor_id : found.own_id;
  const row = (await tx.row(sql<{ name: string | null; locale: string | null; zone: string | null }>`
    select name, locale, zone from tenant.customer where workspace_id = ${workspaceId} and id = ${customerId}`))!;
  const everybody = showsAll
    ? sql`(${customerId}::uuid || array(select x.from_customer_id from tenant.customer_merge x where x.workspace_id = ${workspaceId} and x.into_customer_id = ${customerId} and x.undone_at is null))`
    : sql`array[${customerId}::uuid]`;
  const conversations = await tx.rows(
    sql<{ id: string }>`select id from tenant.conversation where workspace_id = ${workspaceId} and customer_id = any(${everybody})`,
  );
  const mail = await tx.row(sql<{ value: string }>`
    select value from tenant.identity where workspace_id = ${workspaceId} and scheme = 'email' and customer_id = any(${everybody}) order by (proof = 'claimed'), created_at limit 1`);
  return {
    customerId,
    conversationIds: conversations.map((one) => one.id),
    name: row.name,
    locale: row.locale,
    zone: row.zone,
    email: mail?.value ?? null,
  };
}
