/**
 * What does the desk do with a case? The front door of the step: what other steps need of the thread, of held answers and of files. The
 * routes of the desk are registered by `server/routes.ts`.
 */
export { sendFile, storedFile } from './file-answer.ts';
export { dueOf } from '../commitment/commitment.ts';
export { holdBack } from './hold-back.ts';
export { leaveCases } from './leave-cases.ts';
export { releaseHeld } from './release.ts';
export { lastHeardAt, openChannels, type OpenChannel } from './ways.store.ts';
export { identitiesOf, survivorOfConversation, type ReplyIdentity } from './reply.store.ts';
export { messagePage, type StoredMessage } from './reply.store.ts';
export { sendReply } from './send.ts';
export { startScanning } from './scan.ts';
export { createUploadSweep, sweepUploads } from './sweep-uploads.ts';
export { presentMessages, shownMessage } from './thread.ts';
export { receiveUpload } from './upload.ts';
export { wakeDue } from './wake-due.ts';
