/**
 * What does a server of the workspace say about a customer? Asked with their ids, signed as webhooks are, within two seconds, and read with
 * care: a small shape of plain text or a failure with a name. What came is shown again for a minute, by each web process for itself, and
 * kept nowhere else.
 */
import { randomUUID } from 'node:crypto';
import type { CardIds } from '@meanwhile/core/automation/card-link.ts';
import { cardAnswer, type CardAnswer, type CardFailure } from '@meanwhile/wire/cards.ts';
import { limits } from '@meanwhile/core/kernel/limits.ts';
import type { GuardedAnswer, GuardedFetch } from '../platform/http/guarded-fetch.ts';
import type { Platform } from '../platform/platform.ts';
import type { CardRow } from './card.store.ts';
import { openSigning, signedHeaders } from './webhook-secret.ts';

export interface Asked {
  readonly askedAt: number;
  readonly outcome: { readonly answer: CardAnswer } | { readonly failure: CardFailure };
}

export interface CardAsker {
  ask(row: CardRow, ids: CardIds): Promise<Asked>;
}

interface Kept {
  readonly asked: Promise<Asked>;
  /** Without end while it is being asked: whoever asks the same meanwhile waits along. */
  untilAt: number;
}

const keptMost = 500;

/** Keeps the newest `keptMost` answers, each at most twenty short lines. */
export function createCardAsker(platform: Platform, fetch: GuardedFetch): CardAsker {
  const kept = new Map<string, Kept>();
  return {
    ask(row, ids) {
      const { customerId, externalId, email, phone } = ids;
      const body = JSON.stringify({ type: 'card.asked', cardId: row.id, customer: { id: customerId, externalId, email, phone } });
      const key = `${row.url} ${body}`;
      const known = kept.get(key);
      if (known !== undefined && known.untilAt > platform.clock.nowAt()) return known.asked;
      const asked = askOnce(platform, fetch, { row, body });
      const entry: Kept = { asked, untilAt: Number.POSITIVE_INFINITY };
      kept.delete(key);
      kept.set(key, entry);
      const oldest = kept.keys().next();
      if (kept.size > keptMost && oldest.done === false) kept.delete(oldest.value);
      return asked.then(
        (done) => {
          entry.untilAt = done.askedAt + ('answer' in done.outcome ? limits.cardKeepMs : limits.cardFailureKeepMs);
          return done;
        },
        (error: unknown) => {
          if (kept.get(key) === entry) kept.delete(key);
          throw error;
        },
      );
    },
  };
}

async function askOnce(platform: Platform, fetch: GuardedFetch, { row, body }: { row: CardRow; body: string }): Promise<Asked> {
  if (row.secret === null) throw new Error('a card without a secret was asked');
  const askedAt = platform.clock.nowAt();
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'Meanwhile-Cards/1',
    ...signedHeaders(openSigning(platform.keys, row.id, row.secret), { id: `card_${randomUUID()}`, body }, askedAt),
  };
  return { askedAt, outcome: outcomeOf(await fetch.post(row.url, headers, body)) };
}

function outcomeOf(answer: GuardedAnswer): Asked['outcome'] {
  if (answer.kind !== 'answer') return { failure: answer.kind };
  if (answer.status >= 300 && answer.status < 400) return { failure: 'redirect' };
  if (answer.status < 200 || answer.status >= 300) return { failure: 'refused' };
  if (!answer.isWhole) return { failure: answer.body.byteLength >= limits.webhookAnswerBytes ? 'too_large' : 'timed_out' };
  const read = cardAnswer.safeParse(jsonOf(answer.body));
  return read.success ? { answer: read.data } : { failure: 'unreadable' };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
