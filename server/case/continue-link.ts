/**
 * How does a mailed link lead back into the conversation? A signed code in the fragment of the hosted page's address: never sent to a
 * server by itself, never in a log; the page exchanges it for a session. Possession of the mailbox is the proof.
 */
import { dayMs } from '@meanwhile/core/kernel/instant.ts';
import { sign, verifySigned } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';

export interface Continuation {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly conversationId: string;
  readonly identityId: string;
}

const goodForMs = 30 * dayMs;

export function continueLink(platform: Platform, to: Continuation): string {
  const until = Math.floor((platform.clock.nowAt() + goodForMs) / 1_000);
  const payload = Buffer.from(JSON.stringify([to.workspaceId, to.channelId, to.conversationId, to.identityId, until])).toString(
    'base64url',
  );
  return `${platform.settings.publicUrl}/m/${to.channelId}#c=${sign(platform.keys, 'continue-link', payload)}`;
}

/** Null when forged, for another channel, or too old. */
export function readContinuation(platform: Platform, code: string, channelId: string): Continuation | null {
  const payload = verifySigned(platform.keys, 'continue-link', code);
  if (payload === null) return null;
  const [workspaceId, channel, conversationId, identityId, until] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    string,
    string,
    string,
    string,
    number,
  ];
  if (channel !== channelId || until * 1_000 < platform.clock.nowAt()) return null;
  return { workspaceId, channelId, conversationId, identityId };
}
