/** The doors of the log, of retention, of forgetting, and of a message that belongs elsewhere; each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

/** `customerId`: somebody with an open case, so that nobody is forgotten by asking. */
export function dataDoors({ customerId }: { readonly customerId: string }): Door[] {
  return [
    { route: 'GET /workspaces/current/retention', path: '/workspaces/current/retention' },
    { route: 'GET /workspaces/current/estimate', path: '/workspaces/current/estimate' },
    { route: 'PUT /workspaces/current/estimate', path: '/workspaces/current/estimate', body: { keptPercent: 95, minutesPerReply: 6 } },
    { route: 'POST /messages/:id/not-here', path: `/messages/${randomUUID()}/not-here`, status: 404 },
    { route: 'GET /workspaces/current/retention/preview', path: '/workspaces/current/retention/preview?quietMonths=240' },
    {
      route: 'PUT /workspaces/current/retention',
      path: '/workspaces/current/retention',
      body: { originalDays: 30, quietMonths: null, spamDays: null },
    },
    { route: 'POST /customers/:id/erase', path: `/customers/${customerId}/erase`, status: 409 },
    { route: 'GET /customers/:id/facts', path: `/customers/${customerId}/facts` },
    { route: 'POST /customers/:id/facts', path: `/customers/${customerId}/facts`, body: { kind: 'phone', value: '030 123456' } },
    { route: 'DELETE /customers/:id/facts/:factId', path: `/customers/${customerId}/facts/${randomUUID()}`, status: 404 },
    { route: 'GET /craft/asks', path: '/craft/asks' },
    { route: 'GET /audit/events', path: '/audit/events' },
    { route: 'GET /audit/verification', path: '/audit/verification' },
  ];
}

/** By the least role that gets in. */
export const dataLeastRole = {
  viewer: ['GET /workspaces/current/retention', 'GET /workspaces/current/estimate', 'GET /customers/:id/facts', 'GET /craft/asks'],
  agent: ['POST /messages/:id/not-here', 'POST /customers/:id/facts', 'DELETE /customers/:id/facts/:factId'],
  manager: ['PUT /workspaces/current/estimate'],
  admin: [
    'GET /workspaces/current/retention/preview',
    'PUT /workspaces/current/retention',
    'POST /customers/:id/erase',
    'GET /audit/events',
    'GET /audit/verification',
  ],
} as const;
