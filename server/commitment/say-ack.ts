/** How is a time told when a message came in? In the words of the channel: under the message, in a mail, or as a message in a chat. */
import { sayChatAck, sayEmailAck, sayMessengerAck, type AckFacts, type Told } from '@meanwhile/core/commitment/policy.ts';
import type { ChannelTime } from './channel-time.ts';

export function sayAck(
  { lineUnderMessage, isMail, brand }: Pick<ChannelTime, 'lineUnderMessage' | 'isMail' | 'brand'>,
  saying: AckFacts,
  { link, ref }: { readonly link: () => string; readonly ref: string },
): Told {
  if (lineUnderMessage) return sayMessengerAck(saying);
  return isMail ? sayEmailAck({ ...saying, brand, link: link(), ref }) : sayChatAck(saying);
}
