/** Over which doors does a workspace keep its keys at Google and Microsoft, and its members sign in to mailboxes? No secret comes out of any of them. */
import { canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import {
  beginSignIn,
  finishSignIn,
  mailboxKey,
  mailProvider,
  saveMailboxKey,
  signInBegun,
  type MailboxKey,
  type MailProvider,
  type SignInBegun,
} from '@meanwhile/wire/mailbox-sign-ins.ts';
import { mailbox, type Mailbox } from '@meanwhile/wire/mailboxes.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { loadChannel } from '../channel/channel.ts';
import { actorOf, type Principal } from '../platform/http/principal.ts';
import { isRefusalCode, Refused } from '../platform/http/problem.ts';
import { admit, declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { seal } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';
import { wireInstant } from '../platform/present.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import type { TokenOptions } from './access-token.ts';
import { presentMailboxes } from './announce.ts';
import { findMailbox } from './mailbox.store.ts';
import { beginMailboxSignIn, finishMailboxSignIn, redirectUrlOf, type Begun } from './sign-in.ts';
import { findKey, listKeys, removeKey, saveKey, type KeyRow } from './sign-in.store.ts';

const permission = 'channel:manage' as const;
const keyParams = z.strictObject({ provider: mailProvider });

export function registerSignInRoutes(app: FastifyInstance, context: HttpContext, options: TokenOptions): void {
  keyRoutes(app, context);
  beginRoutes(app, context, options);
  finishRoute(app, context, options);
}

function keyRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/mailbox-keys',
    summary: 'How the workspace is known to Google and Microsoft, and which address to register there.',
    permission,
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(mailboxKey) }),
    async handle({ tx, workspaceId, platform }) {
      const rows = await listKeys(tx, workspaceId);
      return {
        items: mailProvider.options.map((provider) =>
          presentKey(
            platform,
            provider,
            rows.find((row) => row.provider === provider),
          ),
        ),
      };
    },
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/mailbox-keys/:provider',
    summary: 'Keep the ID and secret that the provider gave for this workspace.',
    permission: 'workspace:manage',
    idempotency: 'natural',
    audit: 'mailbox.changed',
    params: keyParams,
    body: saveMailboxKey,
    answer: mailboxKey,
    async handle({ tx, workspaceId, platform, params: { provider }, body, actor, at, emit }) {
      if (provider === 'google' && body.directory !== undefined) return refuse('bad_request', 'directory: only Microsoft has it.');
      const sealed = { of: `${workspaceId} ${provider}`, secret: body.clientSecret };
      const row: KeyRow = {
        provider,
        client_id: body.clientId,
        directory: provider === 'google' ? null : (body.directory ?? 'common'),
        secret: seal(platform.keys, 'mailbox-key', Buffer.from(JSON.stringify(sealed))),
        changed_by: actor,
        changed_at: at,
      };
      await saveKey(tx, workspaceId, row);
      const shown = presentKey(platform, provider, row);
      await emit({ type: 'mailbox.changed', audience: 'desk', payload: { mailboxKey: { ...shown, name: provider } } });
      return shown;
    },
  });
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/mailbox-keys/:provider',
    summary: 'Forget the key at a provider. Its mailboxes are fetched until their tokens end.',
    permission: 'workspace:manage',
    idempotency: 'natural',
    audit: 'mailbox.changed',
    params: keyParams,
    answer: mailboxKey,
    async handle({ tx, workspaceId, platform, params: { provider }, emit }) {
      const shown = presentKey(platform, provider, undefined);
      if ((await findKey(tx, workspaceId, provider)) === undefined) return shown;
      await removeKey(tx, workspaceId, provider);
      await emit({ type: 'mailbox.changed', audience: 'desk', payload: { mailboxKey: { ...shown, name: provider } } });
      return shown;
    },
  });
}

function beginRoutes(app: FastifyInstance, context: HttpContext, options: TokenOptions): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/mailboxes/sign-in',
    summary: 'Begin signing in to a new mailbox; the browser goes on to the address that is given.',
    permission,
    idempotency: 'natural',
    audit: null,
    body: beginSignIn,
    answer: signInBegun,
    async handle(call) {
      const { body, tx, workspaceId, platform, at } = call;
      if (body.way === 'graph' && body.provider !== 'microsoft') return refuse('bad_request', 'way: only Microsoft has Graph.');
      const address = canonicalEmail(body.address);
      if (isRefusal(address)) return refuse('address_invalid', address.detail);
      const channel = await loadChannel(platform.keys, tx, workspaceId, body.channelId);
      if (channel === undefined) return refuse('not_found');
      if (channel.type !== 'email') return refuse('bad_request', 'channelId: this channel has no mail.');
      const asked = {
        mailboxId: null,
        channelId: channel.id,
        address,
        sends: body.sends,
        way: body.way,
        startedAt: body.fetchFrom === undefined ? at : Date.parse(body.fetchFrom),
      };
      return begun(await beginMailboxSignIn(call, { actor: call.actor, provider: body.provider, asked }, options));
    },
  });
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/mailboxes/:id/sign-in',
    summary: 'Begin signing in again to a mailbox that was opened by signing in.',
    permission,
    idempotency: 'natural',
    audit: null,
    params: z.strictObject({ id }),
    answer: signInBegun,
    async handle(call) {
      const { tx, workspaceId, params } = call;
      const row = await findMailbox(tx, workspaceId, params.id);
      if (row === undefined) return refuse('not_found');
      const { access } = row;
      if (access.signIn === 'password') return refuse('bad_request', 'This mailbox has a password.');
      const asked = {
        mailboxId: row.id,
        channelId: row.channel_id,
        address: access.user,
        sends: access.smtp !== null,
        way: access.way ?? ('imap' as const),
        startedAt: row.started_at,
      };
      return begun(await beginMailboxSignIn(call, { actor: call.actor, provider: access.signIn, asked }, options));
    },
  });
}

/** Outside a transaction: the provider takes its time. Counted like signing in, so that nobody guesses. */
function finishRoute(app: FastifyInstance, context: HttpContext, options: TokenOptions): void {
  const admitted = new WeakMap<FastifyRequest, Principal>();
  app.post(
    '/api/v1/mailboxes/sign-in/finish',
    {
      config: declared({ permission, scope: 'workspace', rate: 'login', idempotency: 'natural', audit: 'mailbox.changed' }),
      schema: {
        summary: 'Turn in the code the provider gave. Works once, for whoever began, within ten minutes.',
        tags: ['mailboxes'],
        security: [{ token: [] }],
        body: finishSignIn,
        response: { 200: mailbox },
      } as never,
      async onRequest(request) {
        admitted.set(request, await admit(request, context, permission, 'login'));
      },
    },
    async (request, reply) => {
      const { platform } = context;
      const principal = admitted.get(request);
      if (principal === undefined) throw new Error('a call that nobody let in');
      const actor = actorOf(principal);
      const body = request.body as z.output<typeof finishSignIn>;
      let shown: Mailbox | undefined;
      const row = await finishMailboxSignIn(
        platform,
        { ...body, workspaceId: principal.workspaceId, actor },
        options,
        async (here, saved) => {
          [shown] = await presentMailboxes(here.tx, here.workspaceId, [saved]);
          const told = { channelId: saved.channel_id, subjectId: saved.id, payload: { mailbox: shown } };
          await appendEvents(here, [{ type: 'mailbox.changed', audience: 'desk', actor, ...told }]);
          platform.bell.ringWithin(here.tx, 'events', 'mailbox');
        },
      );
      if (isRefusal(row)) throw new Refused(isRefusalCode(row.refused) ? row.refused : 'fault', row.detail);
      platform.bell.ring('events', 'mailbox');
      return reply.header('cache-control', 'no-store').send(shown);
    },
  );
}

function begun(begin: Begun | ReturnType<typeof refuse>): SignInBegun | ReturnType<typeof refuse> {
  return isRefusal(begin) ? begin : { url: begin.url, proof: begin.proof, expiresAt: wireInstant(begin.expiresAt) };
}

function presentKey(platform: Platform, provider: MailProvider, row: KeyRow | undefined): MailboxKey {
  return {
    provider,
    clientId: row?.client_id ?? null,
    directory: row?.directory ?? null,
    redirectUrl: redirectUrlOf(platform, provider),
    changedAt: row === undefined ? null : wireInstant(row.changed_at),
  };
}
