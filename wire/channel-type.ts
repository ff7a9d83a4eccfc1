/** What kinds of channel does this installation know, and what does each need to be connected? Texts in the languages of the desk. */
import { z } from 'zod';
import { channelType } from './records.ts';

const localised = z.strictObject({ en: z.string(), de: z.string() });

export const channelTypeRecord = z.strictObject({
  type: channelType,
  /** A proper name, as it stands beside a message: “Telegram”. */
  title: z.string(),
  icon: z.enum(['globe', 'mail', 'send', 'phone', 'chat']),
  /** How is a time told there: under the message on a page of ours, by a mail, or by a message in the one conversation with them? */
  way: z.enum(['page', 'mail', 'chat']),
  /** Of the identities an answer there goes to; null where it goes to nobody's address. */
  scheme: z.string().nullable(),
  /** Does the provider let us answer only for a while after the customer wrote? */
  hasReplyWindow: z.boolean(),
  /** What its provider wants before it works; null where nothing has to be connected. */
  account: z
    .strictObject({
      /** In a menu of new channels: “Telegram bot”. */
      kind: localised,
      /** To be done before, in order; `{webhook}` stands for the channel's `webhookUrl`. */
      steps: z.array(localised),
      fields: z.array(
        z.strictObject({
          name: z.string(),
          label: localised,
          hint: localised.nullable(),
          /** Sealed, and never shown again. */
          secret: z.boolean(),
          required: z.boolean(),
        }),
      ),
    })
    .nullable(),
});
export type ChannelTypeRecord = z.output<typeof channelTypeRecord>;
export type ChannelIcon = ChannelTypeRecord['icon'];
