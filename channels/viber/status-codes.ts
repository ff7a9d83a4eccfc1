/** What do Viber’s status codes mean for a message? All that it documents but 0, which is a yes. */
import type { RejectionClass } from '../contract/outcome.ts';

export interface StatusMeaning {
  /** `retry`: refused for now, certainly not taken. Null: it says nothing of a message. */
  readonly means: RejectionClass | 'retry' | null;
  readonly words: string;
}

const of = (means: StatusMeaning['means'], words: Readonly<Record<number, string>>): [number, StatusMeaning][] =>
  Object.entries(words).map(([code, said]) => [Number(code), { means, words: said }]);

export const badToken = 2;

const meanings: ReadonlyMap<number, StatusMeaning> = new Map([
  ...of('authBroken', { [badToken]: 'Viber does not accept the authentication token.' }),
  ...of('permanentRecipient', {
    5: 'They are not known to Viber.',
    6: 'They do not receive messages of this bot.',
    11: 'Their Viber is too old for bots, or on a device without them.',
    13: 'Their Viber is too old for this message.',
    21: 'Viber does not send this to their country.',
  }),
  ...of('permanentContent', {
    3: 'Viber does not take the message as it is.',
    4: 'Something is missing in the message.',
    14: 'The message has something that older versions of Viber lack.',
  }),
  ...of('configuration', {
    7: 'Viber has blocked the bot.',
    8: 'The authentication token belongs to no bot.',
    9: 'Viber has suspended the bot.',
    10: 'Viber has no address at which to call us.',
    15: 'The bot may not do this.',
    16: 'The bot may not write into other chats.',
    17: 'The bot may not write into other chats.',
    18: 'The bot has no public chat.',
    19: 'The bot may not write to many people at once.',
    20: 'The bot may not write to many people at once.',
    22: 'The bot may not take payments.',
    23: 'The free messages of this month are used up.',
    24: 'There is no money left on the bot’s account.',
  }),
  ...of('retry', { 12: 'Too many messages for now.' }),
  ...of(null, { 1: 'Viber could not call our address.' }),
]);

/** Null for a code that is not documented. */
export const meaningOf = (code: number): StatusMeaning | null => meanings.get(code) ?? null;
