/** What can a case be about, and what does that ask for? The front door of the step. */
export { detailsCase, detailsLink, openQuestions, readDetailsLink, type DetailsCase } from './details.ts';
export { missingFields, type FieldRow } from './field.store.ts';
export { fillFields, type Filling } from './fill-fields.ts';
