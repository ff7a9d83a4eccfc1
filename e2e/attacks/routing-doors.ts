/** The doors of routing: queues, who can do what, leave, taking the next case; each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

export interface RoutingIds {
  readonly caseId: string;
  readonly memberId: string;
  /** Names are one per workspace. */
  readonly word: string;
  /** A program is nobody who could be away or take a case. */
  readonly asProgram?: boolean;
}

export function routingDoors({ caseId, memberId, word, asProgram = false }: RoutingIds): Door[] {
  const gone = randomUUID();
  const queue = {
    name: `Queue ${word}`,
    place: 0,
    channelIds: [],
    topicIds: [],
    languages: ['ja'],
    skills: [],
    memberIds: [],
    handOut: 'pulled',
  };
  const leave = { memberId, startsAt: '2026-12-24T00:00:00.000Z', endsAt: '2026-12-27T00:00:00.000Z', kind: 'holiday' };
  const mine = asProgram ? { status: 404 } : {};
  return [
    { route: 'GET /queues', path: '/queues' },
    { route: 'GET /cases/:id/assignments', path: `/cases/${caseId}/assignments` },
    { route: 'GET /agents/availability', path: '/agents/availability' },
    { route: 'GET /shift-exceptions', path: '/shift-exceptions' },
    { route: 'GET /agents/me/live', path: '/agents/me/live', ...mine },
    { route: 'GET /leave', path: '/leave?from=2026-12-01T00:00:00.000Z&to=2026-12-31T00:00:00.000Z' },
    { route: 'GET /today', path: '/today' },
    { route: 'GET /today/without', path: `/today/without?memberIds=${memberId}` },
    { route: 'POST /cases/next', path: '/cases/next', ...mine },
    { route: 'POST /cases/:id/queue', path: `/cases/${caseId}/queue`, body: { queueId: null } },
    { route: 'POST /agents/me/away', path: '/agents/me/away', body: { away: false }, ...mine },
    { route: 'POST /agents/me/live', path: '/agents/me/live', body: { live: true, minutes: 5 }, ...mine },
    { route: 'POST /queues', path: '/queues', body: queue },
    { route: 'PUT /queues/:id', path: `/queues/${gone}`, body: queue, status: 404 },
    { route: 'DELETE /queues/:id', path: `/queues/${gone}`, status: 404 },
    { route: 'PATCH /agents/:id', path: `/agents/${memberId}`, body: { skills: ['bells'], languages: ['de'], capacity: 100 } },
    { route: 'POST /leave', path: '/leave', body: leave },
    { route: 'DELETE /leave/:id', path: `/leave/${gone}`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const routingLeastRole = {
  viewer: ['GET /queues', 'GET /cases/:id/assignments', 'GET /agents/availability', 'GET /leave', 'GET /today', 'GET /today/without'],
  agent: ['POST /cases/next', 'POST /cases/:id/queue', 'POST /agents/me/away', 'GET /agents/me/live', 'POST /agents/me/live'],
  manager: [
    'GET /shift-exceptions',
    'POST /queues',
    'PUT /queues/:id',
    'DELETE /queues/:id',
    'PATCH /agents/:id',
    'POST /leave',
    'DELETE /leave/:id',
  ],
} as const;
