/** To which addresses do we write no more? The front door of the step: asked before each answer and each automatic mail. */
export { isSuppressed, liftAsked, suppress, type SuppressionRow } from './suppression.store.ts';
export { registerSuppressionRoutes } from './suppression.routes.ts';
