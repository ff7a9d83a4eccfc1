/** Who are the people we serve? The front door of the step: how they look on the wire. */
export { presentCustomers } from './customer.store.ts';
