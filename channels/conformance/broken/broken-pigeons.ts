/**
 * Would the suite notice? Each of these adapters is the honest pigeon with one fault, and names the one case that must catch it.
 */
import { pigeon, pigeonDescription } from '../pigeon.ts';
import type { ChannelAdapter } from '../../contract/channel-adapter.ts';
import type { NormalisedEvent } from '../../contract/normalised-event.ts';
import type { CaseName } from '../driver.ts';
import type { PigeonAccount, PigeonDelivery } from '../pigeon.ts';

type Pigeon = ChannelAdapter<PigeonAccount, PigeonDelivery>;

const inbound = (over: Partial<Pigeon['inbound']>): Pigeon => ({ ...pigeon, inbound: { ...pigeon.inbound, ...over } });
const outbound = (over: Partial<Pigeon['outbound']>): Pigeon => ({ ...pigeon, outbound: { ...pigeon.outbound, ...over } });

/** An adapter that changes every event it parsed. */
const changed = (change: (event: NormalisedEvent) => NormalisedEvent): Pigeon =>
  inbound({ parse: async (...given) => (await pigeon.inbound.parse(...given)).map(change) });

const always = {
  ok: true as const,
  authentication: { provider: 'pass' as const, spf: 'none' as const, dkim: [], dmarc: 'none' as const, alignedDomain: null },
  sender: null,
};

/** Cuts by UTF-16 units, through the middle of whatever stands there. */
function tornPlan(...[message]: Parameters<Pigeon['outbound']['plan']>): ReturnType<Pigeon['outbound']['plan']> {
  const max = pigeonDescription.capabilities.text.max;
  const texts = Array.from({ length: Math.max(1, Math.ceil(message.text.length / max)) }, (_, i) =>
    message.text.slice(i * max, (i + 1) * max),
  );
  return {
    parts: texts.map((text, index) => ({ partKey: `${message.messageId}:${index}`, index, payload: { to: message.to.value, text } })),
  };
}

let planned = 0;

export const brokenPigeons: readonly { readonly fault: string; readonly caughtBy: CaseName; readonly adapter: Pigeon }[] = [
  {
    fault: 'makes a new dedupe key at every arrival',
    caughtBy: 'stableDedupeKey',
    adapter: changed((event) => ({ ...event, dedupeKey: `${event.dedupeKey}:${event.receivedAt}` })),
  },
  {
    fault: 'takes the words for the dedupe key',
    caughtBy: 'distinctDedupeKeys',
    adapter: changed((event) => ({ ...event, dedupeKey: event.type === 'message' ? event.text : event.dedupeKey })),
  },
  { fault: 'accepts any signature', caughtBy: 'forgedIsNotBelieved', adapter: inbound({ verify: async () => always }) },
  {
    fault: 'throws away what it does not know',
    caughtBy: 'unknownIsKept',
    adapter: inbound({
      parse: async (...given) => {
        const events = await pigeon.inbound.parse(...given);
        return events.length === 1 && events[0]?.type === 'unknown' && new TextDecoder().decode(given[0].bytes).includes('birdsong')
          ? []
          : events;
      },
    }),
  },
  {
    fault: 'throws on damaged bytes',
    caughtBy: 'garbageIsSurvived',
    adapter: inbound({
      parse: async (...given) => {
        JSON.parse(new TextDecoder().decode(given[0].bytes));
        return pigeon.inbound.parse(...given);
      },
    }),
  },
  {
    fault: 'drops the bad event of a batch',
    caughtBy: 'batchIsSplit',
    adapter: inbound({
      parse: async (...given) => (await pigeon.inbound.parse(...given)).filter((event, at) => at === 0 || event.type !== 'unknown'),
    }),
  },
  {
    fault: 'reports every receipt as sent, so that a state goes back',
    caughtBy: 'statusesOnlyMoveForward',
    adapter: changed((event) => (event.type === 'status' ? { ...event, status: 'sent' } : event)),
  },
  {
    fault: 'loses letters outside ASCII',
    caughtBy: 'textArrives',
    adapter: changed((event) => (event.type === 'message' ? { ...event, text: event.text.replace(/[^ -~]/g, '?') } : event)),
  },
  { fault: 'tears an emoji at the limit', caughtBy: 'textIsWhole', adapter: outbound({ plan: tornPlan }) },
  {
    fault: 'sends more than the limit in one piece',
    caughtBy: 'textIsWhole',
    adapter: outbound({
      plan: (message) => ({
        parts: [{ partKey: `${message.messageId}:0`, index: 0, payload: { to: message.to.value, text: message.text } }],
      }),
    }),
  },
  {
    fault: 'cuts off what does not fit',
    caughtBy: 'textIsWhole',
    adapter: outbound({ plan: (message, ...rest) => pigeon.outbound.plan({ ...message, text: message.text.slice(0, 38) }, ...rest) }),
  },
  {
    fault: 'sends again after a lost answer',
    caughtBy: 'lostAnswerIsUnknown',
    adapter: outbound({
      send: async (...given) => {
        const first = await pigeon.outbound.send(...given);
        return first.outcome === 'unknown' ? pigeon.outbound.send(...given) : first;
      },
    }),
  },
  {
    fault: 'calls a lost answer a retry',
    caughtBy: 'lostAnswerIsUnknown',
    adapter: outbound({
      send: async (...given) => {
        const outcome = await pigeon.outbound.send(...given);
        return outcome.outcome === 'unknown' ? { outcome: 'retry', code: outcome.code, retryAfterMs: null } : outcome;
      },
    }),
  },
  {
    fault: 'settles by sending once more',
    caughtBy: 'reconcileSendsNothing',
    adapter: outbound({
      reconcile: async (...given) => {
        const outcome = await pigeon.outbound.send(...given);
        return outcome.outcome === 'accepted' ? { found: 'yes', providerId: outcome.providerId } : { found: 'cannotTell' };
      },
    }),
  },
  {
    fault: 'takes every refusal for the content’s fault',
    caughtBy: 'answersAreClassed',
    adapter: outbound({
      send: async (...given) => {
        const outcome = await pigeon.outbound.send(...given);
        return outcome.outcome === 'rejected' ? { ...outcome, class: 'permanentContent' } : outcome;
      },
    }),
  },
  {
    fault: 'shows typing before it sends',
    caughtBy: 'noLiveCues',
    adapter: outbound({
      send: async (part, account, deps) => {
        await deps.fetch(`${account.baseUrl}/typing`, { method: 'POST' }).catch(() => null);
        return pigeon.outbound.send(part, account, deps);
      },
    }),
  },
  {
    fault: 'plans with a fresh key each time',
    caughtBy: 'planIsPure',
    adapter: outbound({
      plan: (...given) => {
        const plan = pigeon.outbound.plan(...given);
        planned++;
        return 'parts' in plan ? { parts: plan.parts.map((part) => ({ ...part, partKey: `${part.partKey}:${planned}` })) } : plan;
      },
    }),
  },
];
