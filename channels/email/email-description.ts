/**
 * What can email do? The channel's static description; provider-independent, so its numbers are ours.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import type { ChannelDescription } from '../contract/capabilities.ts';

export const emailDescription: ChannelDescription = {
  id: 'email',
  kind: 'private',
  title: 'Email',
  icon: 'mail',
  inbound: 'smtp',
  accountFields: [],
  account: null,
  capabilities: {
    text: { max: limits.textChars, unit: 'utf16', formatting: 'html' },
    attachments: { maxBytes: limits.attachmentBytes, maxCount: limits.attachmentCount, types: ['*'], by: 'upload' },
    subject: true,
    quote: true,
    receipts: { sent: true, delivered: false, read: false },
    typing: { in: false, out: false },
    presence: { out: false },
    markRead: 'none',
    startConversation: 'yes',
    idempotentSend: 'none',
    publicVisibility: false,
    automationMark: 'header',
  },
  windows: [],
  rates: [],
  ackDeadlineMs: 300_000,
  retryPromise: 'Senders’ mail servers keep a mail they could not hand over and try again for days.',
};
