/** The doors of clock targets and tiers, each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

export function targetDoors(): Door[] {
  const gone = randomUUID();
  const nothing = { place: 0, channelIds: [], topicIds: [], queueIds: [], languages: ['ja'], priorities: [], tiers: [] };
  const aims = { first_response: { minutes: 60, isOpenTime: false }, next_response: null, update: null, resolution: null };
  const switches = { restartsOnPriority: false, pausesOnOthers: false, graceMinutes: 30 };
  const body = { name: 'Soon', appliesTo: nothing, calendarId: null, aims, ...switches };
  return [
    { route: 'GET /clock-targets', path: '/clock-targets' },
    { route: 'POST /clock-targets', path: '/clock-targets', body },
    { route: 'PUT /clock-targets/order', path: '/clock-targets/order', body: { ids: [gone] }, status: 404 },
    { route: 'PUT /clock-targets/:id', path: `/clock-targets/${gone}`, body, status: 404 },
    { route: 'DELETE /clock-targets/:id', path: `/clock-targets/${gone}`, status: 404 },
    { route: 'GET /customer-tiers', path: '/customer-tiers' },
    { route: 'PUT /customer-tiers', path: '/customer-tiers', body: { keys: ['gold', randomUUID().slice(0, 8)] } },
  ];
}

/** By the least role that gets in. */
export const targetLeastRole = {
  viewer: ['GET /clock-targets', 'GET /customer-tiers'],
  manager: [
    'POST /clock-targets',
    'PUT /clock-targets/order',
    'PUT /clock-targets/:id',
    'DELETE /clock-targets/:id',
    'PUT /customer-tiers',
  ],
} as const;
