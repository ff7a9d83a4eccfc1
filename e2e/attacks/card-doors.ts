/** The doors of cards, each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

/** `word`: names are one per workspace. */
export function cardDoors({ caseId, word }: { readonly caseId: string; readonly word: string }): Door[] {
  const gone = randomUUID();
  const name = `Card ${word}`;
  const url = 'https://crm.lantern.example/{customerId}';
  return [
    { route: 'GET /cards', path: '/cards' },
    { route: 'GET /cases/:id/cards', path: `/cases/${caseId}/cards` },
    { route: 'GET /cases/:id/cards/:cardId', path: `/cases/${caseId}/cards/${gone}`, status: 404 },
    { route: 'POST /cards', path: '/cards', body: { name, kind: 'link', url } },
    { route: 'PUT /cards/:id', path: `/cards/${gone}`, body: { name, url }, status: 404 },
    { route: 'POST /cards/:id/rotate-secret', path: `/cards/${gone}/rotate-secret`, status: 404 },
    { route: 'DELETE /cards/:id', path: `/cards/${gone}`, status: 404 },
  ];
}

/** By the least role that gets in. */
export const cardLeastRole = {
  viewer: ['GET /cases/:id/cards', 'GET /cases/:id/cards/:cardId'],
  admin: ['GET /cards', 'POST /cards', 'PUT /cards/:id', 'POST /cards/:id/rotate-secret', 'DELETE /cards/:id'],
} as const;
