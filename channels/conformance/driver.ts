/**
 * What must be known about a provider to test its adapter? The driver a channel brings to the suite, and the shape of a case. Types only.
 */
import type { ChannelAdapter, ChannelDeps, OutboundMessage, RawInbound } from '../contract/channel-adapter.ts';
import type { DeliveryStatus } from '../contract/normalised-event.ts';
import type { Outcome } from '../contract/outcome.ts';

export interface ProviderAnswer {
  readonly title: string;
  readonly expected: { readonly outcome: Outcome['outcome']; readonly class?: string };
}

/** What the suite needs to know about one adapter and its provider. */
export interface Driver<Account, Payload, Deps extends ChannelDeps> {
  readonly adapter: ChannelAdapter<Account, Payload, Deps>;
  readonly account: Account;
  /** An authentic message with this text, as the provider delivers it. The same `eventId` is the same event. */
  incoming(text: string, eventId: string): RawInbound;
  /** The same bytes as a stranger could send them, to be refused or, where everybody may write, to stay unproven. */
  forged: { readonly raw: RawInbound; readonly answer: 'refused' | 'unproven' };
  /** Authentic bytes whose content the adapter cannot know. */
  unknownInbound(): RawInbound;
  /** A status report, where the channel has one. */
  status?(status: DeliveryStatus, eventId: string): RawInbound;
  /** Two events in one body, the second malformed, where the provider batches. */
  batch?(text: string): RawInbound;
  /** Why a case is not there, for the page of all channels. Whoever makes no `status` or `batch` says why. */
  readonly notThere?: Partial<Record<'batchIsSplit' | 'statusesOnlyMoveForward', string>>;
  outgoing(text: string): OutboundMessage;
  /** Fresh deps, and what went out through them: one entry per provider call, by kind. */
  deps(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer): {
    deps: Deps;
    calls: () => readonly ('message' | 'typing' | 'presence' | 'read' | 'other')[];
  };
  readonly answers: readonly ProviderAnswer[];
  /** The text a planned part carries. */
  textOf(payload: Payload): string;
}

export interface ConformanceCase {
  readonly name: CaseName;
  readonly sentence: string;
  check(): Promise<void>;
}

export type CaseName =
  | 'stableDedupeKey'
  | 'distinctDedupeKeys'
  | 'forgedIsNotBelieved'
  | 'unknownIsKept'
  | 'garbageIsSurvived'
  | 'batchIsSplit'
  | 'statusesOnlyMoveForward'
  | 'textIsWhole'
  | 'lostAnswerIsUnknown'
  | 'reconcileSendsNothing'
  | 'answersAreClassed'
  | 'noLiveCues'
  | 'textArrives'
  | 'planIsPure';
