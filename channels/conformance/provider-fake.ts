/**
 * What must a stand-in for a provider be able to do, so that one suite can put every channel through the same trials (`server/channel/every-provider.pg.test.ts`)?
 * Types only. A channel brings its own as `provider.fixture.ts` in its folder; it speaks HTTP on this machine, and a third party's code judges it.
 */
import type { DeliveryStatus } from '../contract/normalised-event.ts';

/** A call as the provider makes it at our door; `url` is the whole address, with its query where it has one. */
export interface WebCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Somebody who writes: 1, 2, 3 … are different people. The same `event` is the same event. */
export interface FromPerson {
  readonly person: number;
  readonly text: string;
  readonly event: number;
  /** When the provider says it happened, in ms. */
  readonly at?: number;
}

export interface SentThere {
  /** As the identity's value stands with us. */
  readonly to: string;
  readonly text: string;
  readonly providerId: string;
}

/**
 * How the next message is answered. `cut`: taken, and the connection broken before the answer. `broken`: taken, and 500. `wait`: not taken,
 * to be sent again later. `blocked`: refused, since they want nothing from us.
 */
export type NextAnswer = 'accept' | 'cut' | 'broken' | 'wait' | 'blocked';

export interface ProviderFake {
  readonly url: string;
  /** What an administrator types, by field. */
  readonly credentials: Readonly<Record<string, string>>;
  /** The same shape, of an account that the provider does not know. */
  readonly wrongCredentials: Readonly<Record<string, string>>;
  /** As `identify` names it: where people write. */
  readonly accountName: string;
  /** The value of their identity with us. */
  personId(person: number): string;
  /** A message at this door, proved as the provider proves it. */
  incoming(message: FromPerson, door: string): WebCall;
  /** Proved, and of a kind that nobody knows. */
  unknown(event: number, door: string): WebCall;
  /** Proved, cut off in the middle. Null where the proof is made over the whole body and nothing proved can be cut. */
  truncated(message: FromPerson, door: string): WebCall | null;
  /** The same call, as somebody could make it who does not have the secret. */
  forged(call: WebCall): WebCall;
  /** What became of the message with this id; null where the provider does not say such a thing. */
  status(providerId: string, status: Exclude<DeliveryStatus, 'queued'>, door: string): WebCall | null;
  /** What the provider asks before it delivers, and what it wants to hear; null where it asks nothing. */
  handshake(door: string): { readonly call: WebCall; readonly body: string } | null;
  /** Messages that were taken, whatever was answered, in order. */
  sent(): readonly SentThere[];
  answerNext(...answers: readonly NextAnswer[]): void;
  close(): Promise<void>;
}
