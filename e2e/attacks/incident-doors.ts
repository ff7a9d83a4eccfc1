/** The doors of incidents, each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

export interface IncidentIds {
  readonly caseId: string;
  readonly channelId: string;
}

export function incidentDoors({ caseId, channelId }: IncidentIds): Door[] {
  const gone = `/incidents/${randomUUID()}`;
  const reply = { kind: 'news', texts: { en: 'We know of it.' }, locale: 'en', undoMs: 0, then: 'wait' };
  const words = { entryTexts: {}, ackTexts: {} };
  return [
    { route: 'GET /incidents', path: '/incidents' },
    { route: 'GET /incidents/:id', path: gone, status: 404 },
    { route: 'GET /incidents/:id/cases', path: `${gone}/cases`, status: 404 },
    { route: 'GET /incidents/:id/suggestions', path: `${gone}/suggestions`, status: 404 },
    { route: 'GET /incidents/:id/audience', path: `${gone}/audience`, status: 404 },
    { route: 'GET /incidents/:id/replies', path: `${gone}/replies`, status: 404 },
    { route: 'GET /incidents/:id/replies/:replyId/cases', path: `${gone}/replies/${randomUUID()}/cases`, status: 404 },
    { route: 'POST /incidents/:id/link', path: `${gone}/link`, body: { ids: [caseId] }, status: 404 },
    { route: 'POST /incidents/:id/unlink', path: `${gone}/unlink`, body: { ids: [caseId] }, status: 404 },
    { route: 'POST /incidents', path: '/incidents', body: { title: 'A door', ...words, channelIds: [channelId] } },
    { route: 'POST /incidents/preview', path: '/incidents/preview', body: { channelId, locale: 'en', ...words } },
    { route: 'PATCH /incidents/:id', path: gone, body: { title: 'A door' }, status: 404 },
    { route: 'POST /incidents/:id/reply', path: `${gone}/reply`, body: reply, status: 404 },
    { route: 'POST /incidents/:id/replies/:replyId/undo', path: `${gone}/replies/${randomUUID()}/undo`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const incidentLeastRole = {
  viewer: [
    'GET /incidents',
    'GET /incidents/:id',
    'GET /incidents/:id/cases',
    'GET /incidents/:id/suggestions',
    'GET /incidents/:id/audience',
    'GET /incidents/:id/replies',
    'GET /incidents/:id/replies/:replyId/cases',
  ],
  agent: ['POST /incidents/:id/link', 'POST /incidents/:id/unlink'],
  manager: [
    'POST /incidents',
    'POST /incidents/preview',
    'PATCH /incidents/:id',
    'POST /incidents/:id/reply',
    'POST /incidents/:id/replies/:replyId/undo',
  ],
} as const;
