/** Was this call made by Slack, and made just now? Over the raw bytes, with each live secret; nothing is read before. */
import { createHmac } from 'node:crypto';
import type { RawInbound } from '../contract/channel-adapter.ts';
import { isOneOf } from '../contract/same-secret.ts';
import { signatureAgeMs } from './slack-description.ts';

/** `v0=` and HMAC-SHA256 in hex over `v0:<seconds>:<body>` (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function slackSignature(secret: string, seconds: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:`).update(body).digest('hex')}`;
}

/** Null where it is Slack's; else why not. A header that was given twice comes as a list, and is none. */
export function signatureTrouble({ headers, bytes, receivedAt }: RawInbound, secrets: readonly string[]): string | null {
  const given = headers['x-slack-signature'];
  const seconds = headers['x-slack-request-timestamp'];
  if (typeof given !== 'string' || typeof seconds !== 'string') return 'the signature or its time is missing';
  if (!/^\d{1,12}$/.test(seconds)) return 'the time of the signature is no number';
  if (Math.abs(receivedAt - Number(seconds) * 1_000) > signatureAgeMs) return 'the signature was not made within the last five minutes';
  return isOneOf(
    given,
    secrets.map((secret) => slackSignature(secret, seconds, bytes)),
  )
    ? null
    : 'the signature is another one';
}
