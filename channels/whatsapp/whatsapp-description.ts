/** What can WhatsApp do for us? Data only: imported where the adapter itself is not needed yet. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;
const dayMs = 24 * 3_600_000;
const megabyte = 1024 * 1024;

/** Cloud API: a text, and what it takes as a picture, as something to play, and as a file of any other kind. */
export const textUnits = 4_096;
export const imageBytes = 5 * megabyte;
export const playedBytes = 16 * megabyte;
export const documentBytes = 100 * megabyte;
/** Of a customer's file we fetch as much as the product keeps of any file, though WhatsApp lets them send 100 MB. */
export const fetchBytes = limits.attachmentBytes;
/** So long after somebody's last message they can be written to without a template. */
export const windowMs = dayMs;

export const whatsappDescription: ChannelDescription = {
  id: 'whatsapp',
  kind: 'private',
  title: 'WhatsApp',
  icon: 'chat',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'phoneNumberId',
      label: { en: 'Phone number ID', de: 'Telefonnummer-ID' },
      hint: { en: 'Digits; not the telephone number itself.', de: 'Ziffern; nicht die Telefonnummer selbst.' },
      secret: false,
      required: true,
    },
    {
      name: 'businessAccountId',
      label: { en: 'WhatsApp Business account ID', de: 'WhatsApp-Business-Konto-ID' },
      hint: { en: 'Digits, beside the phone number ID.', de: 'Ziffern, neben der Telefonnummer-ID.' },
      secret: false,
      required: true,
    },
    {
      name: 'accessToken',
      label: { en: 'Token of the system user', de: 'Token des Systembenutzers' },
      hint: {
        en: 'One that does not expire. The token shown under “API Setup” ends after a day.',
        de: 'Eines, das nicht abläuft. Das Token unter „API-Einrichtung“ endet nach einem Tag.',
      },
      secret: true,
      required: true,
    },
    {
      name: 'appSecret',
      label: { en: 'App secret', de: 'App-Geheimcode' },
      hint: { en: 'It proves that a call comes from Meta.', de: 'Er beweist, dass ein Aufruf von Meta kommt.' },
      secret: true,
      required: true,
    },
  ],
  account: {
    kind: { en: 'WhatsApp number', de: 'WhatsApp-Nummer' },
    steps: [
      {
        en: 'On developers.facebook.com, open your app (or make one of the type Business), add WhatsApp and your number. Under “API Setup” you find the phone number ID and the WhatsApp Business account ID.',
        de: 'Öffnen Sie auf developers.facebook.com Ihre App (oder legen Sie eine vom Typ Business an), fügen Sie WhatsApp und Ihre Nummer hinzu. Unter „API-Einrichtung“ stehen die Telefonnummer-ID und die WhatsApp-Business-Konto-ID.',
      },
      {
        en: 'On business.facebook.com, under “System users”, make one, assign it the app and the WhatsApp account with full control, and generate a token without an end, with the permissions whatsapp_business_messaging and whatsapp_business_management.',
        de: 'Legen Sie auf business.facebook.com unter „Systembenutzer“ einen an, weisen Sie ihm die App und das WhatsApp-Konto mit voller Kontrolle zu und erzeugen Sie ein Token ohne Ablauf, mit den Berechtigungen whatsapp_business_messaging und whatsapp_business_management.',
      },
      {
        en: 'The app secret stands in the app under “App settings”, “Basic”. Publish the app: before that, WhatsApp passes on no messages of customers.',
        de: 'Der App-Geheimcode steht in der App unter „App-Einstellungen“, „Allgemeines“. Veröffentlichen Sie die App: vorher gibt WhatsApp keine Nachrichten von Kunden weiter.',
      },
      {
        en: 'Paste all four here; nothing else is needed. We tell Meta where to call us. What is written to this number then comes here, and no longer to another program of the same app.',
        de: 'Setzen Sie alle vier hier ein; mehr ist nicht nötig. Wir sagen Meta, wo es uns erreicht. Was an diese Nummer geschrieben wird, kommt dann hierher und nicht mehr zu einem anderen Programm derselben App.',
      },
    ],
  },
  capabilities: {
    // Whether Meta counts UTF-16 units or characters is not said; units are the smaller limit.
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    attachments: { maxBytes: documentBytes, maxCount: limits.attachmentsPerMessage, types: ['*'], by: 'upload' },
    subject: false,
    quote: true,
    receipts: { sent: true, delivered: true, read: true },
    // Typing could only be shown together with “read”, and it would be a live cue.
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'template',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [{ openedBy: 'message', durationMs: windowMs, after: 'template' }],
  rates: [
    { scope: 'account', count: 80, perMs: secondMs },
    { scope: 'recipient', count: 1, perMs: 6 * secondMs },
  ],
  ackDeadlineMs: null,
  retryPromise: 'What is not answered with 200 is sent again, less and less often, for up to 7 days.',
};
