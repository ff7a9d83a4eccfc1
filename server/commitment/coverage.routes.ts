/** Did a channel keep what it said? Reads only, on demand: nothing is added to what happens when a message comes in. */
import { stepLimits } from '@meanwhile/core/kernel/limits.ts';
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { refuse, type Refusal } from '@meanwhile/core/kernel/refusal.ts';
import { channelCoverage, coverageSpan, type ChannelCoverage } from '@meanwhile/wire/coverage.ts';
import { id } from '@meanwhile/wire/records.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { workspaceRoute, type Call, type HttpContext } from '../platform/http/route.ts';
import { channelTimes } from './channel-time.ts';
import { coverageReport } from './coverage.ts';
import { passedTimes } from './coverage.store.ts';
import { registerEstimateRoutes } from './estimate.routes.ts';
import { estimateOf, estimateSettings } from './estimate.store.ts';

/** Enough for any interval to be narrow, and read in a moment. */
const mostTimes = stepLimits.coverageTimes;

export function registerCoverageRoutes(app: FastifyInstance, context: HttpContext): void {
  registerEstimateRoutes(app, context);
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/channels/:id/coverage',
    summary: 'How many of the times told on a channel were kept, by how much, and whether that drifts.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    params: z.strictObject({ id }),
    query: coverageSpan,
    answer: channelCoverage,
    handle: coverage,
  });
}

async function coverage({
  tx,
  workspaceId,
  params,
  query,
  at,
}: Call<{ id: string }, z.output<typeof coverageSpan>, unknown>): Promise<ChannelCoverage | Refusal> {
  const time = (await channelTimes(tx, workspaceId, [params.id], at)).get(params.id);
  if (time === undefined) return refuse('not_found');
  const fromAt = at - query.days * dayMs;
  const rows = await passedTimes(tx, workspaceId, { channelId: params.id, fromAt, untilAt: at, most: mostTimes });
  const { zone, calendar } = time;
  const { kept_percent } = await estimateSettings(tx, workspaceId);
  return coverageReport(rows, {
    channelId: params.id,
    fromAt,
    nowAt: at,
    zone,
    calendar,
    isCapped: rows.length === mostTimes,
    level: kept_percent / 100,
    estimate: await estimateOf(tx, workspaceId, params.id),
  });
}
