/** What can LINE do for us? Data only: imported where the adapter itself is not needed yet. */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;

/** UTF-16 code units in one text message; LINE’s own emoji, which count by a text of theirs, are never sent. */
export const textUnits = 5_000;
/** LINE names no limit for what people send (a film may have hundreds of megabytes): ours it is. */
export const fetchBytes = channelLimits.attachmentBytes;

export const lineDescription: ChannelDescription = {
  id: 'line',
  kind: 'private',
  title: 'LINE',
  icon: 'chat',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'channelSecret',
      label: { en: 'Channel secret', de: 'Channel secret' },
      hint: { en: 'In the LINE Developers Console, under Basic settings', de: 'In der LINE Developers Console unter „Basic settings“' },
      secret: true,
      required: true,
    },
    {
      name: 'channelAccessToken',
      label: { en: 'Channel access token (long-lived)', de: 'Channel access token (long-lived)' },
      hint: { en: 'At the end of the page Messaging API', de: 'Am Ende der Seite „Messaging API“' },
      secret: true,
      required: true,
    },
  ],
  account: {
    kind: { en: 'LINE Official Account', de: 'LINE Official Account' },
    steps: [
      {
        en: 'In the LINE Official Account Manager, open Settings, Messaging API, and enable it for your account.',
        de: 'Öffnen Sie im LINE Official Account Manager „Settings“, „Messaging API“ und schalten Sie sie für Ihren Account ein.',
      },
      {
        en: 'In the LINE Developers Console, open the channel that this made. Copy the channel secret, issue a long-lived channel access token, and paste both here.',
        de: 'Öffnen Sie in der LINE Developers Console den so entstandenen Channel. Kopieren Sie das Channel secret, erzeugen Sie ein long-lived channel access token und setzen Sie beides hier ein.',
      },
      {
        en: 'We tell LINE our address ourselves ({webhook}). After that, switch on “Use webhook” and “Webhook redelivery” on the page Messaging API: no program can do that for you.',
        de: 'Unsere Adresse nennen wir LINE selbst ({webhook}). Schalten Sie danach auf der Seite „Messaging API“ „Use webhook“ und „Webhook redelivery“ ein: das kann Ihnen kein Programm abnehmen.',
      },
      {
        en: 'In the Official Account Manager, under Response settings, switch off the automatic responses: they would speak beside you.',
        de: 'Schalten Sie im Official Account Manager unter „Response settings“ die automatischen Antworten aus: sie sprächen neben Ihnen.',
      },
    ],
  },
  capabilities: {
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    // LINE takes no files, only addresses of files that anybody may read.
    attachments: { maxBytes: 0, maxCount: 0, types: [], by: 'none' },
    subject: false,
    // To quote, LINE asks for a token that came with the message, not for the message’s id.
    quote: false,
    // Also for somebody who has blocked the account: LINE takes the message and delivers it to nobody.
    receipts: { sent: true, delivered: false, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    // Whom we may write to, we know from what they wrote.
    startConversation: 'never',
    idempotentSend: 'key',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  rates: [{ scope: 'account', count: 2_000, perMs: secondMs }],
  ackDeadlineMs: 2 * secondMs,
  retryPromise:
    'Sent again only where “Webhook redelivery” is switched on, for a while that LINE does not name, and not in order. Calls that fail for long may be suspended.',
};
