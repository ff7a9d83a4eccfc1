/** Whom to call first, in the shop's own words, over REST. Where it wrote none, our own sentence stands: for danger there is always one. */
import { keptInSpite, liveFindings, refuseLiveSounding } from '@meanwhile/core/craft/kept-words.ts';
import { urgentAtEntry, urgentReceived } from '@meanwhile/core/craft/urgent-line.ts';
import { refuse } from '@meanwhile/core/kernel/refusal.ts';
import { saveUrgentLine as saveBody, urgentKind, urgentLanguage, urgentLine, type UrgentLine } from '@meanwhile/wire/urgent-lines.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { wireInstant } from '../platform/present.ts';
import { removeUrgentLine, saveUrgentLine, urgentLines, type UrgentLineRow } from './urgent-line.store.ts';

const params = z.strictObject({ kind: urgentKind, language: urgentLanguage });
const write = { permission: 'channel:manage', audit: 'workspace.changed', idempotency: 'natural', params } as const;

export function registerUrgentLineRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/urgent-lines',
    summary: 'What customers read first who write of danger or of an outage, where the shop says it itself.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    answer: z.strictObject({ items: z.array(urgentLine), nextCursor: z.null() }),
    handle: async ({ tx, workspaceId }) => ({ items: (await urgentLines(tx, workspaceId)).map(present), nextCursor: null }),
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'PUT',
    url: '/urgent-lines/:kind/:language',
    summary: 'Say it in the shop’s own words, in one language.',
    body: saveBody,
    answer: urgentLine,
    async handle({ tx, workspaceId, params: place, body: { words, route, keptBecause }, at, emit }) {
      const live = refuseLiveSounding({ words }, keptBecause);
      if (live !== null) return live;
      const row = { ...place, words, route, changed_at: at };
      await saveUrgentLine(tx, workspaceId, row);
      const wire = present(row);
      const kept = keptInSpite({ words }, keptBecause);
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: null, payload: { urgentLine: wire, ...kept } });
      return wire;
    },
  });
  workspaceRoute(app, context, {
    ...write,
    method: 'DELETE',
    url: '/urgent-lines/:kind/:language',
    summary: 'Go back to our own sentence.',
    answer: z.strictObject({}),
    async handle({ tx, workspaceId, params: place, emit }) {
      if (!(await removeUrgentLine(tx, workspaceId, place))) return refuse('not_found');
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: null, payload: { removed: 'urgentLine', ...place } });
      return {};
    },
  });
}

function present(row: UrgentLineRow): UrgentLine {
  const { kind, language, words, route, changed_at } = row;
  const said = { atEntry: urgentAtEntry(kind, language, [row])!, received: urgentReceived(kind, language, [row]) };
  return { kind, language, words, route, ...said, changedAt: wireInstant(changed_at), findings: [...liveFindings({ words })] };
}
