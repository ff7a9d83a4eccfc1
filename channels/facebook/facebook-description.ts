/** What can Messenger do for us? Data only: imported where the adapter itself is not needed yet. */
import { channelLimits, limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;
const hourMs = 3_600 * secondMs;
const dayMs = 24 * hourMs;
const megabyte = 1024 * 1024;

/**
 * “Less than 2000 characters”, says Meta in one place, and its refusal speaks of “less than or equal to 2000”. It does not say of which kind: UTF-16
 * units are never fewer than code points.
 */
export const textUnits = 2_000;
export const sendBytes = 25 * megabyte;
/** Meta names no limit for what people send: ours it is. */
export const fetchBytes = channelLimits.attachmentBytes;
/** For whatever answers what they wrote, by whomever. */
export const standardWindowMs = dayMs;
/** For what a person writes, with the tag HUMAN_AGENT. */
export const humanAgentWindowMs = 7 * dayMs;

/** What of a Page’s conversations Meta is to tell us. Echoes, receipts of reading and entry points are not understood, so that nobody sends them. */
export const subscribedFields = ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reactions', 'message_edits'];

export const facebookDescription: ChannelDescription = {
  id: 'facebook',
  kind: 'private',
  title: 'Messenger (Facebook)',
  icon: 'chat',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'pageId',
      label: { en: 'Page ID', de: 'Seiten-ID' },
      hint: {
        en: 'The number below the Page’s name, where its token is made',
        de: 'Die Zahl unter dem Namen der Seite, dort, wo ihr Token erzeugt wird',
      },
      secret: false,
      required: true,
    },
    {
      name: 'pageToken',
      label: { en: 'Page access token', de: 'Page access token (Zugriffsschlüssel der Seite)' },
      hint: null,
      secret: true,
      required: true,
    },
    {
      name: 'appSecret',
      label: { en: 'App secret', de: 'App secret (App-Geheimcode)' },
      hint: { en: 'In the App Dashboard under App settings, Basic', de: 'Im App Dashboard unter „App settings“, „Basic“' },
      secret: true,
      required: true,
    },
  ],
  account: {
    kind: { en: 'Facebook Page (Messenger)', de: 'Facebook-Seite (Messenger)' },
    steps: [
      {
        en: 'At developers.facebook.com, under My Apps, create an app with the use case “Engage with customers on Messenger from Meta”. Make one for this channel alone: Meta calls one address per app, and the channel that is connected last would get the messages of all.',
        de: 'Erstellen Sie auf developers.facebook.com unter „My Apps“ eine App mit dem Anwendungsfall „Engage with customers on Messenger from Meta“. Erstellen Sie sie für diesen Kanal allein: Meta ruft je App eine Adresse auf, und der zuletzt verbundene Kanal bekäme die Nachrichten aller.',
      },
      {
        en: 'Customize the use case and open “Messenger API Settings”. Under “Generate access tokens”, connect your Page with the permissions pages_messaging and pages_manage_metadata, generate its token, and copy the token and the Page ID. Leave the part about webhooks empty.',
        de: 'Öffnen Sie beim Anpassen des Anwendungsfalls („Customize“) die Seite „Messenger API Settings“. Verbinden Sie unter „Generate access tokens“ Ihre Facebook-Seite mit den Berechtigungen pages_messaging und pages_manage_metadata, erzeugen Sie ihren Token und kopieren Sie Token und Seiten-ID. Den Teil über Webhooks lassen Sie leer.',
      },
      {
        en: 'Under App settings, Basic, show the app secret and copy it. Paste all three here. We tell Meta our address ({webhook}) ourselves; whatever the app called for its Pages until now is called no longer.',
        de: 'Lassen Sie sich unter „App settings“, „Basic“ das App secret (den App-Geheimcode) anzeigen und kopieren Sie es. Setzen Sie alle drei hier ein. Unsere Adresse ({webhook}) nennen wir Meta selbst; was die App bisher für ihre Seiten aufrief, ruft sie nicht mehr auf.',
      },
      {
        en: 'Until Meta has given the app advanced access to pages_messaging (App Review) and the app is published, only people with a role in the app reach you. Ask for the feature “Human Agent” there too: without it, nobody can be answered later than 24 hours after they wrote; with it, your people have 7 days.',
        de: 'Bis Meta der App „Advanced Access“ zu pages_messaging gegeben hat (App Review) und die App veröffentlicht ist, erreichen Sie nur Personen mit einer Rolle in der App. Beantragen Sie dort auch das Feature „Human Agent“: Ohne es kann niemand später als 24 Stunden nach seiner Nachricht eine Antwort bekommen; mit ihm haben Ihre Leute 7 Tage.',
      },
      {
        en: 'If the Page has automated responses in Meta Business Suite, switch them off: they would speak beside you.',
        de: 'Hat die Seite in der Meta Business Suite automatische Antworten, schalten Sie sie aus: sie sprächen neben Ihnen.',
      },
    ],
  },
  capabilities: {
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    attachments: { maxBytes: sendBytes, maxCount: limits.attachmentsPerMessage, types: ['*'], by: 'upload' },
    subject: false,
    quote: false,
    // That something was read is told by a time alone, of no message by name.
    receipts: { sent: true, delivered: true, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'never',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [
    // The first is the one after which nobody can answer any more: what is written later is refused while it is written.
    { openedBy: 'message', durationMs: humanAgentWindowMs, after: 'forbidden' },
    // Within it, the plan keeps whatever is automatic to the shorter one.
    { openedBy: 'message', durationMs: standardWindowMs, after: 'humanAgentTag' },
  ],
  // Text; of audio and video Meta takes ten a second.
  rates: [{ scope: 'account', count: 300, perMs: secondMs }],
  ackDeadlineMs: 20 * secondMs,
  retryPromise:
    'What is not answered with 200 is sent again at once and then less and less often, for hours. An app whose calls fail for long is no longer told anything of the Page.',
};
