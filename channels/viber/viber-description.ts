/** What can a Viber bot do for us? Data only: imported where the adapter itself is not needed yet. */
import { hourMs } from '@meanwhile/core/kernel/instant.ts';
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

/**
 * Characters of one text message; counted as UTF-16 units, which is the least that Viber can mean. Of the 30 kB that a call may have, they take no more
 * than 21, whatever the script.
 */
export const textUnits = 7_000;
/** What stands above a message as its sender. */
export const senderNameChars = 28;
/** Viber names no limit for what people send to a bot: what the product takes is the bound. */
export const fetchBytes = channelLimits.attachmentBytes;
/** The address of a file is good for so long. */
export const mediaLifeMs = hourMs;

export const viberDescription: ChannelDescription = {
  id: 'viber',
  kind: 'private',
  title: 'Viber',
  icon: 'chat',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'authToken',
      label: { en: 'Authentication token', de: 'Authentifizierungstoken' },
      hint: {
        en: 'In Viber under More, Settings, Bots, Edit Info: “Your app key”',
        de: 'In Viber unter „More“, „Settings“, „Bots“, „Edit Info“: „Your app key“',
      },
      secret: true,
      required: true,
    },
  ],
  account: {
    kind: { en: 'Viber bot', de: 'Viber-Bot' },
    steps: [
      {
        en: 'You need a bot. Since February 2024 Viber makes new ones on commercial terms only: apply for one with Viber or one of its partners.',
        de: 'Sie brauchen einen Bot. Neue gibt es bei Viber seit Februar 2024 nur gegen Entgelt: beantragen Sie einen bei Viber oder einem seiner Partner.',
      },
      {
        en: 'As an administrator of the bot, open in Viber More, Settings, Bots, Edit Info, and copy “Your app key”. That is the authentication token.',
        de: 'Öffnen Sie als Administrator des Bots in Viber „More“, „Settings“, „Bots“, „Edit Info“ und kopieren Sie „Your app key“. Das ist das Authentifizierungstoken.',
      },
      {
        en: 'Paste it here; nothing else is needed. We tell Viber where to call us ({webhook}), and it calls at once; whatever it called for this bot until now is called no longer.',
        de: 'Setzen Sie es hier ein; mehr ist nicht nötig. Wir sagen Viber, wo es uns erreicht ({webhook}), und es meldet sich sofort; was es bisher für diesen Bot aufrief, ruft es nicht mehr auf.',
      },
    ],
  },
  capabilities: {
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    // Viber fetches a file from a public address, and nothing of ours has one.
    attachments: { maxBytes: 0, maxCount: 0, types: [], by: 'none' },
    subject: false,
    quote: false,
    receipts: { sent: true, delivered: true, read: true },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    // Only whoever wrote to the bot, or chose to receive its messages, can be written to.
    startConversation: 'never',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  // In an hour of the clock; their next message makes it begin anew.
  rates: [{ scope: 'recipient', count: 100, perMs: hourMs }],
  ackDeadlineMs: null,
  retryPromise: 'What is not answered with 200 is sent again several times within an hour; then it is lost.',
};
