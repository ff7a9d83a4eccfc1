/** What can SMS by way of Twilio do for us? Data only: imported where the adapter itself is not needed yet. */
import { channelLimits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;

/** Twilio takes no longer body, whatever number of segments it makes. */
export const textUnits = 1_600;
/** Twilio itself takes 5 MB for a message and says nothing of what it hands on, so that what the product takes is the bound. */
export const fetchBytes = channelLimits.attachmentBytes;
/** For calling a message the one we planned: how far Twilio's clock may be behind ours, and how long after the plan it may have been made. */
export const clockSkewMs = 5 * secondMs;
export const sameMessageMs = 120 * secondMs;

export const smsDescription: ChannelDescription = {
  id: 'sms',
  kind: 'private',
  title: 'SMS',
  icon: 'phone',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'accountSid',
      label: { en: 'Account SID', de: 'Account SID' },
      hint: { en: 'Begins with AC.', de: 'Beginnt mit AC.' },
      secret: false,
      required: true,
    },
    { name: 'authToken', label: { en: 'Auth token', de: 'Auth Token' }, hint: null, secret: true, required: true },
    {
      name: 'phoneNumber',
      label: { en: 'Phone number', de: 'Telefonnummer' },
      hint: {
        en: 'The number of this Twilio account that customers write to, with + and its country code.',
        de: 'Die Nummer dieses Twilio-Kontos, an die Kunden schreiben, mit + und Landesvorwahl.',
      },
      secret: false,
      required: true,
    },
  ],
  account: {
    kind: { en: 'Phone number for SMS (Twilio)', de: 'Telefonnummer für SMS (Twilio)' },
    steps: [
      {
        en: 'In the Twilio Console, choose a phone number that can receive and send SMS, or buy one.',
        de: 'Wählen Sie in der Twilio Console eine Telefonnummer, die SMS empfangen und senden kann, oder kaufen Sie eine.',
      },
      {
        en: 'Copy the Account SID and the auth token from “Account Info” on the start page of the console. An API key does not do: Twilio signs its calls with the auth token.',
        de: 'Kopieren Sie Account SID und Auth Token unter „Account Info“ auf der Startseite der Console. Ein API-Schlüssel genügt nicht: Twilio unterschreibt seine Aufrufe mit dem Auth Token.',
      },
      {
        en: 'Paste them here. We tell Twilio where to call us for this number; whatever was called for its messages until now is called no longer.',
        de: 'Setzen Sie beides hier ein. Wir sagen Twilio, wo es uns für diese Nummer erreicht; was bisher für ihre Nachrichten aufgerufen wurde, wird nicht mehr aufgerufen.',
      },
      {
        en: 'If the number belongs to a Messaging Service, choose “Defer to sender’s webhook” there under “Integration”.',
        de: 'Gehört die Nummer zu einem Messaging Service, wählen Sie dort unter „Integration“ die Einstellung „Defer to sender’s webhook“.',
      },
    ],
  },
  capabilities: {
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    // Twilio fetches what an MMS shows from a public address, and nothing of ours has one.
    attachments: { maxBytes: 0, maxCount: 0, types: [], by: 'none' },
    subject: false,
    quote: false,
    receipts: { sent: true, delivered: true, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'yes',
    idempotentSend: 'none',
    findsSent: true,
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  // A number of the US and Canada; a message counts as often as it has segments (segments.ts). Twilio takes more at once and lets it wait.
  rates: [{ scope: 'account', count: 1, perMs: secondMs }],
  ackDeadlineMs: 15 * secondMs,
  retryPromise: 'Called again once where no connection came about; then Twilio keeps the message in its log and tells nobody.',
};
