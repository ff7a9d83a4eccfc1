/** What the drivers of the conformance suite are made of; for tests only. */
import { createHash } from 'node:crypto';
import type { ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';

export const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
export const uuidOf = (text: string) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const channelId = uuidOf('channel');
export const local = (content: Uint8Array): RawInbound => ({
  bytes: content,
  receivedAt: 1_000,
  accountKey: channelId,
  headers: {},
  url: null,
  envelope: null,
});

export function outgoing(scheme: string, value: string) {
  return (text: string): OutboundMessage => ({
    workspaceId: uuidOf('workspace'),
    conversationId: uuidOf('conversation'),
    messageId: uuidOf(text),
    deliveryId: uuidOf(`delivery of ${text}`),
    audienceId: uuidOf('maria'),
    to: { scheme, value, display: 'Maria' },
    origin: 'agent',
    text,
    html: null,
    subject: 'Roses',
    attachments: [],
    references: [],
  });
}

export type Kind = 'message' | 'typing' | 'presence' | 'read' | 'other';

export function quietDeps(calls: Kind[]): ChannelDeps {
  return {
    fetch: async () => {
      calls.push('other');
      return new Response(null, { status: 500 });
    },
    clock: { nowAt: () => 1_000 },
    random: () => 0.5,
    randomBytes: (count) => new Uint8Array(count),
    log: { info() {}, warn() {} },
    blobs: { read: async () => new Uint8Array() },
  };
}
