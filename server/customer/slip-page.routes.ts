/**
 * The page behind the link of a slip notice: following it changes nothing, since programs follow links too; only its buttons act. The link is the
 * proof, so there is no password and no script.
 */
import { slipWords, sayMissed } from '@meanwhile/core/commitment/slip-words.ts';
import { formatWhen } from '@meanwhile/core/commitment/when-words.ts';
import { fill } from '@meanwhile/core/commitment/words/fill.ts';
import { catalogueOf } from '@meanwhile/core/commitment/words/language.ts';
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { refusalCodes } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorKey, caseEvent, lockCaseThatGoesOn, presentOne, updateCases } from '../case/case.ts';
import { channelTimes, readSlipLink, runningOfCase, slipCase, type SlipCase } from '../commitment/commitment.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared } from '../platform/http/route.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { appendEvents } from '../platform/stream/append-event.ts';
import { sendLinkPage } from './link-page.ts';
import { localeOf } from './messenger-pages.routes.ts';
import type { MessengerContext } from './messenger.routes.ts';
import { slipPage, type SlipPage } from './slip-page.ts';
import { takeMessage } from './take-message.ts';
import { messengerByLink, writerByLink } from './writer-by-link.ts';

const door = { permission: 'public', scope: 'channel' } as const;
const params = z.strictObject({ code: z.string().max(limits.linkCodeChars) });
const body = z.record(z.string(), z.string());

/** What is known of the case behind the link. */
interface Behind {
  readonly here: Here;
  readonly slip: SlipCase;
  /** The messenger in which something can be added; null: in none. */
  readonly messengerId: string | null;
  /** In words of the reader. */
  inWords(at: number): string;
}

export function registerSlipPages(app: FastifyInstance, context: MessengerContext): void {
  app.get(
    '/slip/:code',
    { config: declared({ ...door, rate: 'visitorRead', idempotency: 'safe', audit: null }), schema: { hide: true, params } as never },
    async (request, reply) => {
      context.rateLimits.spend('visitorRead', request.ip);
      return answer(context, request, reply, (behind) => offer(context, request, behind));
    },
  );
  app.post(
    '/slip/:code/urgent',
    {
      config: declared({ ...door, rate: 'visitor', idempotency: 'natural', audit: 'case.changed' }),
      schema: { hide: true, params, body: body.nullish() } as never,
    },
    async (request, reply) => {
      context.rateLimits.spend('visitor', `slip ${request.ip}`);
      return answer(context, request, reply, markUrgent);
    },
  );
  app.post(
    '/slip/:code/add',
    {
      config: declared({ ...door, rate: 'visitor', idempotency: 'natural', audit: 'message.received' }),
      schema: { hide: true, params, body } as never,
    },
    async (request, reply) => {
      context.rateLimits.spend('visitor', `slip ${request.ip}`);
      return add(context, request, reply);
    },
  );
}

type Shown = Omit<SlipPage, 'nonce'> & { readonly status?: number };

/** One page for every link that leads nowhere: forged, foreign, or of a case that is closed. */
async function answer(
  context: MessengerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: (behind: Behind) => Shown | Promise<Shown>,
): Promise<FastifyReply> {
  const page = await behindLink(context, request, shown);
  return send(request, reply, page ?? gone(request));
}

function gone(request: FastifyRequest): Shown {
  const locale = localeOf(request);
  const words = slipWords[catalogueOf(locale)].gone;
  return { locale, title: words, sentences: [], status: 404 };
}

function send(request: FastifyRequest, reply: FastifyReply, { status = 200, ...shown }: Shown): FastifyReply {
  return sendLinkPage(request, reply, status, (nonce) => slipPage({ ...shown, nonce }));
}

/** Null where the link leads nowhere. */
async function behindLink<T>(
  { platform }: MessengerContext,
  request: FastifyRequest,
  use: (behind: Behind) => T | Promise<T>,
): Promise<T | null> {
  const link = readSlipLink(platform, (request.params as z.output<typeof params>).code);
  if (link === null) return null;
  const at = platform.clock.nowAt();
  return inWorkspace(platform.pool, link.workspaceId, async (tx) => {
    const slip = await slipCase(tx, link, at);
    if (slip === undefined) return null;
    const here: Here = { platform, tx, workspaceId: link.workspaceId, at };
    const time = (await channelTimes(tx, link.workspaceId, [slip.channel_id], at)).get(slip.channel_id);
    const inWords = (when: number): string =>
      formatWhen({
        at: when,
        nowAt: at,
        zone: time?.calendar?.zone ?? time?.zone ?? 'UTC',
        locale: slip.locale,
        stored: true,
        readerZone: slip.zone ?? undefined,
      });
    const messengerId = await messengerByLink(platform, time, slip.channel_id);
    return use({ here, slip, messengerId, inWords });
  });
}

function offer(
  { platform }: MessengerContext,
  request: FastifyRequest,
  { slip, messengerId, inWords }: Behind,
  notTaken?: { readonly text: string; readonly words: string; readonly status: number },
): Shown {
  const { locale } = slip;
  const words = slipWords[catalogueOf(locale)];
  const told = sayMissed({ firstBy: inWords(slip.first_due_at), newBy: inWords(slip.due_at), locale, isComing: true });
  return {
    locale,
    title: slip.brand,
    sentences: notTaken === undefined ? [told] : [notTaken.words, told],
    ...(notTaken === undefined ? {} : { status: notTaken.status }),
    forms: {
      path: `/slip/${(request.params as z.output<typeof params>).code}`,
      urgent: words.urgent,
      add: messengerId === null ? null : { label: words.add, text: notTaken?.text ?? '', send: say('label.send', locale) },
      formToken: sign(platform.keys, 'slip-form', platform.clock.newId<'form'>()),
    },
  };
}

/** Said twice it is said once; what is urgent for a graver reason stays so. */
async function markUrgent({ here, slip, inWords }: Behind): Promise<Shown> {
  const { tx, workspaceId } = here;
  const row = await lockCaseThatGoesOn(tx, workspaceId, slip.case_id);
  if (row !== undefined && row.state === 'open' && row.urgency === null) {
    const next = { ...row, urgency: 'customer' as const };
    await updateCases(tx, workspaceId, [next]);
    const event = caseEvent('case.changed', row, { case: await presentOne(tx, workspaceId, next) });
    await appendEvents(here, [{ ...event, actor: actorKey(workspaceId, slip.scheme, slip.value) }]);
  }
  const words = slipWords[catalogueOf(slip.locale)];
  const running = await runningOfCase(tx, workspaceId, slip.case_id);
  const dueAt = running.filter((one) => one.kind === 'reply').reduce((latest, one) => Math.max(latest, one.due_at), 0);
  const still = dueAt > here.at ? [fill(words.still, { newBy: inWords(dueAt) })] : [];
  return { locale: slip.locale, title: slip.brand, sentences: [words.thanks, ...still] };
}

/** What is added comes in like any other message, in the same conversation. */
async function add(context: MessengerContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { platform } = context;
  const { text = '', formToken = '' } = request.body as z.output<typeof body>;
  const clientId = verifySigned(platform.keys, 'slip-form', formToken);
  const writer = await behindLink(context, request, async (behind) => ({
    locale: behind.slip.locale,
    title: behind.slip.brand,
    ...(await writerByLink(behind.here, behind.slip, behind.messengerId)),
  }));
  if (writer === null) return send(request, reply, gone(request));
  const { locale, title, opened, visitor } = writer;
  const again = (code: keyof typeof refusalCodes): Promise<FastifyReply> =>
    answer(context, request, reply, (behind) =>
      offer(context, request, behind, { text, words: say('own.failed', locale), status: refusalCodes[code].status }),
    );
  if (clientId === null || opened === null || visitor === null) return again('bad_request');
  if (text.length > limits.messageTextChars) return again('text_too_long');
  try {
    await takeMessage(context, opened, visitor, { clientId, text, attachmentIds: [] }, 'by_link');
  } catch (error) {
    if (error instanceof Refused) return again(error.problem.code);
    throw error;
  }
  return send(request, reply, { locale, title, sentences: [say('form.received', locale)] });
}
