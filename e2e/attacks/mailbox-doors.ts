/** The doors to accounts at providers: signing in to mailboxes (keys, leaving, coming back), and connecting a bot; each asked rightly once, for the tests that ask every door. */
import { randomUUID } from 'node:crypto';
import type { Door } from './list-doors.ts';

/** Begins before the workspace has a key, and comes back with a state that nobody gave. */
export function mailboxDoors({ mailChannelId }: { readonly mailChannelId: string }): Door[] {
  const gone = randomUUID();
  const beginning = {
    provider: 'google',
    channelId: mailChannelId,
    address: 'help@lantern.example',
    sends: true,
    fetchFrom: '2026-11-24T00:00:00.000Z',
  };
  const key = { clientId: 'lantern.apps', clientSecret: 'not-a-real-one', directory: 'lantern.example' };
  return [
    { route: 'GET /mailbox-keys', path: '/mailbox-keys' },
    { route: 'POST /mailboxes/sign-in', path: '/mailboxes/sign-in', body: beginning, status: 409 },
    { route: 'POST /mailboxes/:id/sign-in', path: `/mailboxes/${gone}/sign-in`, status: 404 },
    {
      route: 'POST /mailboxes/sign-in/finish',
      path: '/mailboxes/sign-in/finish',
      body: { provider: 'google', state: 'nobody-gave-it', code: 'code', proof: 'proof' },
      status: 410,
    },
    {
      route: 'POST /channels/:id/connect',
      path: `/channels/${mailChannelId}/connect`,
      body: { credentials: { botToken: 'of a bot' } },
      status: 400,
    },
    { route: 'PUT /mailbox-keys/:provider', path: '/mailbox-keys/microsoft', body: key },
    { route: 'DELETE /mailbox-keys/:provider', path: '/mailbox-keys/microsoft' },
  ];
}

/** By the least role that gets in. A key decides through whose application mail is read, so it is no matter of one channel. */
export const mailboxLeastRole = {
  manager: [
    'GET /mailbox-keys',
    'POST /mailboxes/sign-in',
    'POST /mailboxes/:id/sign-in',
    'POST /mailboxes/sign-in/finish',
    'POST /channels/:id/connect',
  ],
  admin: ['PUT /mailbox-keys/:provider', 'DELETE /mailbox-keys/:provider'],
} as const;
