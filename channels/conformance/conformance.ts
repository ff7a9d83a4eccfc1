/**
 * Does an adapter keep the contract's promises? One suite for every channel: each case is a sentence and a check that throws, run
 * against an adapter through a driver that knows how to make that provider's bytes. It tests no provider rule and no server.
 */
import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { laterStatus } from '../contract/outcome.ts';
import { textLength } from '../contract/split-text.ts';
import type { ChannelAdapter, ChannelDeps, OutboundMessage, OutboundPart, Plan, RawInbound } from '../contract/channel-adapter.ts';
import type { DeliveryStatus, NormalisedEvent } from '../contract/normalised-event.ts';
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
  outgoing(text: string): OutboundMessage;
  /** Fresh deps, and what went out through them: one entry per provider call, by kind. */
  deps(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer): { deps: Deps; calls: () => readonly ('message' | 'typing' | 'presence' | 'read' | 'other')[] };
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
  | 'stableDedupeKey' | 'distinctDedupeKeys' | 'forgedIsNotBelieved' | 'unknownIsKept' | 'garbageIsSurvived' | 'batchIsSplit' | 'statusesOnlyMoveForward'
  | 'textIsWhole' | 'lostAnswerIsUnknown' | 'reconcileSendsNothing' | 'answersAreClassed' | 'noLiveCues' | 'textArrives' | 'planIsPure';

async function parsed<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>, raw: RawInbound): Promise<readonly NormalisedEvent[]> {
  const verified = await driver.adapter.inbound.verify(raw, driver.account, driver.deps('accept').deps);
  ok(verified.ok, `authentic bytes were refused: ${verified.ok ? '' : verified.reason}`);
  return driver.adapter.inbound.parse(raw, driver.account, verified);
}

const keysOf = (events: readonly NormalisedEvent[]) => events.map((event) => event.dedupeKey);

function partsOf<P>(plan: Plan<P>): readonly OutboundPart<P>[] {
  ok('parts' in plan, `blocked: ${'parts' in plan ? '' : plan.blocked}`);
  return plan.parts;
}

function inboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
  const { adapter, account } = driver;
  return [
    {
      name: 'textArrives',
      sentence: 'a message arrives with its words, its sender and its time of arrival',
      async check() {
        const raw = driver.incoming('Grüße, 花 👩‍👩‍👧', 'event-1');
        const [event] = await parsed(driver, raw);
        ok(event?.type === 'message');
        strictEqual(event.text, 'Grüße, 花 👩‍👩‍👧');
        notStrictEqual(event.sender.value, '');
        deepStrictEqual([event.receivedAt, event.accountKey], [raw.receivedAt, raw.accountKey]);
      },
    },
    {
      name: 'stableDedupeKey',
      sentence: 'the same event delivered five times is one message',
      async check() {
        const keys = await Promise.all([1, 2, 3, 4, 5].map(async (later) => keysOf(await parsed(driver, { ...driver.incoming('Hello', 'event-1'), receivedAt: later * 1_000 }))));
        strictEqual(new Set(keys.flat()).size, 1);
        notStrictEqual(keys[0]?.[0], '');
      },
    },
    {
      name: 'distinctDedupeKeys',
      sentence: 'two events are two messages, even with the same words',
      async check() {
        const keys = [...keysOf(await parsed(driver, driver.incoming('Hello', 'event-1'))), ...keysOf(await parsed(driver, driver.incoming('Hello', 'event-2')))];
        strictEqual(new Set(keys).size, 2);
      },
    },
    {
      name: 'forgedIsNotBelieved',
      sentence: 'what a stranger sends is refused, or stays unproven where everybody may write',
      async check() {
        const { raw, answer } = driver.forged;
        const verified = await adapter.inbound.verify(raw, account, driver.deps('accept').deps);
        if (answer === 'refused') return ok(!verified.ok, 'forged bytes were accepted');
        ok(verified.ok);
        const [event] = await adapter.inbound.parse(raw, account, verified);
        ok(event?.type === 'message' && event.sender.proof !== 'verified', 'a forged sender counts as verified');
      },
    },
    {
      name: 'unknownIsKept',
      sentence: 'what the adapter does not understand is kept, not thrown away and not an error',
      async check() {
        const events = await parsed(driver, driver.unknownInbound());
        ok(events.length > 0, 'an unknown event vanished');
        ok(events.every((event) => event.dedupeKey !== ''));
      },
    },
    {
      name: 'garbageIsSurvived',
      sentence: 'damaged bytes never raise an exception',
      async check() {
        const good = driver.incoming('Hello', 'event-1');
        const verified = await adapter.inbound.verify(good, account, driver.deps('accept').deps);
        ok(verified.ok);
        for (let cut = 0; cut < good.bytes.length; cut += Math.max(1, Math.floor(good.bytes.length / 40))) {
          for (const bytes of [good.bytes.slice(0, cut), good.bytes.map((byte, at) => (at === cut ? byte ^ 0xff : byte))]) {
            await adapter.inbound.verify({ ...good, bytes }, account, driver.deps('accept').deps);
            ok(Array.isArray(await adapter.inbound.parse({ ...good, bytes }, account, verified)));
          }
        }
      },
    },
  ];
}

function optionalInboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
  const { batch, status } = driver;
  const cases: ConformanceCase[] = [];
  if (batch !== undefined) {
    cases.push({
      name: 'batchIsSplit',
      sentence: 'of two events in one body the good one is read and the bad one is kept',
      async check() {
        const events = await parsed(driver, batch('Hello'));
        deepStrictEqual(events.map((event) => event.type), ['message', 'unknown']);
        strictEqual(new Set(keysOf(events)).size, 2);
      },
    });
  }
  if (status !== undefined) {
    cases.push({
      name: 'statusesOnlyMoveForward',
      sentence: 'read, delivered, sent in this order stays read',
      async check() {
        let state: DeliveryStatus = 'queued';
        for (const reported of ['read', 'delivered', 'sent'] as const) {
          const [event]: readonly NormalisedEvent[] = await parsed(driver, status(reported, `status-${reported}`));
          ok(event?.type === 'status');
          strictEqual(event.status, reported);
          state = laterStatus(state, event.status);
        }
        strictEqual(state, 'read');
      },
    });
  }
  return cases;
}

/** A text of the given length in the channel's unit with an emoji of several code points across its end. */
function textAround(max: number, over: number): string {
  const family = '👩‍👩‍👧';
  return `${'a'.repeat(Math.max(0, max + over - family.length))}${family}${over > 0 ? 'z' : ''}`;
}

function outboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
  const { adapter, account } = driver;
  const thread = { lastCustomerMessageAt: 1_000, optedOut: false };
  const plan = (text: string) => adapter.outbound.plan(driver.outgoing(text), account, thread, 2_000);
  const onePart = () => {
    const [part] = partsOf(plan('Tuesday it is.'));
    ok(part);
    return part;
  };
  return [
    {
      name: 'planIsPure',
      sentence: 'the same message is planned the same way twice, with a key for every part',
      async check() {
        deepStrictEqual(plan('Tuesday it is.'), plan('Tuesday it is.'));
        const keys = partsOf(plan('Tuesday it is.')).map((part) => part.partKey);
        strictEqual(new Set(keys).size, keys.length);
        ok(keys.every((key) => key !== ''));
      },
    },
    {
      name: 'textIsWhole',
      sentence: 'a text at the limit, one over and with an emoji on the cut loses nothing and tears no emoji',
      async check() {
        const { max, unit } = adapter.description.capabilities.text;
        for (const text of [textAround(max, -1), textAround(max, 0), textAround(max, 1), textAround(max, 5), 'ü👍🏽'.repeat(Math.ceil(max / 3))]) {
          const planned = plan(text);
          if ('blocked' in planned) {
            strictEqual(planned.blocked, 'tooLong');
            ok(textLength(text, unit) > max, 'a text within the limit was refused');
            continue;
          }
          const texts = planned.parts.map((part) => driver.textOf(part.payload));
          strictEqual(texts.join(''), text);
          ok(texts.every((part) => textLength(part, unit) <= max), 'a part is longer than the limit');
          strictEqual(texts.reduce((sum, part) => sum + textLength(part, 'graphemes'), 0), textLength(text, 'graphemes'));
        }
      },
    },
    {
      name: 'lostAnswerIsUnknown',
      sentence: 'when the answer is lost the outcome is unknown, after one call and no second one',
      async check() {
        if (adapter.description.inbound === 'local') return;
        const { deps, calls } = driver.deps('loseAnswer');
        const outcome = await adapter.outbound.send(onePart(), account, deps);
        strictEqual(outcome.outcome, 'unknown');
        strictEqual(calls().filter((call) => call === 'message').length, 1);
      },
    },
    {
      name: 'reconcileSendsNothing',
      sentence: 'settling an unknown outcome never sends the message',
      async check() {
        const { deps, calls } = driver.deps('accept');
        const { found } = await adapter.outbound.reconcile(onePart(), account, deps);
        ok(['yes', 'no', 'cannotTell'].includes(found));
        deepStrictEqual(calls().filter((call) => call === 'message'), []);
      },
    },
    {
      name: 'answersAreClassed',
      sentence: 'every answer the provider is known to give lands in its class',
      async check() {
        for (const answer of driver.answers) {
          const outcome = await adapter.outbound.send(onePart(), account, driver.deps(answer).deps);
          const { title: _title, expected } = answer;
          strictEqual(outcome.outcome, expected.outcome, answer.title);
          if (expected.class !== undefined) strictEqual('class' in outcome ? outcome.class : null, expected.class, answer.title);
        }
        strictEqual((await adapter.outbound.send(onePart(), account, driver.deps('accept').deps)).outcome, 'accepted');
      },
    },
    {
      name: 'noLiveCues',
      sentence: 'sending shows no typing, no presence and no “seen”, and the description promises none',
      async check() {
        const { typing, presence } = adapter.description.capabilities;
        deepStrictEqual([typing.out, presence.out], [false, false]);
        const { deps, calls } = driver.deps('accept');
        await adapter.outbound.send(onePart(), account, deps);
        deepStrictEqual(calls().filter((call) => call !== 'message'), []);
      },
    },
  ];
}

/** All cases for this adapter; those about batches and statuses only where the driver can make them. */
export function conformanceCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): readonly ConformanceCase[] {
  return [...inboundCases(driver), ...optionalInboundCases(driver), ...outboundCases(driver)];
}
