/** Who are the people we serve? The front door of the step: how they look on the wire, and the link that leads them back to their conversation. */
export { continueLink } from './continue-link.ts';
export { presentCustomers } from './customer.store.ts';
