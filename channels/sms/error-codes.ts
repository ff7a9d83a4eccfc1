/** What do Twilio's error codes mean for a message? Those that sending and delivering can bring; all others are judged by the HTTP status alone. */
import type { RejectionClass } from '../contract/outcome.ts';

export interface CodeMeaning {
  /** Null: nothing that says anything about the next message. */
  readonly class: RejectionClass | null;
  readonly words: string;
}

const of = (rejection: RejectionClass | null, words: Readonly<Record<number, string>>): [string, CodeMeaning][] =>
  Object.entries(words).map(([code, said]) => [code, { class: rejection, words: said }]);

const meanings: ReadonlyMap<string, CodeMeaning> = new Map([
  ...of('permanentRecipient', {
    21201: 'There is no number to send to.',
    21211: 'This is not a phone number.',
    21214: 'This number cannot be reached.',
    21217: 'This is not a phone number.',
    21266: 'This is our own number.',
    21604: 'There is no number to send to.',
    21610: 'They have asked for no more messages.',
    21612: 'This number cannot be reached from ours.',
    21614: 'This number cannot receive SMS.',
    21635: 'This is a landline and cannot receive SMS.',
    30004: 'The number blocks messages.',
    30005: 'The number is not known to its network.',
    30006: 'This is a landline, or its network cannot be reached.',
    30011: 'This number cannot receive MMS.',
  }),
  ...of('permanentContent', {
    21602: 'The message is empty.',
    21605: 'The message is too long.',
    21617: 'The message is too long.',
    21618: 'Twilio does not take this text.',
    21619: 'The message is empty.',
    30007: 'A network took the message for unwanted and filtered it out.',
    30019: 'The message is too large for the network.',
  }),
  ...of('configuration', {
    21408: 'The Twilio account may not send to this country.',
    21212: 'Our own number is not written as Twilio wants it.',
    21219: 'A trial account may send to verified numbers only.',
    21601: 'Our own number cannot send SMS.',
    21603: 'Our own number is missing.',
    21606: 'Our own number cannot send to this number.',
    21607: 'A trial account may not send from this number.',
    21608: 'A trial account may send to verified numbers only.',
    21609: 'Twilio does not take the address at which it is to call us.',
    21616: 'Our own number is there twice in the Twilio account.',
    21659: 'Our own number is not one of Twilio’s.',
    21660: 'Our own number belongs to another Twilio account.',
    21661: 'Our own number cannot send SMS.',
    30018: 'The network wants senders to be registered first.',
    30024: 'The network does not know our number as a sender.',
    30032: 'Our toll-free number has not been verified.',
    30034: 'Our number is not registered for messages to the US.',
  }),
  ...of('authBroken', {
    10001: 'The Twilio account is not active.',
    20003: 'Twilio does not accept the auth token.',
    20005: 'The Twilio account is not active.',
    20006: 'The Twilio account may not do this.',
    30002: 'The Twilio account is suspended.',
  }),
  ...of(null, {
    20429: 'Too many calls at once.',
    21611: 'Too many messages wait at Twilio.',
    30001: 'Too many messages waited at Twilio.',
    30003: 'The phone could not be reached.',
    30008: 'It was not delivered, and the network does not say why.',
    30017: 'The network was overloaded.',
    30022: 'Too many messages to the US for our registration.',
    30023: 'Too many messages to the US for one day.',
    30027: 'Too many messages to this network for one day.',
    30036: 'It waited too long and was not sent.',
    30410: 'The network did not answer.',
    30500: 'Twilio could not send it.',
  }),
]);

/** Null for a code that is not about messages, or new. */
export const meaningOf = (code: string): CodeMeaning | null => meanings.get(code) ?? null;

/** Refused for now: certainly not taken. */
export const comeBackCodes: ReadonlySet<string> = new Set(['20429', '21611']);
