/** Where was it said? The front door of the step: what words were typed, and what they are found in. */
export { findHits } from './search.store.ts';
export { wordsOf, wordsQuery } from './words-query.ts';
