/** How long did it take, and what is due inside? The clocks of one case, read anew from the log at every call. */
import { elapsedTime } from '@meanwhile/core/commitment/clock-base.ts';
import { pausedSpans, runningSpans } from '@meanwhile/core/commitment/clock-fold.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { caseClocksRecord, type CaseClocksRecord } from '@meanwhile/wire/clock.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { casesById } from '../case/case.ts';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { wireInstant, wireInstantOrNull } from '../platform/present.ts';
import { caseClocks } from './clock.ts';

export function registerClockRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/cases/:id/clocks',
    summary: 'How long this case has waited for us and for others, and which clock is due when; read anew from the log.',
    permission: 'case:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    answer: caseClocksRecord,
    handle: clocks,
  });
}

async function clocks(call: Call<{ id: string }, unknown, unknown>): Promise<CaseClocksRecord | Refusal> {
  const [row] = await casesById(call.tx, call.workspaceId, [call.params.id]);
  if (row === undefined) return refuse('not_found');
  const { runs, readings, spans, skewed, base, held, isForgotten } = await caseClocks(call, row);
  const now = held.at(-1);
  return {
    clocks: runs.map((run, index) => {
      const reading = readings[index]!;
      const ran = runningSpans(run).map(({ fromAt, toAt }) => elapsedTime.between(fromAt, toAt ?? call.at));
      return {
        kind: run.kind,
        startAt: wireInstant(run.startAt),
        state: reading.state,
        usedMs: reading.consumedMs,
        elapsedMs: ran.reduce((sum, ms) => sum + ms, 0),
        leftMs: reading.remainingMs,
        dueAt: wireInstantOrNull(reading.dueAt),
        breachedAt: wireInstantOrNull(reading.breachedAt),
        endedAt: wireInstantOrNull(reading.endedAt),
        endedWhy: reading.endedWhy,
        isTightened: reading.isTightened,
        targetMs: reading.targetMs,
        isElapsed: reading.isElapsed,
        restartedAt: wireInstantOrNull(reading.restartedAt),
        warnings: reading.warnings.map(({ share, at }) => ({ share, at: wireInstantOrNull(at) })),
        pauses: pausedSpans(run).map(({ fromAt, toAt, why }) => ({ fromAt: wireInstant(fromAt), toAt: wireInstantOrNull(toAt), why })),
        steps: run.steps.map(({ at, what, why }) => ({ at: wireInstant(at), what, why })),
      };
    }),
    target: named(now?.target),
    policy: named(now?.policy),
    spans: spans.map(({ status, fromAt, toAt }) => ({
      status,
      fromAt: wireInstant(fromAt),
      toAt: wireInstantOrNull(toAt),
      openMs: base.between(fromAt, toAt ?? call.at),
      elapsedMs: elapsedTime.between(fromAt, toAt ?? call.at),
    })),
    skewed,
    isForgotten,
  };
}

function named(
  row: { readonly id: string; readonly version: number; readonly name: string } | null | undefined,
): CaseClocksRecord['target'] {
  return row === null || row === undefined ? null : { id: row.id, version: row.version, name: row.name };
}
