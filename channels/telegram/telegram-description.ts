/** What can Telegram do for us? Data only: imported where the adapter itself is not needed yet. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;
const megabyte = 1024 * 1024;

/** Bot API 10.1: what a bot may send, what it may send as a photo, and what it may fetch. */
export const textUnits = 4_096;
export const sendBytes = 50 * megabyte;
export const photoBytes = 10 * megabyte;
export const fetchBytes = 20 * megabyte;

export const telegramDescription: ChannelDescription = {
  id: 'telegram',
  kind: 'private',
  title: 'Telegram',
  icon: 'send',
  inbound: 'webhook',
  accountFields: [{ name: 'botToken', label: { en: 'Token of the bot', de: 'Token des Bots' }, hint: null, secret: true, required: true }],
  account: {
    kind: { en: 'Telegram bot', de: 'Telegram-Bot' },
    steps: [
      {
        en: 'In Telegram, write to @BotFather and send /newbot. It asks for a name and gives you a token.',
        de: 'Schreiben Sie in Telegram an @BotFather und senden Sie /newbot. Er fragt nach einem Namen und gibt Ihnen ein Token.',
      },
      {
        en: 'Paste it here; nothing else is needed. We tell Telegram where to call us.',
        de: 'Setzen Sie es hier ein; mehr ist nicht nötig. Wir sagen Telegram, wo es uns erreicht.',
      },
    ],
  },
  capabilities: {
    // UTF-16 code units after entities are read; we send plain text, so all of it counts.
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    attachments: { maxBytes: sendBytes, maxCount: limits.attachmentsPerMessage, types: ['*'], by: 'upload' },
    subject: false,
    quote: true,
    receipts: { sent: true, delivered: false, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    // A bot cannot write to somebody who has never written to it.
    startConversation: 'never',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  rates: [
    { scope: 'recipient', count: 1, perMs: secondMs },
    { scope: 'account', count: 30, perMs: secondMs },
  ],
  ackDeadlineMs: null,
  retryPromise: 'What is not answered with 2xx is sent again; Telegram keeps it for a day.',
};
