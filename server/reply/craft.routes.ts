/** How often is each craft check right? Counted with the answers that were sent, per check; nothing is kept of who wrote them. */
import { switchedOn } from '@meanwhile/core/craft/look-at.ts';
import { checkNames } from '@meanwhile/core/craft/writing.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { craftRates, craftSpan, noteCraft, type CraftRate } from '@meanwhile/wire/craft.ts';
import { askRate } from '@meanwhile/wire/facts.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { factCounts } from '../case/case.ts';
import { iso } from '../platform/db/instant.ts';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { messageById } from './reply.store.ts';
import { addCraft, claimCraft, craftCounts, type CraftCountRow } from './craft.store.ts';

export function registerCraftRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/messages/:id/craft',
    summary: 'What became of the checks’ findings in an answer of one’s own; counted once, of nobody in particular.',
    permission: 'message:send',
    idempotency: 'natural',
    // Nothing of the workspace changes, and the log names who did what.
    audit: null,
    params: z.strictObject({ id }),
    body: noteCraft,
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params, body: { findings }, principal, at }) {
      if ((await messageById(tx, workspaceId, params.id)) === undefined) return refuse('not_found');
      const writerId = principal.kind === 'member' ? principal.memberId : null;
      if (await claimCraft(tx, workspaceId, params.id, writerId)) await addCraft(tx, workspaceId, dayOf(at), findings);
      return {};
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/craft/rates',
    summary: 'What became of each craft check’s findings in the answers of so many days.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    query: craftSpan,
    answer: craftRates,
    async handle({ tx, workspaceId, query: { days }, at }) {
      const rows = await craftCounts(tx, workspaceId, dayOf(at - (days - 1) * dayMs));
      return { days, items: checkNames.map((check) => rateOf(check, rows)) };
    },
  });
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/craft/asks',
    summary: 'How often customers were asked for what was known, of all that was asked in so many days.',
    permission: 'workspace:read',
    idempotency: 'safe',
    audit: null,
    query: craftSpan,
    answer: askRate,
    async handle({ tx, workspaceId, query: { days }, at }) {
      const byKind = await factCounts(tx, workspaceId, dayOf(at - (days - 1) * dayMs));
      const sum = (of: 'asked' | 'again' | 'reasoned'): number => byKind.reduce((total, one) => total + one[of], 0);
      const [asked, again, reasoned] = [sum('asked'), sum('again'), sum('reasoned')];
      return { days, asked, again, reasoned, rate: asked === 0 ? null : (again - reasoned) / asked, byKind };
    },
  });
}

const dayOf = (at: number): string => iso(at).slice(0, 10);

function rateOf(check: CraftRate['check'], rows: readonly CraftCountRow[]): CraftRate {
  const own = rows.filter((row) => row.check_name === check);
  const sum = (some: readonly CraftCountRow[]): number => some.reduce((total, row) => total + row.count, 0);
  const by = (outcome: CraftCountRow['outcome']): number => sum(own.filter((row) => row.outcome === outcome));
  const because = (reason: string): number => sum(own.filter((row) => row.outcome === 'waved' && row.reason === reason));
  return {
    check,
    isOn: switchedOn.includes(check),
    shown: sum(own),
    followed: by('followed'),
    waved: by('waved'),
    left: by('left'),
    reasons: { said: because('said'), fine: because('fine'), other: because('other') },
  };
}
