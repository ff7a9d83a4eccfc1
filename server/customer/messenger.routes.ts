/**
 * The messenger's own door: sessions, history, messages, files and the entry sentence. Public paths; a visitor is known by the bearer token
 * of our own frame alone, so no cookie rides along and no foreign page can act for them.
 */
import { readableTag } from '@meanwhile/core/commitment/words/language.ts';
import { isZone } from '@meanwhile/core/calendar/check-calendar.ts';
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import type { MessengerHistory, MessengerMessage, MessengerSession } from '@meanwhile/wire/messenger.ts';
import { contactRequest, entryRequest, sendRequest, sessionRequest } from '@meanwhile/wire/messenger-requests.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { readContinuation } from '../case/case.ts';
import { wayOf } from '../channel-registry.ts';
import type { Intake } from '../intake/intake.ts';
import { stanceFor } from '../live/live.ts';
import { iso } from '../platform/db/instant.ts';
import { inWorkspace, type Transaction } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, type Declaration, type HttpContext } from '../platform/http/route.ts';
import { messagePage, presentMessages, type StoredMessage } from '../reply/reply.ts';
import { masked, saveContact } from './contact.ts';
import { entryNow, settingsOf } from './messenger-settings.ts';
import { takeMessage } from './take-message.ts';
import { continueAs } from './continue-as.ts';
import { identify } from './identify.ts';
import { projectMessage } from './projection.ts';
import {
  customerOf,
  messengerChannel,
  newVisitorId,
  readVisitorToken,
  visitorToken,
  type OpenedChannel,
  type Visitor,
  type VisitorCustomer,
} from './visitor.ts';

export interface MessengerContext extends HttpContext {
  readonly intake: Intake;
  /** Where the hub stands now: the cursor that goes with a history. */
  cursor(): string;
  /** The words told for a message, once it is processed. */
  toldFor(workspaceId: string, messageId: string): Promise<string | null>;
}

const visitorRoute = (over: Partial<Declaration> = {}): { declared: Declaration } =>
  declared({ permission: 'visitor', scope: 'channel', rate: 'visitorRead', idempotency: 'safe', audit: null, ...over });
const params = z.strictObject({ channel: z.string() });
const historyMax = stepLimits.messengerHistory;
/** ECMAScript's last one. */
const latestInstantAt = 8_640_000_000_000_000;

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** Who calls, by the token in the Authorization header. Throws Refused `not_signed_in`. */
export async function visitorOf(request: FastifyRequest, context: HttpContext): Promise<{ visitor: Visitor; opened: OpenedChannel }> {
  const { channel } = request.params as { channel: string };
  const opened = await messengerChannel(context.platform, channel);
  const token = bearerOf(request);
  const visitor = token === null ? null : readVisitorToken(context.platform, token, opened.channel.id);
  if (visitor === null) throw new Refused('not_signed_in');
  // Enforced mode: without the site's proof there is nothing to read and nothing to write (attack 86).
  if (opened.channel.settings['identityRequired'] === true && visitor.siteSubject === null) throw new Refused('identity_refused');
  return { visitor, opened };
}

export function registerMessengerRoutes(app: FastifyInstance, context: MessengerContext): void {
  const { platform } = context;
  app.post(
    '/m/:channel/sessions',
    { config: visitorRoute({ permission: 'public', rate: 'visitor', idempotency: 'natural' }), schema: { params, body: sessionRequest } },
    async (request) => {
      context.rateLimits.spend('visitor', `session ${request.ip}`);
      const opened = await messengerChannel(platform, (request.params as { channel: string }).channel);
      return openSession(context, opened, request.body as z.output<typeof sessionRequest>);
    },
  );
  app.get(
    '/m/:channel/entry',
    {
      config: visitorRoute({ permission: 'public' }),
      schema: { params, querystring: entryRequest },
    },
    async (request) => {
      context.rateLimits.spend('visitorRead', request.ip);
      const opened = await messengerChannel(platform, (request.params as { channel: string }).channel);
      const { locale, zone } = request.query as { locale?: string; zone?: string };
      const token = bearerOf(request);
      const visitor = token === null ? null : readVisitorToken(platform, token, opened.channel.id);
      return inWorkspace(platform.pool, opened.workspaceId, async (tx) => {
        const customer = visitor === null ? null : await customerOf(tx, opened.workspaceId, visitor);
        return entryNow(context, tx, opened, {
          locale: locale ?? visitor?.locale ?? undefined,
          zone: zone ?? visitor?.zone ?? undefined,
          contactKnown: customer?.email != null,
          conversationIds: customer?.conversationIds ?? [],
        });
      });
    },
  );
  app.get(
    '/m/:channel/messages',
    {
      config: visitorRoute(),
      schema: { params, querystring: z.strictObject({ before: z.coerce.number().int().min(0).max(latestInstantAt).optional() }) },
    },
    async (request) => {
      const { visitor, opened } = await visitorOf(request, context);
      context.rateLimits.spend('visitorRead', visitor.visitorId);
      const { before } = request.query as { before?: number };
      return inWorkspace(platform.pool, opened.workspaceId, (tx) => history(context, tx, opened, { visitor, before: before ?? null }));
    },
  );
  app.post(
    '/m/:channel/messages',
    { config: visitorRoute({ rate: 'visitor', idempotency: 'natural', audit: 'message.received' }), schema: { params, body: sendRequest } },
    async (request, reply) => {
      const { visitor, opened } = await visitorOf(request, context);
      context.rateLimits.spend('visitor', visitor.visitorId);
      const by = (await isShownLive(context, opened, visitor)) ? 'live' : 'session';
      const taken = await takeMessage(context, opened, visitor, request.body as z.output<typeof sendRequest>, by);
      return reply.code(taken.duplicate ? 200 : 201).send({ id: taken.id, receivedAt: iso(taken.receivedAt) });
    },
  );
  app.put(
    '/m/:channel/contact',
    {
      config: visitorRoute({ rate: 'visitor', idempotency: 'natural', audit: 'customer.changed' }),
      schema: { params, body: contactRequest },
    },
    async (request) => {
      const { visitor, opened } = await visitorOf(request, context);
      context.rateLimits.spend('visitor', visitor.visitorId);
      return saveContact(context, opened, visitor, (request.body as z.output<typeof contactRequest>).email);
    },
  );
}

/** Is somebody there for this visitor, as their page says? */
async function isShownLive({ platform }: MessengerContext, { workspaceId, channel }: OpenedChannel, visitor: Visitor): Promise<boolean> {
  if (!channel.mayBeLive) return false;
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const customer = await customerOf(tx, workspaceId, visitor);
    const here: Here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    return (await stanceFor(here, { channelId: channel.id, conversationIds: customer?.conversationIds ?? [] })).isLive;
  });
}

async function openSession(
  context: MessengerContext,
  opened: OpenedChannel,
  asked: z.output<typeof sessionRequest>,
): Promise<MessengerSession> {
  // What a device says of itself is kept only where it can be read back: a zone that is none would stop their next message.
  const body = {
    ...asked,
    locale: asked.locale === undefined ? undefined : readableTag(asked.locale),
    zone: asked.zone !== undefined && isZone(asked.zone) ? asked.zone : undefined,
  };
  const { platform } = context;
  const { workspaceId, channel } = opened;
  const before = body.token === undefined ? null : readVisitorToken(platform, body.token, channel.id);
  return inWorkspace(platform.pool, workspaceId, async (tx) => {
    const here: Here = { platform, tx, workspaceId, at: platform.clock.nowAt() };
    let visitor: Omit<Visitor, 'until'> = before ?? {
      channelId: channel.id,
      visitorId: newVisitorId(),
      siteSubject: null,
      name: null,
      locale: null,
      zone: null,
    };
    if (body.identity !== undefined) visitor = await identify(here, channel, body.identity, before);
    else if (channel.settings['identityRequired'] === true && visitor.siteSubject === null) throw new Refused('identity_refused');
    const continuation = body.code === undefined ? null : readContinuation(platform, body.code, channel.id);
    if (continuation !== null && visitor.siteSubject === null) visitor = await continueAs(here, continuation, visitor);
    const customer = await customerOf(tx, workspaceId, visitor);
    if (customer !== null) await noteReader(tx, workspaceId, customer.customerId, body);
    const { token, until } = visitorToken(platform, {
      ...visitor,
      locale: body.locale ?? visitor.locale,
      zone: body.zone ?? visitor.zone,
    });
    const locale = body.locale ?? customer?.locale ?? undefined;
    return {
      token,
      expiresAt: iso(until),
      visitorId: visitor.visitorId,
      proof: visitor.siteSubject === null ? 'channel' : 'site',
      name: visitor.name,
      contact: customer?.email == null ? null : masked(customer.email),
      settings: await settingsOf(context, tx, opened, {
        locale,
        zone: body.zone,
        contactKnown: customer?.email != null,
        conversationIds: customer?.conversationIds ?? [],
      }),
    };
  });
}

async function noteReader(
  tx: Transaction,
  workspaceId: string,
  customerId: string,
  { locale, zone }: { locale?: string | undefined; zone?: string | undefined },
): Promise<void> {
  await tx.run(sql`update tenant.customer set locale = coalesce(${locale ?? null}, locale), zone = coalesce(${zone ?? null}, zone)
    where workspace_id = ${workspaceId} and id = ${customerId} and (locale is distinct from coalesce(${locale ?? null}, locale) or zone is distinct from coalesce(${zone ?? null}, zone))`);
}

export async function history(
  context: MessengerContext,
  tx: Transaction,
  opened: OpenedChannel,
  { visitor, before }: { visitor: Visitor; before: number | null },
): Promise<MessengerHistory> {
  const { workspaceId } = opened;
  // The cursor first: what arrives while we read comes again over the stream and is applied once.
  const cursor = context.cursor();
  const customer = await customerOf(tx, workspaceId, visitor);
  if (customer === null) return { messages: [], earlier: null, cursor };
  const page = { conversationIds: customer.conversationIds, audience: 'everyone', limit: historyMax } as const;
  const newest = await messagePage(tx, workspaceId, {
    ...page,
    before: before === null ? undefined : { at: before, id: '00000000-0000-0000-0000-000000000000' },
  });
  const oldest = newest.at(-1);
  const isFull = oldest !== undefined && newest.length === historyMax;
  // The next page begins before this instant: whatever came in the same millisecond belongs to this one.
  const older = isFull ? await messagePage(tx, workspaceId, { ...page, before: { at: oldest.received_at, id: oldest.id } }) : [];
  const rows = [...newest, ...older.filter((row) => row.received_at === oldest?.received_at)];
  const messages = await projectRows(context, tx, opened, { customer, rows: rows.toReversed() });
  return { messages, earlier: isFull ? oldest.received_at : null, cursor };
}

async function projectRows(
  context: MessengerContext,
  tx: Transaction,
  opened: OpenedChannel,
  { customer, rows }: { customer: VisitorCustomer; rows: readonly StoredMessage[] },
): Promise<MessengerMessage[]> {
  const told = await tx.rows(sql<{ message_id: string; words: string }>`
    select message_id, words from tenant.commitment where workspace_id = ${opened.workspaceId} and conversation_id = any(${customer.conversationIds}::uuid[])
      and message_id = any(${rows.map((row) => row.id)}::uuid[]) and after_id is null and kind = 'reply'`);
  const words = new Map(told.map((row) => [row.message_id, row.words]));
  const messages = await presentMessages(tx, opened.workspaceId, rows);
  return messages.flatMap((message) => {
    const line = wayOf(message.channelType) === 'page' ? (words.get(message.id) ?? null) : null;
    return projectMessage(context.platform, message, line, { channelId: opened.channel.id }) ?? [];
  });
}
