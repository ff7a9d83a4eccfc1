/** The doors of rules, each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

export interface RuleIds {
  readonly caseId: string;
  readonly memberId: string;
  /** Names are one per workspace. */
  readonly word: string;
}

export function ruleDoors({ caseId, memberId, word }: RuleIds): Door[] {
  const gone = randomUUID();
  const body = {
    name: `Rule ${word}`,
    place: 0,
    isOn: false,
    start: 'time_broken',
    minutesBefore: null,
    conditions: { channelIds: [], topicIds: [], tagIds: [], languages: ['ja'], words: [], hands: 'any' },
    actions: { topicId: null, tagIds: [], assigneeId: null, queueId: null, tellIds: [memberId] },
  };
  const { start, minutesBefore, conditions } = body;
  return [
    { route: 'GET /rules', path: '/rules' },
    { route: 'GET /cases/:id/rule-runs', path: `/cases/${caseId}/rule-runs` },
    { route: 'POST /rules', path: '/rules', body },
    { route: 'POST /rules/try', path: '/rules/try', body: { start, minutesBefore, conditions } },
    { route: 'PUT /rules/order', path: '/rules/order', body: { ids: [gone] }, status: 404 },
    { route: 'PUT /rules/:id', path: `/rules/${gone}`, body, status: 404 },
    { route: 'DELETE /rules/:id', path: `/rules/${gone}`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const ruleLeastRole = {
  viewer: ['GET /rules', 'GET /cases/:id/rule-runs'],
  manager: ['POST /rules', 'POST /rules/try', 'PUT /rules/:id', 'PUT /rules/order', 'DELETE /rules/:id'],
} as const;
