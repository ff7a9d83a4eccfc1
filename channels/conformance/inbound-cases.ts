/**
 * Does an adapter take in what its provider sends, once, whole, and only from whom it says? The cases of the suite about `verify` and `parse`.
 */
import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { laterStatus } from '../contract/outcome.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import type { DeliveryStatus, NormalisedEvent } from '../contract/normalised-event.ts';
import type { ConformanceCase, Driver } from './driver.ts';

async function parsed<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>, raw: RawInbound): Promise<readonly NormalisedEvent[]> {
  const verified = await driver.adapter.inbound.verify(raw, driver.account, driver.deps('accept').deps);
  ok(verified.ok, `authentic bytes were refused: ${verified.ok ? '' : verified.reason}`);
  return driver.adapter.inbound.parse(raw, driver.account, verified);
}

const keysOf = (events: readonly NormalisedEvent[]) => events.map((event) => event.dedupeKey);

/** Cases every channel has. */
export function inboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
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
        const keys = await Promise.all(
          [1, 2, 3, 4, 5].map(async (later) =>
            keysOf(await parsed(driver, { ...driver.incoming('Hello', 'event-1'), receivedAt: later * 1_000 })),
          ),
        );
        strictEqual(new Set(keys.flat()).size, 1);
        notStrictEqual(keys[0]?.[0], '');
      },
    },
    {
      name: 'distinctDedupeKeys',
      sentence: 'two events are two messages, even with the same words',
      async check() {
        const keys = [
          ...keysOf(await parsed(driver, driver.incoming('Hello', 'event-1'))),
          ...keysOf(await parsed(driver, driver.incoming('Hello', 'event-2'))),
        ];
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

/** Cases about batches and statuses, where the driver can make them. */
export function optionalInboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
  const { batch, status } = driver;
  const cases: ConformanceCase[] = [];
  if (batch !== undefined) {
    cases.push({
      name: 'batchIsSplit',
      sentence: 'of two events in one body the good one is read and the bad one is kept',
      async check() {
        const events = await parsed(driver, batch('Hello'));
        deepStrictEqual(
          events.map((event) => event.type),
          ['message', 'unknown'],
        );
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
