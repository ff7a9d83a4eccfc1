/** How often are times told to be kept, and what does an answer take until that is measured? One choice for all channels of a workspace. */
import { estimateSettings as shape, type EstimateSettings } from '@meanwhile/wire/coverage.ts';
import type { FastifyInstance } from 'fastify';
import { workspaceRoute, type HttpContext } from '../platform/http/route.ts';
import { askEstimate } from './estimate.ts';
import { estimateSettings, saveEstimateSettings, type EstimateSettingsRow } from './estimate.store.ts';

export function registerEstimateRoutes(app: FastifyInstance, context: HttpContext): void {
  workspaceRoute(app, context, {
    method: 'GET',
    url: '/workspaces/current/estimate',
    summary: 'How often times told are to be kept, and how long an answer is taken to be until that is measured.',
    permission: 'channel:read',
    idempotency: 'safe',
    audit: null,
    answer: shape,
    handle: async ({ tx, workspaceId }) => present(await estimateSettings(tx, workspaceId)),
  });
  workspaceRoute(app, context, {
    method: 'PUT',
    url: '/workspaces/current/estimate',
    summary: 'Choose how often times told are to be kept: 90, 95 or 98 in a hundred. Times told already stay.',
    permission: 'policy:manage',
    idempotency: 'natural',
    audit: 'workspace.changed',
    body: shape,
    answer: shape,
    async handle({ tx, workspaceId, body, emit, at }) {
      await saveEstimateSettings(tx, workspaceId, { kept_percent: body.keptPercent, starter_handle_minutes: body.minutesPerReply });
      await askEstimate(tx, workspaceId, at);
      await emit({ type: 'workspace.changed', audience: 'desk', subjectId: workspaceId, payload: { estimate: body } });
      return body;
    },
  });
}

function present(row: EstimateSettingsRow): EstimateSettings {
  return { keptPercent: row.kept_percent, minutesPerReply: row.starter_handle_minutes };
}
