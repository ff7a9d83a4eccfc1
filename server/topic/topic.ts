/** What can a case be about, and what does that ask for? The front door of the step. */
export { missingFields } from './field.store.ts';
