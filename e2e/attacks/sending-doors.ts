/** The doors of sending mail: waiting replies, signatures, stopped addresses, signing keys; each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

/** `messageId`: one that waits for nothing. `:id` stands in the routes. */
export function sendingDoors({ messageId }: { readonly messageId: string }): Door[] {
  const gone = randomUUID();
  return [
    { route: 'GET /signature', path: '/signature' },
    { route: 'GET /suppressions', path: '/suppressions' },
    { route: 'GET /signing-keys', path: '/signing-keys' },
    { route: 'PATCH /messages/:id', path: `/messages/${messageId}`, body: { sendAt: null, seenSeq: 1 }, status: 409 },
    { route: 'PUT /signature', path: '/signature', body: { text: 'Mia', html: '<p>Mia</p>' } },
    { route: 'POST /suppressions/lift', path: '/suppressions/lift', body: { address: 'nobody@post.example' }, status: 404 },
    { route: 'POST /signing-keys', path: '/signing-keys', body: { domain: 'nobody-of-ours.example' }, status: 403 },
    { route: 'POST /signing-keys/:id/check', path: `/signing-keys/${gone}/check`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const sendingLeastRole = {
  viewer: ['GET /suppressions', 'GET /signing-keys'],
  agent: ['PATCH /messages/:id', 'GET /signature', 'PUT /signature', 'POST /suppressions/lift'],
  manager: ['POST /signing-keys', 'POST /signing-keys/:id/check'],
} as const;
