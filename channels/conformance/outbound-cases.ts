/**
 * Does an adapter send what it was given, once, whole, and tell truly what came of it? The cases of the suite about `plan`, `send` and `reconcile`.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { textLength } from '../contract/split-text.ts';
import type { ChannelDeps, OutboundPart, Plan } from '../contract/channel-adapter.ts';
import type { ConformanceCase, Driver } from './driver.ts';

function partsOf<P>(plan: Plan<P>): readonly OutboundPart<P>[] {
  ok('parts' in plan, `blocked: ${'parts' in plan ? '' : plan.blocked}`);
  return plan.parts;
}

/** A text of the given length in the channel's unit with an emoji of several code points across its end. */
function textAround(max: number, over: number): string {
  const family = '👩‍👩‍👧';
  return `${'a'.repeat(Math.max(0, max + over - family.length))}${family}${over > 0 ? 'z' : ''}`;
}

/** Cases every channel has. */
export function outboundCases<A, P, D extends ChannelDeps>(driver: Driver<A, P, D>): ConformanceCase[] {
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
        for (const text of [
          textAround(max, -1),
          textAround(max, 0),
          textAround(max, 1),
          textAround(max, 5),
          'ü👍🏽'.repeat(Math.ceil(max / 3)),
        ]) {
          const planned = plan(text);
          if ('blocked' in planned) {
            strictEqual(planned.blocked, 'tooLong');
            ok(textLength(text, unit) > max, 'a text within the limit was refused');
            continue;
          }
          const texts = planned.parts.map((part) => driver.textOf(part.payload));
          strictEqual(texts.join(''), text);
          ok(
            texts.every((part) => textLength(part, unit) <= max),
            'a part is longer than the limit',
          );
          strictEqual(
            texts.reduce((sum, part) => sum + textLength(part, 'graphemes'), 0),
            textLength(text, 'graphemes'),
          );
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
        deepStrictEqual(
          calls().filter((call) => call === 'message'),
          [],
        );
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
        deepStrictEqual(
          calls().filter((call) => call !== 'message'),
          [],
        );
      },
    },
  ];
}
