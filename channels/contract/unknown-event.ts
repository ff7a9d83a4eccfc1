/** What is not understood is kept, under a key of its own where it has one, and else under what it is made of. */
import { createHash } from 'node:crypto';
import type { RawInbound } from './channel-adapter.ts';
import type { UnknownEvent } from './normalised-event.ts';

/** `prefix` is the channel's; `part` tells several of one body apart. */
export function unknownEvent(
  raw: RawInbound,
  { prefix, key, hint, part = 0 }: { readonly prefix: string; readonly key: string | null; readonly hint: string; readonly part?: number },
): UnknownEvent {
  const digest = () => createHash('sha256').update(raw.bytes).digest('base64url');
  return {
    type: 'unknown',
    hint,
    dedupeKey: key ?? `${prefix}:${digest()}${part === 0 ? '' : `:${part}`}`,
    providerAt: null,
    receivedAt: raw.receivedAt,
    accountKey: raw.accountKey,
    threadKey: null,
  };
}
