/**
 * Is anybody there to answer now, and what is that answer worth? The front door of the step: the stance of channels with its evidence, whoever waits
 * live, and what a person says of themselves. Whether a channel is live is decided in `core/stance`.
 */
export { askStance, stanceKind } from './ask-stance.ts';
export { lookAtStances } from './look-at-stances.ts';
export { stanceFor, stancesOf, type StanceNow } from './stance.ts';
export { noteLiveAnswer } from './live-answer.ts';
export { liveEntry } from './live-entry.ts';
export { waitingLive } from './live-wait.store.ts';
export { liveWaitKind, tellWaiting, waitLookMs } from './tell-waiting.ts';
export { createTyping, type Typing } from './typing.ts';
export { registerStanceRoutes } from './stance.routes.ts';
