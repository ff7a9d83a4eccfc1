/**
 * Which queue does a case lie in, and in whose hands does it go? The front door of the step. Rules are `core/routing`; what routing is asked to
 * look at, and when, is `ask.ts`; a look at one workspace is `hand-out.ts`.
 */
export { askFrom, askRouting } from './ask.ts';
export { routeDue } from './hand-out.ts';
export { registerNextRoutes } from './next.routes.ts';
export { placeOpenCases } from './place.ts';
export { registerQueueRoutes } from './queue.routes.ts';
export { putCaseInQueue, queueConditions } from './queue.store.ts';
export { createSignIns } from './sign-in.ts';
export { registerStaffRoutes } from './staff.routes.ts';
export { registerTodayRoutes } from './today.routes.ts';
