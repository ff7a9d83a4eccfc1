/** The doors of working together: snippets, macros, notices, following, writing first; each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

export interface TeamworkIds {
  readonly caseId: string;
  readonly mailChannelId: string;
  /** Names are one per workspace. */
  readonly word: string;
}

export function teamworkDoors({ caseId, mailChannelId, word }: TeamworkIds): Door[] {
  const gone = randomUUID();
  const ways = { push: true, mail: false };
  const push = { endpoint: `https://push.example/${word}` };
  const snippet = { name: `hello-${word}`, texts: [{ locale: 'en', text: 'Hello {customer}' }] };
  const steps = { text: null, topicId: null, tagIds: [], assignee: null, status: 'wait', snoozeMinutes: null };
  const macro = { name: `Sent ${word}`, key: null, steps };
  return [
    { route: 'GET /snippets', path: '/snippets' },
    { route: 'GET /urgent-lines', path: '/urgent-lines' },
    { route: 'GET /craft/rates', path: '/craft/rates' },
    {
      route: 'PUT /messages/:id/craft',
      path: `/messages/${gone}/craft`,
      body: { findings: [{ check: 'late', outcome: 'left', reason: null }] },
      status: 404,
    },
    { route: 'GET /macros', path: '/macros' },
    { route: 'GET /notices', path: '/notices' },
    { route: 'GET /notices/settings', path: '/notices/settings' },
    { route: 'GET /notices/push-key', path: '/notices/push-key' },
    { route: 'GET /cases/:id/followers', path: `/cases/${caseId}/followers` },
    { route: 'POST /notices/seen', path: '/notices/seen', body: { ids: [gone] } },
    {
      route: 'PUT /notices/settings',
      path: '/notices/settings',
      body: { mentioned: ways, assigned: ways, customer_wrote: ways, noted: ways, hours: null },
    },
    { route: 'PUT /notices/push', path: '/notices/push', body: { ...push, p256dh: 'x'.repeat(87), auth: 'x'.repeat(22) } },
    { route: 'POST /notices/push/remove', path: '/notices/push/remove', body: push },
    { route: 'PUT /cases/:id/followers/me', path: `/cases/${caseId}/followers/me`, body: {} },
    { route: 'DELETE /cases/:id/followers/me', path: `/cases/${caseId}/followers/me` },
    { route: 'POST /cases/:id/macro', path: `/cases/${caseId}/macro`, body: { macroId: gone }, status: 404 },
    { route: 'POST /cases/:id/undo-macro', path: `/cases/${caseId}/undo-macro`, body: { appliedId: gone }, status: 404 },
    {
      route: 'POST /cases',
      path: '/cases',
      body: { as: 'message', channelId: mailChannelId, address: `ida-${word}@post.example`, text: 'Your lamp is here.' },
    },
    { route: 'PUT /urgent-lines/:kind/:language', path: '/urgent-lines/safety/en', body: { words: 'Call us.', route: '112' } },
    { route: 'DELETE /urgent-lines/:kind/:language', path: '/urgent-lines/outage/ja', status: 404 },
    { route: 'POST /snippets', path: '/snippets', body: snippet },
    { route: 'PUT /snippets/:id', path: `/snippets/${gone}`, body: snippet, status: 404 },
    { route: 'DELETE /snippets/:id', path: `/snippets/${gone}`, status: 404 },
    { route: 'POST /macros', path: '/macros', body: macro },
    { route: 'PUT /macros/:id', path: `/macros/${gone}`, body: macro, status: 404 },
    { route: 'DELETE /macros/:id', path: `/macros/${gone}`, status: 404 },
  ];
}
