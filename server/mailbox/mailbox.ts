/**
 * Where else does mail of a channel lie, and how does it get here? The front door of the step: mailboxes are fetched by workers, set up and
 * tested over the API. What is fetched enters by `server/intake` like everything else.
 */
export { forgetFetched } from './forget-fetched.ts';
export { startMailboxes } from './mailbox-loop.ts';
export type { SessionOptions as MailboxOptions } from './mailbox-session.ts';
export { mailboxSender } from './way-out.ts';
export { registerMailboxRoutes } from './mailbox.routes.ts';
