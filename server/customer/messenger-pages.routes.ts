/** The messenger's public files and pages: loader, built app, hosted page, the form without JavaScript, and files by signed link. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { languageOf } from '@meanwhile/core/commitment/words/language.ts';
import { canonicalIdentity } from '@meanwhile/core/identity/canonical.ts';
import { isRefusal } from '@meanwhile/core/kernel/refusal.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { refusalCodes, type RefusalCode } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formFields, hostedPage } from './hosted-page.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import { pause } from '../platform/clock/pause.ts';
import { problemOf, Refused, sendProblem } from '../platform/http/problem.ts';
import { declared } from '../platform/http/route.ts';
import { withDeclaration } from '../platform/http/web-server.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { sendFile, storedFile, receiveUpload } from '../reply/reply.ts';
import { dropRest, notTakenWords, readMultipart, tooLong, typedIn } from './form-body.ts';
import { saveContact } from './contact.ts';
import { takeMessage } from './take-message.ts';
import { history, visitorOf, type MessengerContext } from './messenger.routes.ts';
import { settingsOf } from './messenger-settings.ts';
import { readFileLink } from './projection.ts';
import { messengerChannel, readVisitorToken, visitorToken, type OpenedChannel, type Visitor } from './visitor.ts';

/** Where `npx vite build` in messenger/ puts its files. */
export const messengerDist = join(import.meta.dirname, '../../messenger/dist');
const publicRoute = declared({ permission: 'public', scope: 'channel', rate: 'visitorRead', idempotency: 'safe', audit: null });
const { formTrapMs, formKeepMs } = limits;

export async function registerMessengerPages(app: FastifyInstance, context: MessengerContext): Promise<void> {
  const { platform } = context;
  await app.register(multipart, { throwFileSizeLimit: true });
  await withDeclaration(
    app,
    publicRoute,
    async (scope) =>
      void (await scope.register(fastifyStatic, {
        root: join(messengerDist, 'app'),
        prefix: '/messenger/app/',
        immutable: true,
        maxAge: '365d',
        decorateReply: false,
        cacheControl: true,
        index: false,
        logLevel: 'silent',
      })),
  );
  app.get('/messenger.js', { config: publicRoute }, (_request, reply) =>
    reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(readFileSync(join(messengerDist, 'messenger.js'))),
  );
  app.get('/m/:channel', { config: publicRoute, schema: { params: z.strictObject({ channel: z.string() }) } }, async (request, reply) => {
    const opened = await messengerChannel(platform, (request.params as { channel: string }).channel);
    return page(context, request, reply, { opened });
  });
  app.post(
    '/m/:channel/attachments',
    {
      config: declared({ permission: 'visitor', scope: 'channel', rate: 'upload', idempotency: 'natural', audit: null }),
      bodyLimit: limits.uploadBodyBytes,
    },
    async (request, reply) => {
      const { visitor, opened } = await visitorOf(request, context);
      context.rateLimits.spend('upload', `visitor ${request.ip}`);
      // What comes without a length counts as the largest there is.
      const bytes = Number(request.headers['content-length'] ?? limits.attachmentBytes);
      context.rateLimits.spend('uploadMegabytes', `visitor ${request.ip}`, bytes / 2 ** 20);
      const { id, name, mediaType, sizeBytes } = await receiveUpload(platform, request, {
        workspaceId: opened.workspaceId,
        uploader: `visitor:${visitor.visitorId}`,
        isVisitor: true,
      });
      return reply.code(201).send({ id, name, mediaType, sizeBytes, held: null, url: '' });
    },
  );
  app.get('/m/:channel/files/:signed', { config: { ...publicRoute, servesFiles: true } }, async (request, reply) => {
    const { channel, signed } = request.params as { channel: string; signed: string };
    const opened = await messengerChannel(platform, channel);
    const attachmentId = readFileLink(platform, opened.channel.id, signed);
    if (attachmentId === null) throw new Refused('not_found');
    const file = await inWorkspace(platform.pool, opened.workspaceId, (tx) => storedFile(tx, opened.workspaceId, attachmentId));
    if (file === undefined || file.message_id === null) throw new Refused('not_found');
    return sendFile(platform, reply, file);
  });
  registerForm(app, context);
}

/** One sentence, one field, one button, and nothing to run: the page works when every script is blocked. */
function registerForm(app: FastifyInstance, context: MessengerContext): void {
  const { platform } = context;
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: limits.jsonBodyBytes },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.post(
    '/m/:channel/form',
    {
      config: declared({ permission: 'public', scope: 'channel', rate: 'visitor', idempotency: 'natural', audit: 'message.received' }),
      schema: { body: z.record(z.string(), z.string()) },
      preValidation: readMultipart,
      errorHandler: (error, request, reply) =>
        void formRefused(context, request, reply, error).catch((fault: unknown) => sendProblem(request, reply, problemOf(fault, request))),
    },
    async (request, reply) => {
      const opened = await messengerChannel(platform, (request.params as { channel: string }).channel);
      context.rateLimits.spend('visitor', `form ${request.ip}`);
      if (opened.channel.settings['identityRequired'] === true) throw new Refused('identity_refused');
      const body = request.body as Record<string, string>;
      const [clientId, madeAt] = verifySigned(platform.keys, 'form-token', body[formFields.token] ?? '')?.split('~') ?? [];
      const age = platform.clock.nowAt() - Number(madeAt);
      // The trap field is invisible to people; a page filled in faster than anyone types, or a day later, is no person's either.
      const text = body[formFields.text] ?? '';
      const email = body[formFields.email]?.trim() ?? '';
      const notTaken = (code: RefusalCode, why?: string) =>
        formAgain(context, request, reply, { opened, typed: { text, email }, code, why });
      if (email !== '' && isRefusal(canonicalIdentity('email', email)))
        return notTaken('bad_request', say('contact.invalid', localeOf(request)));
      if (clientId === undefined || body[formFields.trap] !== '' || age < formTrapMs || age > formKeepMs) return notTaken('bad_request');
      // The script's door refuses it too: nobody's words are cut behind their back.
      if (text.length > limits.messageTextChars) return notTaken('text_too_long', tooLong(localeOf(request)));
      const visitor = visitorOfCookie(context, request, opened) ?? {
        channelId: opened.channel.id,
        visitorId: formVisitorId(request, clientId),
        siteSubject: null,
        name: null,
        locale: localeOf(request),
        zone: null,
        until: Number.POSITIVE_INFINITY,
      };
      const taken = await takeMessage(context, opened, visitor, { clientId, text, attachmentIds: [] }).catch((error: unknown) => {
        if (error instanceof Refused) return error;
        throw error;
      });
      if (taken instanceof Refused) return notTaken(taken.problem.code, undefined);
      const { token } = visitorToken(platform, visitor);
      setVisitorCookie(context, reply, opened, token);
      const notice = await waitForTold(context, opened, taken.id, localeOf(request));
      if (email !== '') await saveContact(context, opened, { ...visitor, until: Number.POSITIVE_INFINITY }, email);
      return page(context, request, reply, { opened, notice, visitor: { ...visitor, until: Number.POSITIVE_INFINITY } });
    },
  );
}

/** Whatever refused it, a person reads the answer: the page in their language. Faults and channels that are not there are problems as ever. */
async function formRefused(context: MessengerContext, request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
  const problem = problemOf(error, request);
  if (refusalCodes[problem.code].status >= 500 || problem.code === 'not_found') return sendProblem(request, reply, problem);
  await dropRest(request);
  const opened = await messengerChannel(context.platform, (request.params as { channel: string }).channel);
  if (problem.retryAfterS !== undefined) void reply.header('retry-after', String(problem.retryAfterS));
  const typed = typedIn(request);
  const notice = notTakenWords(problem.code, localeOf(request), typed.text);
  return page(context, request, reply.code(refusalCodes[problem.code].status), { opened, typed, notice });
}

interface NotTaken {
  readonly opened: OpenedChannel;
  readonly typed: { readonly text: string; readonly email: string };
  readonly code: RefusalCode;
  /** One more sentence, where there is something to mend. */
  readonly why: string | undefined;
}

/** A person reads this: the page again, with what they wrote and a form token that holds. */
function formAgain(
  context: MessengerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { opened, typed, code, why }: NotTaken,
): Promise<FastifyReply> {
  const failed = say('own.failed', localeOf(request));
  return page(context, request, reply.code(refusalCodes[code].status), {
    opened,
    typed,
    notice: why === undefined ? failed : `${failed} ${why}`,
  });
}

/**
 * Sent twice before the first answer arrived, the form is one message of one visitor. Not by the page's token alone: a careless cache may
 * have given the same page to two people.
 */
function formVisitorId(request: FastifyRequest, clientId: string): string {
  const body = request.body as Record<string, string>;
  const same = ['form', clientId, request.ip, request.headers['user-agent'] ?? '', body[formFields.text], body[formFields.email]];
  return createHash('sha256').update(JSON.stringify(same)).digest('hex').slice(0, 32);
}

const waitStepMs = 50;
const waitSteps = 30;

/** The words told for this message, as soon as they are stored; after a moment without them only that it arrived. */
async function waitForTold(context: MessengerContext, opened: OpenedChannel, messageId: string, locale: string): Promise<string> {
  for (let step = 0; step < waitSteps; step += 1) {
    const words = await context.toldFor(opened.workspaceId, messageId);
    if (words !== null) return words;
    await pause(waitStepMs);
  }
  return say('form.received', locale);
}

interface PageParts {
  readonly opened: OpenedChannel;
  readonly notice?: string;
  readonly typed?: { readonly text: string; readonly email: string };
  readonly visitor?: Visitor;
}

async function page(context: MessengerContext, request: FastifyRequest, reply: FastifyReply, parts: PageParts): Promise<FastifyReply> {
  const { platform } = context;
  const { opened } = parts;
  const { embed } = request.query as { embed?: string };
  const visitor = parts.visitor ?? visitorOfCookie(context, request, opened);
  const { settings, messages } = await inWorkspace(platform.pool, opened.workspaceId, async (tx) => ({
    settings: await settingsOf(context, tx, opened, { locale: localeOf(request), zone: undefined, contactKnown: false }),
    messages: visitor === null ? [] : (await history(context, tx, opened, { visitor, before: null })).messages,
  }));
  const assets = builtAssets();
  const nonce = createHash('sha256').update(String(request.id)).digest('base64url').slice(0, 22);
  const formToken = sign(platform.keys, 'form-token', `${platform.clock.newId<'form'>()}~${platform.clock.nowAt()}`);
  const html = hostedPage({
    settings,
    messages,
    ...(parts.notice === undefined ? {} : { notice: parts.notice }),
    ...(parts.typed === undefined ? {} : { typed: parts.typed }),
    formToken,
    assets,
    embed: embed === '1',
    nonce,
  });
  const allowed = allowedFrames(opened, platform.settings.publicUrl);
  const files = platform.settings.filesUrl ?? '';
  const socket = platform.settings.publicUrl.replace(/^http/, 'ws');
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data: ${files}; media-src 'self' blob: ${files}; connect-src 'self' ${socket} ws://${request.host}; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors ${embed === '1' ? allowed : "'none'"}`,
    )
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(html);
}

/** Where the messenger may be shown: the sites on the channel's list; with an empty list only our own page. */
function allowedFrames(opened: OpenedChannel, publicUrl: string): string {
  const listed = opened.channel.settings['allowedOrigins'];
  const origins = Array.isArray(listed)
    ? listed.filter((one): one is string => typeof one === 'string' && /^https?:\/\/[a-z0-9.:[\]-]+$/i.test(one))
    : [];
  return ["'self'", publicUrl, ...origins].join(' ');
}

/** The first language the browser asks for, where we speak it. */
export function localeOf(request: FastifyRequest): string {
  const first = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*/i.exec(String(request.headers['accept-language'] ?? ''))?.[0];
  return first === undefined ? 'en' : languageOf(first);
}

/** The form's own memory of this browser: only for the page without scripts, only below this channel's path. */
const cookieName = 'mw_form';

function visitorOfCookie({ platform }: MessengerContext, request: FastifyRequest, opened: OpenedChannel): Visitor | null {
  const token = request.cookies[cookieName];
  return token === undefined ? null : readVisitorToken(platform, token, opened.channel.id);
}

function setVisitorCookie({ platform }: MessengerContext, reply: FastifyReply, opened: OpenedChannel, token: string): void {
  void reply.setCookie(cookieName, token, {
    path: `/m/${opened.channel.id}`,
    httpOnly: true,
    sameSite: 'strict',
    secure: platform.settings.production,
    maxAge: limits.visitorCookieSeconds,
  });
}

let built: { script: string; style: string } | null = null;

function builtAssets(): { script: string; style: string } {
  if (built !== null) return built;
  const manifest = JSON.parse(readFileSync(join(messengerDist, 'app/manifest.json'), 'utf8')) as Record<
    string,
    { file: string; css?: string[]; isEntry?: boolean }
  >;
  const entry = Object.values(manifest).find((one) => one.isEntry === true);
  if (entry === undefined) throw new Error('the messenger has not been built');
  built = { script: `/messenger/app/${entry.file}`, style: `/messenger/app/${entry.css?.[0] ?? ''}` };
  return built;
}
