/**
 * Which Message-IDs stand in a header's value? Reads ids and judges none: whose they are is `thread-token.ts` and the server.
 */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';

/** `<id>` tokens in order, without duplicates or empty ids, at most `limits.referenceCount`: the first one and the last ones. */
export function messageIdsIn(value: string): readonly string[] {
  const found = [...new Set(Array.from(value.matchAll(/<[^<>\s]{1,996}>/g), ([id]) => id))];
  return found.length <= limits.referenceCount ? found : [...found.slice(0, 1), ...found.slice(1 - limits.referenceCount)];
}
