/**
 * The page behind a link by which an agent asks for details: the customer answers in their own spelling, skips what they like, and what can be two
 * things is asked back. What they send is a message of theirs, and stands in the fields of the case. The link is the proof; there is no script.
 */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import { readAnswer, type Answer } from '@meanwhile/core/conversation/details.ts';
import { detailsWords } from '@meanwhile/core/conversation/details-words.ts';
import { fieldValue } from '@meanwhile/core/conversation/field.ts';
import { maskCards } from '@meanwhile/core/conversation/mask-cards.ts';
import { slipWords } from '@meanwhile/core/commitment/slip-words.ts';
import { catalogueOf, readableTag } from '@meanwhile/core/commitment/words/language.ts';
import { say } from '@meanwhile/core/commitment/words/words-for.ts';
import { isRefusal, refuse } from '@meanwhile/core/kernel/refusal.ts';
import { detailsRequest, fillField } from '@meanwhile/wire/fields.ts';
import { id } from '@meanwhile/wire/records.ts';
import { refusalCodes } from '@meanwhile/wire/refusal-codes.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorKey, addFactCounts, casesById, lockCaseThatGoesOn } from '../case/case.ts';
import { channelTimes } from '../commitment/commitment.ts';
import { inWorkspace } from '../platform/db/transaction.ts';
import type { Here } from '../platform/here.ts';
import { Refused } from '../platform/http/problem.ts';
import { declared, workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { iso } from '../platform/db/instant.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import { detailsCase, detailsLink, fillFields, openQuestions, readDetailsLink, type DetailsCase, type FieldRow } from '../topic/topic.ts';
import { detailsForm, pickedName, valueIn, type Asked } from './details-page.ts';
import { linkPage, sendLinkPage } from './link-page.ts';
import { escapeHtml } from './escape-html.ts';
import { localeOf } from './messenger-pages.routes.ts';
import type { MessengerContext } from './messenger.routes.ts';
import { takeMessage } from './take-message.ts';
import { messengerByLink, writerByLink } from './writer-by-link.ts';

const door = { permission: 'public', scope: 'channel' } as const;
const params = z.strictObject({ code: z.string().max(limits.linkCodeChars) });
const body = z.record(z.string(), z.string());
type Sent = z.output<typeof body>;

export function registerDetailsRequest(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/details-request',
    summary: 'The link by which the customer of a case is asked for what is not known yet.',
    permission: 'case:write',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: detailsRequest,
    async handle({ platform, tx, workspaceId, at, params: { id: caseId } }) {
      if ((await casesById(tx, workspaceId, [caseId])).length === 0) return refuse('not_found');
      const of = await detailsCase(tx, { workspaceId, caseId, identityId: null });
      const asked = of === undefined ? [] : await openQuestions(tx, workspaceId, of);
      const messengerId = of === undefined ? null : await messengerOf({ platform, tx, workspaceId, at }, of);
      return {
        url:
          of !== undefined && messengerId !== null && asked.length > 0
            ? detailsLink(platform, { workspaceId, caseId: of.case_id, identityId: of.identity_id })
            : null,
        asked: asked.map((field) => ({ fieldId: field.id, name: field.name })),
      };
    },
  });
}

export function registerDetailsPages(app: FastifyInstance, context: MessengerContext): void {
  app.get(
    '/details/:code',
    { config: declared({ ...door, rate: 'visitorRead', idempotency: 'safe', audit: null }), schema: { hide: true, params } as never },
    async (request, reply) => {
      context.rateLimits.spend('visitorRead', request.ip);
      const shown = await behindLink(context, request, async (behind) => formPage(context, request, behind, {}));
      return send(request, reply, shown ?? gone(request));
    },
  );
  app.post(
    '/details/:code',
    {
      config: declared({ ...door, rate: 'visitor', idempotency: 'natural', audit: 'message.received' }),
      schema: { hide: true, params, body } as never,
    },
    async (request, reply) => {
      context.rateLimits.spend('visitor', `details ${request.ip}`);
      return send(request, reply, await answered(context, request));
    },
  );
}

interface Shown {
  readonly status: number;
  readonly locale: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

interface Behind {
  readonly here: Here;
  readonly of: DetailsCase;
  readonly open: readonly FieldRow[];
}

const paragraph = (text: string): string => `<p role="status">${escapeHtml(text)}</p>`;

function gone(request: FastifyRequest): Shown {
  const locale = localeOf(request);
  return { status: 404, locale, title: slipWords[catalogueOf(locale)].gone, body: '' };
}

function send(request: FastifyRequest, reply: FastifyReply, { status, ...page }: Shown): FastifyReply {
  return sendLinkPage(request, reply, status, (nonce) => linkPage({ ...page, nonce }));
}

/** Null where the link leads nowhere. */
async function behindLink<T>(
  { platform }: MessengerContext,
  request: FastifyRequest,
  use: (behind: Behind) => Promise<T>,
): Promise<T | null> {
  const link = readDetailsLink(platform, (request.params as z.output<typeof params>).code);
  if (link === null) return null;
  return inWorkspace(platform.pool, link.workspaceId, async (tx) => {
    const of = await detailsCase(tx, link);
    if (of === undefined) return null;
    const here: Here = { platform, tx, workspaceId: link.workspaceId, at: platform.clock.nowAt() };
    return use({ here, of: { ...of, locale: readableTag(of.locale) }, open: await openQuestions(tx, link.workspaceId, of) });
  });
}

/** The messenger in which an answer comes in; null: there is none. */
async function messengerOf({ platform, tx, workspaceId, at }: Here, { channel_id }: DetailsCase): Promise<string | null> {
  return messengerByLink(platform, (await channelTimes(tx, workspaceId, [channel_id], at)).get(channel_id), channel_id);
}

interface Read {
  readonly field: FieldRow;
  readonly typed: string;
  readonly answer: Answer;
}

function readAll({ here, of, open }: Behind, sent: Sent): Read[] {
  return open.map((field) => {
    // The number of a payment card is kept nowhere.
    const typed = maskCards(
      fillField.shape.value
        .unwrap()
        .catch('')
        .parse(sent[field.id] ?? ''),
    );
    const picked = sent[pickedName(field.id)];
    const value = picked === undefined ? null : fieldValue(field, picked);
    const answer: Answer =
      value === null || isRefusal(value)
        ? readAnswer({ ...field, factKind: field.fact_kind }, typed, { locale: of.locale, nowAt: here.at })
        : { answer: 'value', value };
    return { field, typed: picked === undefined ? typed : valueIn(field.kind, picked, of.locale), answer };
  });
}

function formPage(
  { platform }: MessengerContext,
  request: FastifyRequest,
  { of, open }: Behind,
  { reads, said = '', status = 200 }: { readonly reads?: readonly Read[]; readonly said?: string; readonly status?: number },
): Shown {
  const { locale, brand: title } = of;
  if (open.length === 0) return { status: 200, locale, title, body: paragraph(detailsWords[catalogueOf(locale)].nothing) };
  const asked = open.map((field): Asked => {
    const read = reads?.find((one) => one.field.id === field.id);
    const { id: fieldId, name, kind, choices, mandatory } = field;
    return { id: fieldId, name, kind, choices, mandatory, because: field.asked_because!, ...(read === undefined ? {} : { before: read }) };
  });
  const form = {
    locale,
    path: `/details/${(request.params as z.output<typeof params>).code}`,
    asked,
    send: say('label.send', locale),
    formToken: sign(platform.keys, 'details-form', platform.clock.newId<'form'>()),
    said,
  };
  return { status, locale, title, body: detailsForm(form) };
}

/** The message first, by the form's own id, then the fields: whoever sends the form again because of a break completes what is missing. */
async function answered(context: MessengerContext, request: FastifyRequest): Promise<Shown> {
  const sent = request.body as Sent;
  const clientId = verifySigned(context.platform.keys, 'details-form', sent['formToken'] ?? '');
  const asked = await behindLink(context, request, async (behind) => {
    const reads = readAll(behind, sent);
    const isOpen = reads.some(({ answer }) => answer.answer !== 'value' && answer.answer !== 'skipped');
    if (behind.open.length === 0 || isOpen) return { again: formPage(context, request, behind, { reads, status: 422 }) };
    const writer = await writerByLink(behind.here, behind.of, await messengerOf(behind.here, behind.of));
    const failed = (status: number) => formPage(context, request, behind, { reads, said: say('own.failed', behind.of.locale), status });
    return { behind, reads, writer, failed };
  });
  if (asked === null) return gone(request);
  if ('again' in asked) return asked.again;
  const { behind, reads, writer, failed } = asked;
  const { locale, brand: title } = behind.of;
  if (clientId === null || writer.opened === null || writer.visitor === null) return failed(400);
  const { skipped } = detailsWords[catalogueOf(locale)];
  const text = reads.map(({ field, typed, answer }) => `${field.name}: ${answer.answer === 'value' ? typed : skipped}`).join('\n');
  try {
    await takeMessage(context, writer.opened, writer.visitor, { clientId, text, attachmentIds: [] }, 'by_link');
  } catch (error) {
    if (error instanceof Refused) return failed(refusalCodes[error.problem.code].status);
    throw error;
  }
  await behindLink(context, request, (now) => keep(now, reads));
  return { status: 200, locale, title, body: paragraph(say('form.received', locale)) };
}

async function keep({ here, of }: Behind, reads: readonly Read[]): Promise<void> {
  const { tx, workspaceId, at } = here;
  const row = await lockCaseThatGoesOn(tx, workspaceId, of.case_id);
  if (row === undefined) return;
  const fillings = reads.flatMap(({ field, answer }) => (answer.answer === 'value' ? [{ field, value: answer.value }] : []));
  await fillFields({ ...here, actor: actorKey(workspaceId, of.scheme, of.value) }, row, fillings);
  const kinds = Map.groupBy(
    reads.flatMap(({ field }) => (field.fact_kind === null ? [] : [field.fact_kind])),
    (kind) => kind,
  );
  // What is known is not asked here, so nothing is asked again.
  const counts = [...kinds].map(([kind, some]) => ({ kind, asked: some.length, again: 0, reasoned: 0 }));
  await addFactCounts(tx, workspaceId, { day: iso(at).slice(0, 10), askedBy: 'form' }, counts);
}
