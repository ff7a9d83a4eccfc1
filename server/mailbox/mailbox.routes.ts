/** Which mailboxes does a channel have, how are they reached, and is anything wrong with them? Passwords go in and never come out. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { canonicalEmail } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import {
  changeMailbox,
  createMailbox,
  mailbox,
  mailboxTest,
  mailGuess,
  testMailbox,
  type Mailbox,
  type MailServer,
} from '@meanwhile/wire/mailboxes.ts';
import { id } from '@meanwhile/wire/records.ts';
import { page } from '@meanwhile/wire/requests.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { MailResolver } from '../channel-registry.ts';
import { loadChannel } from '../channel/channel.ts';
import { acceptableHost } from '../platform/http/guarded-address.ts';
import { pageOf, placeOf } from '../platform/http/keyset.ts';
import { Refused } from '../platform/http/problem.ts';
import { admit, declared, workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { presentMailboxes } from './announce.ts';
import { guessProvider } from './guess-provider.ts';
import { sealMailboxSecret } from './mailbox-secret.ts';
import {
  findMailbox,
  insertMailbox,
  listMailboxes,
  lockMailbox,
  removeMailbox,
  saveMailbox,
  startWork,
  stopWork,
  type MailboxRow,
} from './mailbox.store.ts';
import type { ReachOptions } from './reach.ts';
import { registerSignInRoutes } from './sign-in.routes.ts';
import { tryMailbox } from './try-mailbox.ts';

const params = z.strictObject({ id });
const permission = 'channel:manage' as const;
const mailboxesPerWorkspace = 200;
type Here = Pick<Call<unknown, unknown, unknown>, 'tx' | 'workspaceId' | 'at' | 'emit' | 'wake'>;

type MailboxContext = HttpContext & { readonly resolveDns: MailResolver };

export function registerMailboxRoutes(app: FastifyInstance, context: MailboxContext, options: ReachOptions = {}): void {
  registerSignInRoutes(app, context, options);
  readRoutes(app, context);
  createRoute(app, context, options);
  changeRoute(app, context, options);
  removeRoute(app, context);
  testRoute(app, context, options);
  guessRoute(app, context);
}

function readRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/mailboxes',
    summary: 'All mailboxes, or those of one channel, oldest first.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    query: page.extend({ channelId: id.optional() }),
    answer: z.strictObject({ items: z.array(mailbox), nextCursor: z.string().nullable() }),
    async handle({ tx, workspaceId, query }) {
      const rows = await listMailboxes(tx, workspaceId, query.channelId ?? null, { after: placeOf(query.cursor), most: query.limit + 1 });
      const shown = new Map((await presentMailboxes(tx, workspaceId, rows)).map((one) => [one.id, one]));
      return pageOf(rows, query.limit, { place: (row) => ({ at: row.created_at, id: row.id }), item: (row) => shown.get(row.id)! });
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/mailboxes/:id',
    summary: 'One mailbox, with the counts of its last days.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params,
    answer: mailbox,
    async handle({ tx, workspaceId, params: { id: mailboxId } }) {
      const row = await findMailbox(tx, workspaceId, mailboxId);
      return row === undefined ? refuse('not_found') : (await presentMailboxes(tx, workspaceId, [row]))[0]!;
    },
  });
}

function createRoute(app: FastifyInstance, context: HttpContext, options: ReachOptions): void {
  workspaceRoute(app, context, {
    method: 'POST',
    url: '/mailboxes',
    summary: 'Fetch mail of a channel from a mailbox, from now on.',
    permission,
    idempotency: 'key',
    audit: 'mailbox.changed',
    body: createMailbox,
    answer: mailbox,
    status: 201,
    async handle(call) {
      const { tx, workspaceId, body, platform, at } = call;
      const address = canonicalEmail(body.address);
      if (isRefusal(address)) return refuse('address_invalid', address.detail);
      if (!areAcceptable([body.imap, body.smtp], options)) return refuse('url_refused');
      const channel = await loadChannel(platform.keys, tx, workspaceId, body.channelId);
      if (channel === undefined) return refuse('not_found');
      if (channel.type !== 'email') return refuse('bad_request', 'channelId: this channel has no mail.');
      if ((await listMailboxes(tx, workspaceId, null, { after: null, most: mailboxesPerWorkspace })).length >= mailboxesPerWorkspace)
        return refuse('bad_request', `A workspace has at most ${mailboxesPerWorkspace} mailboxes.`);
      const mailboxId: string = platform.clock.newId<'mailbox'>();
      const row: MailboxRow = {
        id: mailboxId,
        channel_id: channel.id,
        address,
        access: { user: body.user, signIn: 'password', imap: body.imap, smtp: body.smtp },
        secret: sealMailboxSecret(platform.keys, mailboxId, { password: body.password }),
        state: 'on',
        trouble: null,
        trouble_at: null,
        started_at: body.fetchFrom === undefined ? at : Date.parse(body.fetchFrom),
        uid_validity: null,
        last_uid: 0,
        fetched_at: null,
        created_by: call.actor,
        created_at: at,
      };
      await insertMailbox(tx, workspaceId, row);
      await startWork(tx, workspaceId, row.id, at);
      return announced(call, row);
    },
  });
}

function changeRoute(app: FastifyInstance, context: HttpContext, options: ReachOptions): void {
  workspaceRoute(app, context, {
    method: 'PATCH',
    url: '/mailboxes/:id',
    summary: 'Change how a mailbox is reached, or switch fetching off or on; on goes on where it had stopped.',
    permission,
    idempotency: 'natural',
    audit: 'mailbox.changed',
    params,
    body: changeMailbox,
    answer: mailbox,
    async handle(call) {
      const { tx, workspaceId, body, platform, at } = call;
      const row = await lockMailbox(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      if (!areAcceptable([body.imap, body.smtp], options)) return refuse('url_refused');
      const { access } = row;
      // An account that was signed in to has its provider's servers: a token goes nowhere else.
      if (access.signIn !== 'password' && [body.user, body.password, body.imap, body.smtp].some((part) => part !== undefined))
        return refuse('bad_request', 'Sign in again to change how this mailbox is reached.');
      // Another host must not be told a password that was entered for this one.
      const isElsewhere = [
        [body.imap, access.imap],
        [body.smtp, access.smtp],
      ].some(([next, now]) => next !== undefined && next !== null && next.host !== now?.host);
      if (isElsewhere && body.password === undefined) return refuse('bad_request', 'password: another host needs it entered again.');
      const smtp = body.smtp === undefined ? access.smtp : body.smtp;
      const changed: MailboxRow = {
        ...row,
        access: { ...access, user: body.user ?? access.user, imap: body.imap ?? access.imap, smtp },
        secret: body.password === undefined ? row.secret : sealMailboxSecret(platform.keys, row.id, { password: body.password }),
        state: body.state ?? row.state,
        trouble: null,
        trouble_at: null,
      };
      await saveMailbox(tx, workspaceId, changed);
      if (changed.state === 'on') await startWork(tx, workspaceId, row.id, at);
      else await stopWork(tx, workspaceId, row.id);
      return announced(call, changed);
    },
  });
}

function removeRoute(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'DELETE',
    url: '/mailboxes/:id',
    summary: 'Stop fetching from a mailbox and forget its password. Mail that was fetched stays.',
    permission,
    idempotency: 'natural',
    audit: 'mailbox.changed',
    params,
    answer: mailbox,
    async handle(call) {
      const { tx, workspaceId, at } = call;
      const row = await lockMailbox(tx, workspaceId, call.params.id);
      if (row === undefined) return refuse('not_found');
      await removeMailbox(tx, workspaceId, row.id, at);
      await stopWork(tx, workspaceId, row.id);
      return announced(call, { ...row, state: 'off' });
    },
  });
}

/** Outside a transaction: strangers' servers take their time. Counted like signing in, so that nobody looks for open ports with it. */
function testRoute(app: FastifyInstance, context: HttpContext, options: ReachOptions): void {
  app.post(
    '/api/v1/mailboxes/test',
    {
      config: declared({ permission, scope: 'workspace', rate: 'login', idempotency: 'natural', audit: null }),
      schema: {
        summary: 'Would this mailbox let us in, to fetch and to send? Keeps nothing.',
        tags: ['mailboxes'],
        security: [{ token: [] }],
        body: testMailbox,
        response: { 200: mailboxTest },
      } as never,
      async onRequest(request) {
        await admit(request, context, permission, 'login');
      },
    },
    async (request) => {
      const typed = request.body as z.output<typeof testMailbox>;
      if (!areAcceptable([typed.imap, typed.smtp], options)) throw new Refused('url_refused');
      return tryMailbox(typed, new URL(context.platform.settings.publicUrl).hostname, options);
    },
  );
}

/** Outside a transaction as well: the DNS of strangers. */
function guessRoute(app: FastifyInstance, context: MailboxContext): void {
  app.get(
    '/api/v1/mailboxes/guess',
    {
      config: declared({ permission, scope: 'workspace', rate: 'read', idempotency: 'safe', audit: null }),
      schema: {
        summary: 'Where an address probably has its mailbox, and which records its domain has.',
        tags: ['mailboxes'],
        security: [{ token: [] }],
        querystring: z.strictObject({ address: z.string().trim().max(limits.addressChars) }),
        response: { 200: mailGuess },
      } as never,
      async onRequest(request) {
        await admit(request, context, permission, 'read');
      },
    },
    async (request) => {
      const address = canonicalEmail((request.query as { address: string }).address);
      if (isRefusal(address)) throw new Refused('address_invalid', address.detail);
      return guessProvider(address, context.resolveDns);
    },
  );
}

function areAcceptable(servers: readonly (MailServer | null | undefined)[], options: ReachOptions): boolean {
  return servers.every((server) => server === null || server === undefined || acceptableHost(server.host, options) !== null);
}

async function announced({ tx, workspaceId, emit, wake }: Here, row: MailboxRow): Promise<Mailbox> {
  const [shown] = await presentMailboxes(tx, workspaceId, [row]);
  await emit({ type: 'mailbox.changed', audience: 'desk', channelId: row.channel_id, subjectId: row.id, payload: { mailbox: shown } });
  wake('mailbox');
  return shown!;
}
