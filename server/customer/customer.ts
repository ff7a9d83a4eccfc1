/** Who are the people we serve? The front door of the step: how they look on the wire, and whether they are let in. */
export { servedEntry, type ServedEntry } from './entry-as-served.ts';
export { setBlocked, wasAnswered } from './block.ts';
export { linkByCode } from './link-by-code.ts';
export { forgetLinkCodes } from './link-code.store.ts';
export { presentCustomers } from './customer.store.ts';
export { forgetAgain, forgetCustomers, retentionOf } from './retention.ts';
