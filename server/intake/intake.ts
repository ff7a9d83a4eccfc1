/**
 * How does a message come in? The front door of the step: `take` makes it durable, mail is read in a worker, `processInbound` finds its
 * sender, conversation and case.
 */
export { startMailReceiver } from './mail-in.ts';
export { forgetOriginals } from './forget-originals.ts';
export { createMailReader, type ReaderDeps } from './mail-reader.ts';
export { isOnItsWay } from './on-its-way.ts';
export { measureLag, processInbound } from './process.ts';
export { readWaitingMail } from './read-mail.ts';
export { createIntake, IntakeBusy, type Intake } from './take.ts';
