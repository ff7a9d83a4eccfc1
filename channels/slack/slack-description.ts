/** What can Slack do for us? Data only: imported where the adapter itself is not needed yet. */
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** Slack advises 4,000 characters and cuts a message off at 40,000. */
export const textUnits = 4_000;
/** Slack takes files of 1 GB; ours are smaller. */
export const sendBytes = limits.attachmentBytes;
export const fetchBytes = limits.attachmentBytes;
/** A signature is good for so long, and a clock may be wrong by as much. */
export const signatureAgeMs = 5 * minuteMs;

/** What the app must be allowed to do: write to people and open the conversation with them, read what they write there, read and send files. */
export const neededScopes: readonly string[] = ['chat:write', 'im:write', 'im:history', 'files:read', 'files:write'];

export const slackDescription: ChannelDescription = {
  id: 'slack',
  kind: 'private',
  title: 'Slack',
  icon: 'chat',
  inbound: 'webhook',
  accountFields: [
    {
      name: 'signingSecret',
      label: { en: 'Signing secret', de: 'Signing Secret' },
      hint: { en: 'Basic Information, App Credentials', de: 'Basic Information, App Credentials' },
      secret: true,
      required: true,
    },
    {
      name: 'botToken',
      label: { en: 'Bot token', de: 'Bot-Token' },
      hint: { en: 'OAuth & Permissions; begins with xoxb-', de: 'OAuth & Permissions; beginnt mit xoxb-' },
      secret: true,
      required: true,
    },
  ],
  account: {
    kind: { en: 'Slack app', de: 'Slack-App' },
    steps: [
      {
        en: 'At api.slack.com/apps choose “Create New App”, “From scratch”, and the workspace in which people are to write to you.',
        de: 'Wählen Sie auf api.slack.com/apps „Create New App“, „From scratch“ und den Workspace, in dem man Ihnen schreiben soll.',
      },
      {
        en: 'Under “OAuth & Permissions” add the bot token scopes chat:write, im:write, im:history, files:read and files:write, then install the app. The bot token stands there afterwards.',
        de: 'Fügen Sie unter „OAuth & Permissions“ die Bot Token Scopes chat:write, im:write, im:history, files:read und files:write hinzu und installieren Sie die App. Danach steht dort das Bot-Token.',
      },
      {
        en: 'Under “App Home” turn on the Messages Tab, and allow people to send messages from it.',
        de: 'Schalten Sie unter „App Home“ den Messages Tab ein und erlauben Sie, dort Nachrichten zu senden.',
      },
      {
        en: 'Paste the signing secret and the bot token here and connect. Only then: Slack checks the address of the next step at once, and without the secret we do not answer.',
        de: 'Setzen Sie hier Signing Secret und Bot-Token ein und verbinden Sie. Erst dann weiter: Slack prüft die Adresse im nächsten Schritt sofort, und ohne das Secret antworten wir nicht.',
      },
      {
        en: 'Once connected, turn on “Event Subscriptions”, paste {webhook} as Request URL, add message.im under “Subscribe to bot events” and save.',
        de: 'Schalten Sie danach „Event Subscriptions“ ein, setzen Sie {webhook} als Request URL ein, fügen Sie unter „Subscribe to bot events“ message.im hinzu und speichern Sie.',
      },
    ],
  },
  capabilities: {
    // In UTF-16 units, which is never less than what Slack counts.
    text: { max: textUnits, unit: 'utf16', formatting: 'none' },
    attachments: { maxBytes: sendBytes, maxCount: limits.attachmentsPerMessage, types: ['*'], by: 'upload' },
    subject: false,
    quote: false,
    receipts: { sent: true, delivered: false, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    // An app may open a conversation with anybody in its workspace; we know only those who wrote.
    startConversation: 'yes',
    idempotentSend: 'none',
    findsSent: true,
    publicVisibility: false,
    automationMark: 'none',
  },
  windows: [],
  rates: [
    { scope: 'recipient', count: 1, perMs: secondMs },
    // Several hundred messages a minute may be posted, but each begins with `conversations.open`, of which Slack promises fifty.
    { scope: 'account', count: 50, perMs: minuteMs },
  ],
  ackDeadlineMs: 3 * secondMs,
  retryPromise:
    'What is not answered with 2xx within three seconds is sent again at once, after one minute and after five, and then no more.',
};
