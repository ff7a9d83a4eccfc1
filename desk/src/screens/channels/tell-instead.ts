/** Customers of one channel are told a time that can be kept: a reply time of that length in the same opening hours, named by this channel alone. */
import type { Channel } from '@meanwhile/wire/records.ts';
import { changeChannel, createPolicy } from './channels-data.ts';
import { replyText } from './channel-words.ts';

/** `minutes` of open time. Sent twice with one key, it makes one reply time. */
export async function tellInstead(
  channel: Channel,
  time: { readonly minutes: number; readonly calendarId: string },
  key: string,
): Promise<void> {
  const body = { calendarId: time.calendarId, replyWithinMinutes: time.minutes, appliesTo: null };
  const made = await createPolicy({ ...body, name: replyText(body) }, key);
  await changeChannel(channel.id, { policyId: made.id });
}
