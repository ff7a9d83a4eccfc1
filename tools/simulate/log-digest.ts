/** Is this the same log? One hash over every event in its order: when, what, by whom, about what, with what content. Salts are left out. */
import { createHash, type Hash } from 'node:crypto';
import type { Slice } from './book.ts';

export class LogDigest {
  readonly #hash: Hash = createHash('sha256');
  eventCount = 0;

  add(slice: Slice): void {
    for (const event of slice.events) {
      const { at, type, audience, actor, conversationId, caseId, channelId, subjectId, payload } = event;
      this.#hash.update(JSON.stringify([at, type, audience, actor, conversationId, caseId, channelId, subjectId, payload]));
      this.eventCount += 1;
    }
  }

  hex(): string {
    return this.#hash.copy().digest('hex');
  }
}
