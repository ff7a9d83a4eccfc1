/**
 * What is told to many customers at once? The front door of the step: cases are linked to an incident, and one answer goes to all of them. Its words before
 * a time are read where times are told (`server/commitment/channel-time.ts`).
 */
export { answerAllDue, incidentKind } from './answer-all.ts';
export { linkByRule, openIncidentId } from './link-cases.ts';
export { registerIncidentRoutes } from './incident.routes.ts';
export { registerAnswerAllRoutes } from './answer-all.routes.ts';
