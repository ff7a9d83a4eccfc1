/** Cards over REST: an administrator keeps them; whoever sees a case sees what they say about its customer. */
import { fillLink, templateTrouble } from '@meanwhile/core/automation/card-link.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { card, cardOfCase, cardWithSecret, changeCard, createCard, type Card, type CardKind } from '@meanwhile/wire/cards.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { acceptableUrl, type GuardedFetchOptions } from '../platform/http/guarded-fetch.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { shownOnce } from '../platform/http/shown-once.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant } from '../platform/present.ts';
import { idsOfCase } from './card-ids.ts';
import { findCard, insertCard, isCardNameTaken, listCards, lockCard, removeCard, saveCard, type CardRow } from './card.store.ts';
import { registerAskCard } from './ask-card.routes.ts';
import { newSigningSecret, openSigning, rotated, sealSigning } from './webhook-secret.ts';

const byId = z.strictObject({ id });
/** What leaves the house is an administrator's, as webhooks are. */
const write = { permission: 'workspace:manage', audit: 'workspace.changed' } as const;
const { cardsPerWorkspace: cardsMost } = limits;
type CardRouteOptions = Pick<GuardedFetchOptions, 'allowLoopback'>;

export function registerCardRoutes(app: FastifyInstance, context: HttpContext, options: CardRouteOptions = {}): void {
  readRoutes(app, context);
  registerAskCard(app, context, options);
  writeRoutes(app, context, options);
}

function readRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cards',
    summary: 'Every card from another system, oldest first',
    permission: 'workspace:manage',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(card), nextCursor: z.null() }),
    handle: async ({ tx, workspaceId }) => ({ items: (await listCards(tx, workspaceId)).map(present), nextCursor: null }),
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/cards',
    summary: 'The cards beside a case: links with the ids of its customer, and which others can be asked',
    permission: 'customer:read',
    idempotency: 'safe',
    audit: null,
    params: byId,
    answer: z.strictObject({ items: z.array(cardOfCase), nextCursor: z.null() }),
    async handle({ tx, workspaceId, params }) {
      const ids = await idsOfCase(tx, workspaceId, params.id);
      if (ids === undefined) return refuse('not_found');
      const items = (await listCards(tx, workspaceId)).map((row) => {
        const shown = { id: row.id, name: row.name, kind: row.kind, url: null, missing: [] };
        if (row.kind === 'lines') return shown;
        const link = fillLink(row.url, ids);
        return 'url' in link ? { ...shown, url: link.url } : { ...shown, missing: [...link.missing] };
      });
      return { items, nextCursor: null };
    },
  });
}

function writeRoutes(app: FastifyInstance, context: HttpContext, options: CardRouteOptions): void {
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/cards',
    summary: 'Add a card. The signing secret of one that asks a server is shown once',
    idempotency: 'key',
    body: createCard,
    answer: cardWithSecret,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, platform, body, at } = call;
      const url = urlFor(body, platform, options);
      if (typeof url !== 'string') return url;
      if ((await listCards(tx, workspaceId)).length >= cardsMost) return refuse('conflict', `At most ${cardsMost} cards.`);
      const cardId: string = platform.clock.newId<'card'>();
      const secret = body.kind === 'lines' ? newSigningSecret() : null;
      const sealed = secret === null ? null : sealSigning(platform.keys, cardId, [{ secret, untilAt: null }]);
      const row: CardRow = { id: cardId, name: body.name, kind: body.kind, url, secret: sealed, created_at: at };
      if (!(await insertCard(tx, workspaceId, row))) return refuse('name_taken');
      return shownOnce({ ...(await told(call, row)), secret }, 'secret');
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/cards/:id',
    summary: 'Change the name or the address of a card',
    idempotency: 'natural',
    params: byId,
    body: changeCard,
    answer: card,
    async handle(call) {
      const { tx, workspaceId, platform, body, params } = call;
      const row = await lockCard(tx, workspaceId, params.id);
      if (row === undefined) return refuse('not_found');
      const url = urlFor({ kind: row.kind, url: body.url }, platform, options);
      if (typeof url !== 'string') return url;
      if (await isCardNameTaken(tx, workspaceId, { id: row.id, name: body.name })) return refuse('name_taken');
      if (row.name === body.name && row.url === url) return present(row);
      const changed = { ...row, name: body.name, url };
      await saveCard(tx, workspaceId, changed);
      return told(call, changed);
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'POST',
    url: '/cards/:id/rotate-secret',
    summary: 'A new signing secret, shown once; the old one signs along for 24 hours',
    idempotency: 'natural',
    params: byId,
    answer: cardWithSecret,
    async handle(call) {
      const { tx, workspaceId, platform, at } = call;
      const row = await lockCard(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      if (row.secret === null) return refuse('bad_request', 'A link is not signed.');
      const secret = newSigningSecret();
      const sealed = sealSigning(platform.keys, row.id, rotated(openSigning(platform.keys, row.id, row.secret), secret, at));
      await saveCard(tx, workspaceId, { ...row, secret: sealed });
      return { ...(await told(call, row, { secretChanged: true })), secret };
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/cards/:id',
    summary: 'Remove a card',
    idempotency: 'natural',
    params: byId,
    answer: z.strictObject({}),
    async handle(call) {
      const row = await findCard(call.tx, call.workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      await removeCard(call.tx, call.workspaceId, row.id);
      await told(call, row, { removed: true });
      return {};
    },
  });
}

/** As it is kept. A link is opened by whoever reads it, so it may lead into their own network; what we ask ourselves may not. */
function urlFor({ kind, url }: { kind: CardKind; url: string }, platform: Platform, options: CardRouteOptions): string | Refusal {
  if (kind === 'link') {
    const trouble = templateTrouble(url);
    return trouble === null ? url : refuse('url_refused', trouble);
  }
  const asked = acceptableUrl(url, options);
  return asked === null || asked.hostname === new URL(platform.settings.publicUrl).hostname ? refuse('url_refused') : asked.href;
}

/** The address may carry a secret of the other system, so events do not name it. */
async function told(call: Pick<Call<unknown, unknown, unknown>, 'emit'>, row: CardRow, also: Record<string, unknown> = {}): Promise<Card> {
  const { id: cardId, name, kind } = row;
  await call.emit({
    type: 'workspace.changed',
    audience: 'desk',
    subjectId: cardId,
    payload: { card: { id: cardId, name, kind, ...also } },
  });
  return present(row);
}

function present(row: CardRow): Card {
  return { id: row.id, name: row.name, kind: row.kind, url: row.url, createdAt: wireInstant(row.created_at) };
}
