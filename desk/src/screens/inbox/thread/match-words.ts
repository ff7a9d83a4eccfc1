/** Why does this message stand in this conversation? The reason stored by intake, in words; one we have no words for is shown as it is. */
import { say } from '../../../words/say.ts';

const known = [
  'reply_address',
  'message_id',
  'sender',
  'first_contact',
  'stranger_reply_address',
  'stranger_message_id',
  'subject',
  'put_elsewhere',
  'by_link',
] as const;

export function matchWords(reason: string | null): string | undefined {
  if (reason === null) return undefined;
  const key = known.find((one) => one === reason);
  return say('message.matched', { reason: key === undefined ? reason : say(`match.${key}`) });
}
