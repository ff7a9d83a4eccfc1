/** How does an answer go out? The front door of the step: the round of the outbox, and what adapters get for sending. */
export { createOutbox, deliverDue } from './outbox.ts';
export { type SendDeps } from './provider-call.ts';
export { stoppedAutomatic } from './automatic.ts';
export { takeReport } from './take-report.ts';
export { takeReceipt } from './take-receipt.ts';
export { forgetStrayReceipts } from './receipt.store.ts';
export { sendDeps } from './send-deps.ts';
export { ownerOfDomain } from './signing-key.store.ts';
export { registerSigningKeyRoutes } from './signing-key.routes.ts';
